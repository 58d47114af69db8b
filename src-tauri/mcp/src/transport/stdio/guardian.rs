//! Ends the programs of a process that is killed.
//!
//! A process that gets SIGKILL runs no more code of ours, and what it started lives on. Linux can signal children when
//! their parent dies, but only the children and not theirs, and only with unsafe code between fork and exec. So
//! beside this process there is one other, from the first program on: a shell that reads the numbers of process
//! groups from a pipe whose only other end is ours. When we are gone, however that happened, the system closes our end; the
//! shell reads to the end of the file, kills the groups that are left, and leaves.
//!
//! The guardian has a process group of its own and ignores what terminals send, so that it outlives us by that
//! moment. It has no other descriptors, an empty environment, and nothing but numbers ever reaches it.
//!
//! Between the start of a program and the line that announces it lies a moment without protection. Windows needs none
//! of this: its job objects end with their last handle.

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// `+ 12` guards group 12 and `- 12` no longer does.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
guarded=' '
while read -r change group; do
    case $change in
        +) guarded="$guarded$group " ;;
        -) case $guarded in
            *" $group "*) guarded="${guarded%% $group *} ${guarded#* $group }" ;;
        esac ;;
    esac
done
for group in $guarded; do
    kill -s KILL -- "-$group"
done
"#;

static GUARDIAN: Mutex<Guardian> = Mutex::new(Guardian { shell: None, groups: BTreeSet::new() });

struct Guardian {
    shell: Option<Child>,
    groups: BTreeSet<u32>,
}

/// Kills this process group when this process ends without [`release`] having been called.
pub(super) fn guard(group: u32) {
    let mut guardian = guardian();
    guardian.groups.insert(group);
    guardian.tell('+', group);
}

/// The group is gone; its number may be given to another.
pub(super) fn release(group: u32) {
    let mut guardian = guardian();
    guardian.groups.remove(&group);
    guardian.tell('-', group);
}

fn guardian() -> MutexGuard<'static, Guardian> {
    GUARDIAN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Guardian {
    /// A line of some twenty bytes to who does nothing but read: this does not block.
    fn tell(&mut self, change: char, group: u32) {
        let told = self.shell.as_mut().and_then(|shell| shell.stdin.as_mut()).is_some_and(|pipe| {
            // In one piece: a line cut short by our own end would name another group.
            pipe.write_all(format!("{change} {group}\n").as_bytes()).is_ok()
        });
        if !told && !self.groups.is_empty() {
            self.replace();
        }
    }

    /// Starts a guardian, or another in place of one that somebody ended.
    fn replace(&mut self) {
        if let Some(mut ended) = self.shell.take() {
            drop(ended.stdin.take());
            let _ = ended.kill();
            let _ = ended.wait();
        }
        let shell = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "hitchpost-guardian"])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let mut shell = match shell {
            Ok(shell) => shell,
            Err(error) => {
                tracing::warn!(%error, "programs will outlive this process if it is killed");
                return;
            }
        };
        let lines: String = self.groups.iter().map(|group| format!("+ {group}\n")).collect();
        if let Some(Err(error)) = shell.stdin.as_mut().map(|pipe| pipe.write_all(lines.as_bytes())) {
            tracing::warn!(%error, "programs will outlive this process if it is killed");
        }
        self.shell = Some(shell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the guardian, told these lines, would kill these groups: `kill` is replaced by `echo`.
    fn left(lines: &str) -> Vec<String> {
        let script = SCRIPT.replace("kill -s KILL --", "echo");
        let mut shell = Command::new("/bin/sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        shell.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = shell.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_was_released_is_left_alone() {
        for (lines, groups) in [
            ("", &[][..]),
            ("+ 12\n", &["-12"]),
            ("+ 12\n- 12\n", &[]),
            ("+ 12\n+ 123\n+ 1\n- 12\n", &["-123", "-1"]),
            ("+ 1\n+ 2\n+ 3\n- 1\n- 3\n", &["-2"]),
            ("+ 1\n- 1\n+ 1\n", &["-1"]),
            ("+ 1\n- 2\n", &["-1"]),
        ] {
            assert_eq!(left(lines), groups, "{lines:?}");
        }
    }
}

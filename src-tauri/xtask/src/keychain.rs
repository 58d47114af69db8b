//! A session of its own for programs that use the keychain: a bus, an unlocked keyring, and a home that is empty.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, ensure};

/// gnome-keyring unlocks its keyring with the password on its standard input and prints variables to export.
const UNLOCKED: &str = r#"eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets | sed 's/^/export /')"; exec "$@""#;

/// `program` in a session that ends with it and whose home is `folder`, which is emptied first.
pub fn session(folder: &Path, program: impl AsRef<OsStr>) -> anyhow::Result<Command> {
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", UNLOCKED, "sh"]).arg(program);
    isolate(&mut command, folder)?;
    Ok(command)
}

/// A session that stays while programs come and go in it. It ends when dropped.
pub struct Session {
    child: Child,
    /// Its end is the session's end, even when nobody is left to drop it.
    stdin: Option<ChildStdin>,
    bus: String,
    folder: PathBuf,
}

impl Session {
    /// Opens a session whose home is `folder`, which is emptied first.
    pub fn open(folder: &Path) -> anyhow::Result<Session> {
        let mut command = session(folder, "sh")?;
        command.args(["-c", r#"echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat"#]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting a session")?;
        let stdin = child.stdin.take();
        let mut bus = String::new();
        BufReader::new(child.stdout.take().context("the session has no output")?).read_line(&mut bus)?;
        ensure!(!bus.trim().is_empty(), "the session has no bus");
        Ok(Session { child, stdin, bus: bus.trim().to_owned(), folder: folder.to_owned() })
    }

    /// Lets a command run in it.
    pub fn enter(&self, command: &mut Command) -> anyhow::Result<()> {
        move_into(command, &self.folder)?;
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stdin.take();
        // It ends with its input; what it ends with is of no interest.
        let _ = self.child.wait();
    }
}

/// Empties a home below `folder` and gives it to a command.
pub fn isolate(command: &mut Command, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("clearing {}", folder.display()))?;
    }
    move_into(command, folder)
}

/// Gives a command the home below `folder`. Cargo's and rustup's stay where they are.
pub fn move_into(command: &mut Command, folder: &Path) -> anyhow::Result<()> {
    let real_home = PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?);
    for (name, usual) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        if std::env::var_os(name).is_none() {
            command.env(name, real_home.join(usual));
        }
    }
    for (name, path) in [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_CACHE_HOME", "home/.cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let path = folder.join(path);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&path)?;
        command.env(name, path);
    }
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("WAYLAND_DISPLAY").env("NO_AT_BRIDGE", "1");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::output_of;

    #[test]
    fn a_session_keeps_its_keychain_while_programs_come_and_go() {
        let folder = crate::root().join("target/keychain-session");
        let session = Session::open(&folder).unwrap();
        let in_session = |script: &str| {
            let mut command = Command::new("sh");
            session.enter(&mut command).unwrap();
            output_of(command.args(["-c", script])).unwrap()
        };
        in_session("printf hidden | secret-tool store --label=test of session");
        assert_eq!(in_session("secret-tool lookup of session"), "hidden");
    }
}

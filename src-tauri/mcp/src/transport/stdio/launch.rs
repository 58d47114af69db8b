//! Starts a program as it is written down: argv, environment and directory, and nothing of ours.

use std::io;
use std::path::Path;
use std::process::Stdio;

use process_wrap::tokio::{ChildWrapper, CommandWrap};

use crate::client::Command;
use crate::error::{Error, SpawnFault};

/// Starts it, with pipes for everything it says and hears, and set apart so that it can be ended as a whole.
pub(super) fn start(command: &Command) -> Result<Box<dyn ChildWrapper>, Error> {
    let Command { program, args, env, directory, .. } = command;
    let failed = |fault| Error::Spawn { program: program.display().to_string(), fault };
    // The system says "not found" of either.
    if directory.as_ref().is_some_and(|directory| !directory.is_dir()) {
        return Err(failed(SpawnFault::NoDirectory));
    }
    if program.is_dir() {
        return Err(failed(SpawnFault::IsDirectory));
    }
    let mut started = CommandWrap::with_new(program, |command| {
        command.args(args).env_clear().envs(env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(directory) = directory {
            command.current_dir(directory);
        }
    });
    set_apart(&mut started);
    started.spawn().map_err(|error| failed(fault(program, &error)))
}

#[cfg(unix)]
fn set_apart(command: &mut CommandWrap) {
    command.wrap(process_wrap::tokio::ProcessGroup::leader());
}

#[cfg(windows)]
fn set_apart(command: &mut CommandWrap) {
    use process_wrap::tokio::{CreationFlags, JobObject, KillOnDrop};
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    let mut flags = CreationFlags(Default::default());
    flags.0.0 = CREATE_NO_WINDOW;
    // A job without it goes on when its last handle is closed.
    command.wrap(flags).wrap(KillOnDrop).wrap(JobObject);
}

fn fault(program: &Path, error: &io::Error) -> SpawnFault {
    /// `ENOEXEC`, `ERROR_BAD_EXE_FORMAT`.
    const BAD_FORMAT: i32 = if cfg!(windows) { 193 } else { 8 };
    match error.kind() {
        io::ErrorKind::NotFound if program.exists() => {
            SpawnFault::Other("the interpreter it names is missing".into())
        }
        io::ErrorKind::NotFound => SpawnFault::NotFound,
        io::ErrorKind::NotADirectory => SpawnFault::NotFound,
        io::ErrorKind::PermissionDenied => SpawnFault::NotExecutable,
        _ if error.raw_os_error() == Some(BAD_FORMAT) => SpawnFault::NotExecutable,
        _ => SpawnFault::Other(error.to_string()),
    }
}

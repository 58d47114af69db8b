//! Starting a command: where its program is, and which environment it gets.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use tokio::sync::OnceCell;

use super::login_shell::login_path;
use crate::app::Result;
use crate::connection::{Approval, CommandLine};
use crate::credential::{Secrets, Slot};
use crate::failure::{Failure, SpawnFault};
use crate::paths::{at_home, home};

/// Variables of ours that every command gets, besides those of a kind: see [`is_inherited`].
const INHERITED: &[&str] = if cfg!(windows) {
    &[
        "PATH",
        "PATHEXT",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "APPDATA",
        "LOCALAPPDATA",
        "PROGRAMDATA",
        "PROGRAMFILES",
        "USERPROFILE",
        "USERNAME",
        "HOMEDRIVE",
        "HOMEPATH",
        "TEMP",
        "TMP",
    ]
} else {
    &[
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TERM",
        "TMPDIR",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "DBUS_SESSION_BUS_ADDRESS",
    ]
};

/// Finds programs and starts commands in the surroundings of this process.
pub(crate) struct Launcher {
    /// Our own environment.
    environment: Vec<(OsString, OsString)>,
    /// Where programs are looked for, once that is known.
    path: OnceCell<OsString>,
}

/// What a command comes to on this computer, now.
pub(crate) struct Found {
    /// The file that runs; absent when there is none.
    pub program: Option<PathBuf>,
    /// Where it was looked for, when that was a search.
    pub looked_in: Vec<String>,
    /// Where it runs.
    pub directory: PathBuf,
    /// Whether that is there.
    pub has_directory: bool,
    /// What the person has to approve.
    pub approval: Approval,
}

impl Launcher {
    /// In the environment of this process.
    pub fn new() -> Self {
        Self::within(std::env::vars_os().collect())
    }

    fn within(environment: Vec<(OsString, OsString)>) -> Self {
        Self { environment, path: OnceCell::new() }
    }

    /// Looks for a command's program. Nothing of it runs.
    pub async fn find(&self, command: &CommandLine) -> Found {
        let own = command.env.iter().find(|row| is_path(OsStr::new(&row.name)));
        let path = match own.and_then(|row| row.plain.as_ref()) {
            Some(path) => OsString::from(path),
            None => self.path().await.to_owned(),
        };
        let command = command.clone();
        let look = move || find(&command, &path);
        tokio::task::spawn_blocking(look).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a program could not be looked for");
            Found::nothing()
        })
    }

    /// The command, ready to be started, with its secrets.
    pub async fn command(
        &self,
        line: &CommandLine,
        found: Found,
        secrets: &Secrets,
    ) -> Result<hitchpost_mcp::Command> {
        let not_there = |fault| Failure::Spawn {
            program: line.program.clone(),
            fault,
            looked_in: found.looked_in.clone(),
        };
        let program = found.program.clone().ok_or_else(|| not_there(SpawnFault::NotFound))?;
        if !found.has_directory {
            return Err(not_there(SpawnFault::NoDirectory));
        }
        let mut env = self.inherited().await;
        let mut hidden = Vec::new();
        for row in &line.env {
            let value = match &row.plain {
                Some(value) => value.clone(),
                None => {
                    let value = secrets
                        .expose(&Slot::Env(row.name.clone()))
                        .ok_or_else(|| Failure::SecretMissing { what: row.name.clone() })?;
                    hidden.push(SecretString::from(value));
                    value.to_owned()
                }
            };
            let name = OsString::from(&row.name);
            env.retain(|(other, _)| !is_same(other, &name));
            env.push((name, value.into()));
        }
        Ok(hitchpost_mcp::Command {
            program,
            args: line.args.iter().map(OsString::from).collect(),
            env,
            directory: Some(found.directory),
            secrets: hidden,
            per_call: line.per_call,
        })
    }

    /// The few variables of ours that every command gets.
    async fn inherited(&self) -> Vec<(OsString, OsString)> {
        let path = self.path().await.to_owned();
        let ours = self.environment.iter().filter(|(name, _)| is_inherited(name) && !is_path(name)).cloned();
        std::iter::once((OsString::from("PATH"), path)).chain(ours).collect()
    }

    /// Where programs are: as a terminal would look for them, also when we were started without one.
    async fn path(&self) -> &OsStr {
        self.path.get_or_init(|| login_path(&self.environment)).await
    }
}

impl Found {
    fn nothing() -> Self {
        let approval =
            Approval { resolved: None, args: Vec::new(), env_names: Vec::new(), directory: String::new() };
        let looked_in = Vec::new();
        Self { program: None, looked_in, directory: home(), has_directory: false, approval }
    }
}

fn find(command: &CommandLine, path: &OsStr) -> Found {
    let directory = directory_of(command);
    let typed = at_home(&command.program);
    let is_name = !typed.contains(['/', std::path::MAIN_SEPARATOR]);
    let (program, looked_in) = if is_name {
        let searched = std::env::split_paths(path).map(|place| place.display().to_string()).collect();
        (which::which_in(&typed, Some(path), &directory).ok(), searched)
    } else {
        // Whether it can be run, the system says best.
        let file = directory.join(typed);
        (file.exists().then_some(file), Vec::new())
    };
    let looked_in = if program.is_some() { Vec::new() } else { looked_in };
    let approval = Approval::of(command, program.as_deref(), &directory);
    let has_directory = directory.is_dir();
    Found { program, looked_in, directory, has_directory, approval }
}

fn directory_of(command: &CommandLine) -> PathBuf {
    match command.directory.as_str() {
        "" => home(),
        typed => home().join(Path::new(&at_home(typed))),
    }
}

fn is_inherited(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let is_listed = INHERITED.iter().any(|listed| is_same(OsStr::new(listed), OsStr::new(name)));
    let is_locale = name.starts_with("LC_");
    let is_folder =
        name.starts_with("XDG_") && ["_DIR", "_DIRS", "_HOME"].iter().any(|ending| name.ends_with(ending));
    is_listed || (cfg!(not(windows)) && (is_locale || is_folder))
}

fn is_path(name: &OsStr) -> bool {
    is_same(name, OsStr::new("PATH"))
}

/// Windows does not tell upper case from lower.
fn is_same(a: &OsStr, b: &OsStr) -> bool {
    if cfg!(windows) { a.eq_ignore_ascii_case(b) } else { a == b }
}

#[cfg(test)]
mod tests;

//! A session of its own for programs that use the keychain: a bus, an unlocked keyring, and a home that is empty.

use std::ffi::OsStr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

/// gnome-keyring unlocks its keyring with the password on its standard input and prints variables to export.
const UNLOCKED: &str = r#"eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets | sed 's/^/export /')"; exec "$@""#;

/// `program` in a session that ends with it and whose home is `folder`, which is emptied first.
pub fn session(folder: &Path, program: impl AsRef<OsStr>) -> anyhow::Result<Command> {
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", UNLOCKED, "sh"]).arg(program);
    isolate(&mut command, folder)?;
    Ok(command)
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

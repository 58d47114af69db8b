//! `cargo xtask run`: from a fresh clone to the first result.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::bail;

use crate::command::{cargo, run as run_command};
use crate::install;

/// Installs, builds, opens the app; without a display does the app's first job in the terminal.
pub fn run(root: &Path, arguments: &[String]) -> anyhow::Result<ExitCode> {
    let release = match arguments {
        [] => false,
        [only] if only == "--release" => true,
        _ => bail!("usage: cargo xtask run [--release]"),
    };
    if has_display() { open_window(root, release) } else { show_in_terminal(root, release) }
}

fn open_window(root: &Path, release: bool) -> anyhow::Result<ExitCode> {
    install::debian(&[install::COMPILER, install::WINDOW, install::DESKTOP])?;
    let ui = root.join("ui");
    install::npm(&ui)?;
    run_command(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&ui))?;
    let folder = build(root, release, &["--workspace", "--bins"])?;
    eprintln!("Opening Hitchpost.");
    let status = Command::new(folder.join("hitchpost-desktop")).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show_in_terminal(root: &Path, release: bool) -> anyhow::Result<ExitCode> {
    eprintln!("There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.");
    eprintln!(
        "The command line does the same job: it adds the sample server, lists its tools and calls one."
    );
    install::debian(&[install::COMPILER])?;
    let hitchpost = build(root, release, &["--package", "hitchpost-cli"])?.join("hitchpost");
    run_command(Command::new(&hitchpost).args(["add", "--sample"]))?;
    run_command(Command::new(&hitchpost).args(["tools", "sample"]))?;
    run_command(Command::new(&hitchpost).args(["call", "sample", "add", "a=2", "b=3"]))?;
    eprintln!("Next: {} --help", hitchpost.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds and says where the programs are. Unoptimised unless asked: optimising the whole takes several minutes more,
/// and the window is quick enough to try it without.
fn build(root: &Path, release: bool, what: &[&str]) -> anyhow::Result<std::path::PathBuf> {
    let mut command = cargo(root);
    command.args(["build", "--locked"]).args(what);
    if release {
        command.arg("--release");
    }
    run_command(&mut command)?;
    Ok(root.join("target").join(if release { "release" } else { "debug" }))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

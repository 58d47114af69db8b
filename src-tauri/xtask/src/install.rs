//! Installs what is missing, and only that. Safe to run any number of times.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::command::{output_of, run};

/// What a build of the command line needs.
pub const COMPILER: &[&str] = &["build-essential", "pkg-config"];

/// What a build of the window needs beyond that.
pub const WINDOW: &[&str] =
    &["libwebkit2gtk-4.1-dev", "libgtk-3-dev", "libsoup-3.0-dev", "librsvg2-dev", "libdbus-1-dev", "file"];

/// What makes `hitchpost://` links and the keychain work on a bare system.
pub const DESKTOP: &[&str] = &["xdg-utils", "desktop-file-utils", "dbus-x11", "gnome-keyring"];

/// What the tests need beyond that: a screen nobody sees, a driver for the window, a browser to sign in with, other
/// people's servers.
pub const TESTS: &[&str] = &[
    "webkit2gtk-driver",
    "chromium",
    "xvfb",
    "xauth",
    "libsecret-tools",
    "xdotool",
    "x11-utils",
    "imagemagick",
    "fonts-dejavu-core",
    "python3-venv",
];

/// The test runner; the version the test command was written for.
const NEXTEST: &str = "0.9.143";

/// Installs Debian packages that are missing. Other systems are told what to install, and the build decides.
pub fn debian(packages: &[&[&str]]) -> anyhow::Result<()> {
    let wanted: Vec<&str> = packages.concat();
    if !has("dpkg-query") || !has("apt-get") {
        eprintln!("This is not a Debian system; it needs what these packages contain: {}", wanted.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing Debian packages: {}", missing.join(" "));
    run(apt().args(["update", "--quiet"]))?;
    run(apt().args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(missing))
}

fn apt() -> Command {
    let is_root = output_of(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
    if !is_root {
        command.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    // Another installation may be running, on a fresh machine even likely.
    command.args(["-o", "DPkg::Lock::Timeout=300"]).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_installed(package: &str) -> bool {
    let status =
        output_of(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]));
    status.is_ok_and(|status| status == "installed")
}

/// Installs a folder's npm packages from its lock file, unless they are newer than it.
pub fn npm(folder: &Path) -> anyhow::Result<()> {
    if !has("npm") {
        bail!("npm is not here: install Node 20 or newer");
    }
    if is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json")) {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// Installs a requirements file into a virtual environment of its own, unless that is newer.
pub fn python(environment: &Path, requirements: &Path) -> anyhow::Result<()> {
    let stamp = environment.join("installed");
    if is_newer(&stamp, requirements) {
        return Ok(());
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(environment))?;
    let pip = environment.join("bin/pip");
    run(Command::new(pip)
        .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(requirements))?;
    std::fs::write(&stamp, "").with_context(|| format!("writing {}", stamp.display()))
}

/// Installs the test runner, where there is none.
pub fn nextest(root: &Path) -> anyhow::Result<()> {
    if output_of(crate::command::cargo(root).args(["nextest", "--version"])).is_ok() {
        return Ok(());
    }
    run(crate::command::cargo(root).args(["install", "cargo-nextest", "--locked", "--version", NEXTEST]))
}

/// Whether `made` exists and is not older than `source`.
pub fn is_newer(made: &Path, source: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified());
    matches!((modified(made), modified(source)), (Ok(made), Ok(source)) if made >= source)
}

/// Whether a program can be started.
pub fn has(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

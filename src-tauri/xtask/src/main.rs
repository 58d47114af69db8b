//! The project's own commands. `cargo xtask` without arguments lists them.

#![allow(clippy::print_stdout, reason = "printing is what a command is for")]

mod bench;
mod command;
mod fuzz;
mod install;
mod keychain;
mod run;
mod test;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run [--release]        install what is missing, build, open the app
cargo xtask test [PART …]          install what is missing, run all tests or the named parts
cargo xtask test --list            name the parts
cargo xtask bench [WORKLOAD …]     measure Hitchpost beside other MCP clients, write docs/performance.md
cargo xtask fuzz [TARGET …] [--minutes N]
                                   throw random input at the parsers of what servers send, ten minutes each
cargo xtask bindings               write the window's TypeScript view of the Rust types anew";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", &[][..]),
    };
    let root = root();
    let done = match name {
        "run" => run::run(&root, rest),
        "test" => test::run(&root, rest),
        "bench" => bench::run(&root, rest).map(|()| ExitCode::SUCCESS),
        bench::MEASURE => bench::measure(rest).map(|()| ExitCode::SUCCESS),
        "fuzz" => fuzz::run(&root, rest).map(|()| ExitCode::SUCCESS),
        "bindings" => test::update_bindings(&root).map(|()| ExitCode::SUCCESS),
        _ => {
            eprintln!("{USAGE}");
            return if name == "help" { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("cargo xtask {name}: {error:#}");
        ExitCode::FAILURE
    })
}

/// The repository: two folders above this crate's manifest. Cargo says where that is now; it was moved if that is
/// not where it was built.
fn root() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = Path::new(&manifest);
    manifest.ancestors().nth(2).unwrap_or(manifest).to_owned()
}

//! A process that holds sessions with a program and does not clean up: to be killed by a test.
//!
//! Connects once, and once more for every line of its standard input; says `connected` each time.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser;
use hitchpost_mcp::{Client, ClientConfig, Command};

#[derive(Parser)]
struct Arguments {
    /// What to run.
    program: PathBuf,
    /// With what.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

fn main() -> anyhow::Result<()> {
    let Arguments { program, arguments } = Arguments::parse();
    let (runtime, mut held) = (tokio::runtime::Runtime::new()?, Vec::new());
    let mut lines = std::io::stdin().lines();
    loop {
        let env = std::env::vars_os().collect();
        let command = Command { args: arguments.clone(), env, ..Command::new(&program) };
        held.push(runtime.block_on(Client::connect(ClientConfig::command(command)))?);
        std::io::stdout().write_all(b"connected\n")?;
        if lines.next().transpose()?.is_none() {
            return Ok(());
        }
    }
}

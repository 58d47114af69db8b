//! The program of [`hitchpost_testkit::stdio`].

use std::ffi::OsString;

use clap::Parser;
use hitchpost_testkit::stdio::{Mode, run};

/// A program that speaks MCP over its standard input and output, well or badly.
#[derive(Parser)]
#[command(after_help = modes())]
struct Arguments {
    /// How it behaves.
    #[arg(default_value = "legacy", value_parser = |name: &str| name.parse::<Mode>())]
    mode: Mode,
    /// What the mode needs, or anything for the tool `args` to give back.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

fn modes() -> String {
    let line = |(_, name, about): &(Mode, &str, &str)| format!("  {name:<18} {about}\n");
    format!("Modes:\n{}", Mode::ALL.iter().map(line).collect::<String>())
}

fn main() -> anyhow::Result<()> {
    let Arguments { mode, arguments } = Arguments::parse();
    run(mode, &arguments)
}

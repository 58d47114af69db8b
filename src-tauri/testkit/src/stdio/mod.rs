//! A program that speaks MCP over its standard input and output, well or badly: `stdio-fixture <mode> …`.
//!
//! Every message it gets is also a line of the file that `STDIO_FIXTURE_LOG` names, after the number of its process;
//! so a test sees which processes there were and what each was asked.

mod faults;
mod mode;
mod server;
mod speaker;
mod tools;

use std::ffi::OsString;
use std::io::BufRead as _;
use std::path::PathBuf;

pub use mode::Mode;
use server::Server;
use speaker::Speaker;

/// The file every message is noted in.
pub const LOG: &str = "STDIO_FIXTURE_LOG";

/// The program beside the one that runs, as cargo builds it.
///
/// # Panics
/// When it has not been built.
pub fn program() -> PathBuf {
    let name = format!("stdio-fixture{}", std::env::consts::EXE_SUFFIX);
    let running = std::env::current_exe().unwrap_or_default();
    let found =
        running.ancestors().skip(1).take(3).map(|folder| folder.join(&name)).find(|file| file.is_file());
    #[allow(clippy::expect_used)] // a test that cannot run should say so
    found.expect("stdio-fixture is built by `cargo build -p hitchpost-testkit --bins`")
}

/// Runs until its input ends, or as the mode has it.
pub fn run(mode: Mode, arguments: &[OsString]) -> anyhow::Result<()> {
    let speaker = Speaker::new(mode == Mode::Bom);
    speaker.note("start");
    faults::before(mode, arguments, &speaker)?;
    let mut server = Server::new(mode, arguments.to_vec(), speaker);
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            if mode == Mode::Stays {
                faults::linger();
            }
            return Ok(());
        }
        server.hear(&line)?;
    }
}

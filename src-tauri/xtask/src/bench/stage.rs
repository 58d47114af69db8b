//! Where the measurements happen: a home of its own with an unlocked keychain, a screen nobody sees, one fast server,
//! and connections added beforehand.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};

use super::plan::{Plan, Workload};
use super::prepare::Programs;
use crate::command::run;
use crate::keychain;

/// The bearer token the server wants.
pub const TOKEN: &str = "good-token";

/// Names the stage's directory in the environment of the run that happens on it.
const STAGE: &str = "HITCHPOST_BENCH_STAGE";

/// Whether this process already runs on a stage.
pub fn is_set() -> bool {
    std::env::var_os(STAGE).is_some()
}

/// Runs this program again with the same arguments, on a stage that is gone afterwards.
pub fn rerun_on_stage(root: &Path, plan: &Plan, arguments: &[String]) -> anyhow::Result<()> {
    let folder = root.join("target/bench/stage");
    let program = std::env::current_exe()?;
    let mut command = if plan.any(Workload::needs_window) {
        let mut command = keychain::session(&folder, "xvfb-run")?;
        command.args(["--auto-servernum", "--server-args", "-screen 0 1280x900x24"]).arg(program);
        command
    } else {
        keychain::session(&folder, program)?
    };
    run(command.arg("bench").args(arguments).env(STAGE, &folder).current_dir(root))
}

/// A server the programs are pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// The sample tools.
    Plain,
    /// The sample tools behind a bearer token.
    Token,
    /// A thousand tools.
    Thousand,
    /// Ten thousand tools.
    TenThousand,
    /// One tool with a result of 10 MB.
    Big,
}

impl Connection {
    const ALL: [Connection; 5] = [
        Connection::Plain,
        Connection::Token,
        Connection::Thousand,
        Connection::TenThousand,
        Connection::Big,
    ];

    /// What it is called in our connections.
    pub fn name(self) -> &'static str {
        match self {
            Connection::Plain => "plain",
            Connection::Token => "token",
            Connection::Thousand => "thousand",
            Connection::TenThousand => "ten-thousand",
            Connection::Big => "big",
        }
    }

    pub fn has_token(self) -> bool {
        self == Connection::Token
    }

    /// How many tools there are, for those who count.
    pub fn tools(self) -> &'static str {
        match self {
            Connection::Plain | Connection::Token => "6",
            Connection::Thousand => "1000",
            Connection::TenThousand => "10000",
            Connection::Big => "1",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Connection::Plain => "/good",
            Connection::Token => "/token",
            Connection::Thousand => "/many?tools=1000",
            Connection::TenThousand => "/many?tools=10000",
            Connection::Big => "/big?mb=10",
        }
    }
}

/// The stage, set. The server stops when this is dropped.
pub struct Stage {
    folder: PathBuf,
    output: PathBuf,
    origin: String,
    server: Child,
}

impl Stage {
    /// Starts the server and adds the connections.
    pub fn open(programs: &Programs, plan: &Plan) -> anyhow::Result<Stage> {
        let folder = PathBuf::from(std::env::var_os(STAGE).context("not on a stage")?);
        let (server, origin) = start_server(&programs.floor("fixture-server"))?;
        let stage = Stage { output: folder.join("output"), folder, origin, server };
        if plan.any(Workload::needs_connections) {
            for connection in Connection::ALL {
                stage.add(programs, &stage.data_dir(), connection)?;
            }
        }
        Ok(stage)
    }

    /// Our data directory, with all connections.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Where a program's output goes when somebody reads it.
    pub fn output(&self) -> &Path {
        &self.output
    }

    pub fn url(&self, connection: Connection) -> String {
        format!("{}{}", self.origin, connection.path())
    }

    /// Adds a connection to a data directory through our command line.
    pub fn add(&self, programs: &Programs, data_dir: &Path, connection: Connection) -> anyhow::Result<()> {
        let mut command = Command::new(programs.ours("hitchpost"));
        command
            .args(["add", &self.url(connection), "--name", connection.name()])
            .env("HITCHPOST_DATA_DIR", data_dir);
        if connection.has_token() {
            command.arg("--token-stdin");
        }
        let mut adding =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("starting hitchpost")?;
        if let Some(mut input) = adding.stdin.take() {
            writeln!(input, "{TOKEN}").context("handing over the token")?;
        }
        let status = adding.wait()?;
        ensure!(status.success(), "adding the connection {} ended with {status}", connection.name());
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to stop.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The server and the beginning of its addresses.
fn start_server(program: &Path) -> anyhow::Result<(Child, String)> {
    let mut server = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let output = server.stdout.take().context("the server has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let origin =
        line.trim().strip_prefix("listening ").context("the server did not say where it listens")?.to_owned();
    Ok((server, origin))
}

//! Who is measured: our programs, the floor and the peers, all doing the same work against the same server.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::figures::{Side, Unit};
use super::measure::Program;
use super::plan::Workload;
use super::prepare::Programs;
use super::stage::{Connection, Stage, TOKEN};

/// One program that takes part.
pub struct Contender {
    pub name: String,
    pub side: Side,
    pub reading: Reading,
    program: Program,
    proof: Proof,
}

/// Which figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// From start to end, with the peak of its memory.
    WholeProcess,
    /// From start to end; its memory is spread over several processes and says nothing.
    Lifetime,
    /// The median time of a call, as the program prints it.
    CallTime,
    /// Calls per second, as the program prints them.
    CallRate,
}

impl Reading {
    pub fn unit(self) -> Unit {
        match self {
            Reading::WholeProcess | Reading::Lifetime => Unit::Milliseconds,
            Reading::CallTime => Unit::Microseconds,
            Reading::CallRate => Unit::CallsPerSecond,
        }
    }
}

/// What the output must show for the work to count as done.
#[derive(Clone, Debug)]
enum Proof {
    /// That it ended well.
    Exit,
    Contains(&'static str),
    Bytes(usize),
    Figures,
}

/// What `bench-floor` and the peers' scripts print in their loops.
#[derive(Deserialize)]
struct LoopFigures {
    p50_us: f64,
    per_second: f64,
}

impl Contender {
    /// One run whose output is looked at.
    pub fn check(&self, stage: &Stage) -> anyhow::Result<()> {
        self.program.sample(stage.output())?;
        match self.proof {
            Proof::Exit => Ok(()),
            Proof::Figures => loop_figures(stage.output()).map(drop),
            Proof::Contains(text) => {
                let printed = std::fs::read(stage.output())?;
                let found = printed.windows(text.len()).any(|part| part == text.as_bytes());
                ensure!(found, "{} did not print {text}", self.name);
                Ok(())
            }
            Proof::Bytes(least) => {
                let printed = stage.output().metadata()?.len();
                ensure!(printed >= least as u64, "{} printed {printed} bytes of {least}", self.name);
                Ok(())
            }
        }
    }

    /// One run: the figure, and the peak memory in kilobytes.
    pub fn read(&self, stage: &Stage) -> anyhow::Result<(f64, f64)> {
        let output = match self.reading {
            Reading::WholeProcess | Reading::Lifetime => Path::new("/dev/null"),
            Reading::CallTime | Reading::CallRate => stage.output(),
        };
        let sample = self.program.sample(output)?;
        let value = match self.reading {
            Reading::WholeProcess | Reading::Lifetime => sample.milliseconds,
            Reading::CallTime => loop_figures(output)?.p50_us,
            Reading::CallRate => loop_figures(output)?.per_second,
        };
        Ok((value, sample.peak_kilobytes))
    }
}

fn loop_figures(output: &Path) -> anyhow::Result<LoopFigures> {
    let printed = std::fs::read_to_string(output)?;
    serde_json::from_str(&printed).with_context(|| format!("no figures in {printed:?}"))
}

/// The tables of a workload that sets programs against each other: caption and contenders.
pub fn tables(workload: Workload, programs: &Programs, stage: &Stage) -> Vec<(String, Vec<Contender>)> {
    let cast = Cast { programs, stage };
    match workload {
        Workload::W1 => {
            let job =
                Job { connection: Connection::Token, tool: "echo", arguments: r#"{"text":"hello-bench"}"# };
            vec![(String::new(), cast.one_shot(&job, &Proof::Contains("hello-bench")))]
        }
        Workload::W5 => [
            (Connection::Thousand, "1,000 tools", "_00999"),
            (Connection::TenThousand, "10,000 tools", "_09999"),
        ]
        .into_iter()
        .map(|(connection, caption, last)| {
            (caption.to_owned(), cast.list(connection, &Proof::Contains(last)))
        })
        .collect(),
        Workload::W6 => {
            let job = Job { connection: Connection::Big, tool: "big", arguments: "{}" };
            vec![(String::new(), cast.one_shot(&job, &Proof::Bytes(10 << 20)))]
        }
        Workload::W3 => vec![(String::new(), cast.calls(1, Reading::CallTime))],
        Workload::W4 => vec![(String::new(), cast.calls(32, Reading::CallRate))],
        Workload::W12 => vec![(String::new(), cast.cold_start())],
        Workload::W11 | Workload::W13 | Workload::W14 => Vec::new(),
    }
}

struct Job {
    connection: Connection,
    tool: &'static str,
    arguments: &'static str,
}

struct Cast<'a> {
    programs: &'a Programs,
    stage: &'a Stage,
}

impl Cast<'_> {
    fn one_shot(&self, job: &Job, proof: &Proof) -> Vec<Contender> {
        let words = |first: Vec<OsString>| {
            let url = self.stage.url(job.connection);
            first
                .into_iter()
                .chain(["one-shot".into(), url.into(), job.tool.into(), job.arguments.into()])
                .collect()
        };
        let inspector =
            ["--method", "tools/call", "--tool-name", job.tool, "--tool-args-json", job.arguments];
        let ours = ["call", job.connection.name(), job.tool, "--args", job.arguments];
        self.whole_processes(job.connection, words, &inspector, &ours, proof)
    }

    fn list(&self, connection: Connection, proof: &Proof) -> Vec<Contender> {
        let words = |first: Vec<OsString>| {
            first.into_iter().chain(["list".into(), self.stage.url(connection).into()]).collect()
        };
        let ours = ["tools", connection.name()];
        self.whole_processes(connection, words, &["--method", "tools/list"], &ours, proof)
    }

    fn whole_processes(
        &self,
        connection: Connection,
        words: impl Fn(Vec<OsString>) -> Vec<OsString>,
        inspector: &[&str],
        ours: &[&str],
        proof: &Proof,
    ) -> Vec<Contender> {
        let mut command: Vec<OsString> = vec![
            self.programs.node().into(),
            self.programs.inspector("cli").into(),
            self.stage.url(connection).into(),
        ];
        command.extend(["--transport", "http", "--protocol-era", "modern"].map(OsString::from));
        if connection.has_token() {
            command.extend(["--header".into(), format!("Authorization: Bearer {TOKEN}").into()]);
        }
        command.extend(inspector.iter().map(OsString::from));
        let hitchpost =
            std::iter::once(self.programs.ours("hitchpost").into()).chain(ours.iter().map(OsString::from));

        let contender = |name: &str, side, program: Program| Contender {
            name: name.to_owned(),
            side,
            reading: Reading::WholeProcess,
            program: if connection.has_token() { program.with("BENCH_TOKEN", TOKEN) } else { program },
            proof: proof.clone(),
        };
        let mut all = vec![
            contender(
                "floor",
                Side::Floor,
                Program::new(words(vec![self.programs.floor("bench-floor").into()])),
            ),
            contender(
                "**Hitchpost** command line",
                Side::Ours,
                Program::new(hitchpost).with("HITCHPOST_DATA_DIR", self.stage.data_dir()),
            ),
            contender("rmcp", Side::Peer, Program::new(words(vec![self.programs.rmcp().into()]))),
            contender("MCP Inspector `--cli`", Side::Peer, Program::new(command)),
        ];
        all.extend(
            self.scripts()
                .into_iter()
                .map(|(name, first)| contender(name, Side::Peer, Program::new(words(first)))),
        );
        all
    }

    /// The peers that are a script: name and the first words of the command.
    fn scripts(&self) -> [(&'static str, Vec<OsString>); 3] {
        let script = |path: &str| OsString::from(self.programs.script(path));
        [
            ("TypeScript SDK", vec![self.programs.node().into(), script("peers/typescript.mjs")]),
            ("Python SDK", vec![self.programs.python("mcp").into(), script("peers/python_mcp.py")]),
            ("FastMCP", vec![self.programs.python("fastmcp").into(), script("peers/fastmcp_client.py")]),
        ]
    }

    fn calls(&self, concurrency: usize, reading: Reading) -> Vec<Contender> {
        let looped = |first: Vec<OsString>, calls: usize| {
            let rest = [
                "loop".into(),
                self.stage.url(Connection::Plain).into(),
                calls.to_string().into(),
                concurrency.to_string().into(),
            ];
            Program::new(first.into_iter().chain(rest))
        };
        let contender = |name: &str, side, program| Contender {
            name: name.to_owned(),
            side,
            reading,
            program,
            proof: Proof::Figures,
        };
        // Enough calls for about a second each.
        let fast = if concurrency == 1 { 5_000 } else { 20_000 };
        let rmcp = || looped(vec![self.programs.rmcp().into()], fast);
        let mut all = vec![
            contender("floor", Side::Floor, looped(vec![self.programs.floor("bench-floor").into()], fast)),
            contender(
                "**Hitchpost** protocol crate",
                Side::Ours,
                looped(vec![self.programs.ours("bench-client").into()], fast),
            ),
            contender("rmcp", Side::Peer, rmcp()),
            contender("rmcp with a pooled HTTP client", Side::Peer, rmcp().with("BENCH_KEEP_ALIVE", "1")),
        ];
        all.extend(
            self.scripts().into_iter().map(|(name, first)| contender(name, Side::Peer, looped(first, 1_000))),
        );
        all
    }

    fn cold_start(&self) -> Vec<Contender> {
        let contender = |name: &str, side, program: &str| Contender {
            name: name.to_owned(),
            side,
            reading: Reading::Lifetime,
            program: Program::new([self.programs.ours(program)])
                .with("HITCHPOST_DATA_DIR", self.stage.data_dir())
                .with("HITCHPOST_EXIT_WHEN_READY", "1"),
            proof: Proof::Exit,
        };
        vec![
            contender("empty Tauri window", Side::Floor, "empty-tauri"),
            contender("**Hitchpost**", Side::Ours, "hitchpost-desktop"),
        ]
    }
}

//! `cargo xtask bench`: how fast Hitchpost is, beside the clients people use today and beside the least a client can
//! do, in one interleaved run. Writes `docs/performance.md`.
//!
//! The programs that are measured live in `tests/bench` and in the testkit; this module installs, starts, repeats,
//! sorts and prints.

mod contender;
mod figures;
mod machine;
mod measure;
mod plan;
mod prepare;
mod report;
mod rounds;
mod stage;
mod versions;
mod weight;
mod window;

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, ensure};

use figures::Table;
use plan::{Plan, Workload};
use prepare::Programs;
use stage::Stage;

/// The first word of the command this program gives itself to measure one other program.
pub const MEASURE: &str = "bench-measure";

/// Runs the workloads named in `arguments`, all of them when none is named.
pub fn run(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    let plan = Plan::parse(arguments)?;
    if !stage::is_set() {
        prepare::install(root, &plan)?;
        prepare::build(root, &plan)?;
        return stage::rerun_on_stage(root, &plan, arguments);
    }
    let programs = Programs::of(root, &plan);
    let stage = Stage::open(&programs, &plan)?;
    let (mut tables, mut failures) = (Vec::new(), Vec::new());
    for workload in &plan.workloads {
        eprintln!("{workload}: {}", workload.title());
        match measure_workload(*workload, &plan, &programs, &stage) {
            Ok(measured) => tables.extend(measured),
            // The others take their time too; what they found out is not thrown away.
            Err(error) => failures.push(format!("{workload}: {error:#}")),
        }
    }
    let report = report::markdown(root, &plan, &tables)?;
    if plan.is_complete() {
        report::save(root, &report)?;
    }
    std::io::stdout().write_all(report.as_bytes()).context("printing the report")?;
    ensure!(failures.is_empty(), "not everything could be measured: {}", failures.join("; "));
    Ok(())
}

/// Measures one program on behalf of the run; see [`MEASURE`].
pub fn measure(arguments: &[String]) -> anyhow::Result<()> {
    measure::measure_and_print(arguments)
}

fn measure_workload(
    workload: Workload,
    plan: &Plan,
    programs: &Programs,
    stage: &Stage,
) -> anyhow::Result<Vec<Table>> {
    match workload {
        Workload::W1 | Workload::W3 | Workload::W4 | Workload::W5 | Workload::W6 | Workload::W12 => {
            let casts = contender::tables(workload, programs, stage).into_iter();
            casts
                .map(|(caption, contenders)| rounds::run(workload, caption, contenders, plan, stage))
                .collect()
        }
        Workload::W11 => window::lists(plan, programs, stage),
        Workload::W13 => Ok(vec![weight::idle_memory(plan, programs, stage)?]),
        Workload::W14 => weight::sizes(programs),
    }
}

//! Rounds: every program once, then every program again, so that a slow minute of the machine hits all of them.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::contender::{Contender, Reading};
use super::figures::{KILOBYTES, Row, Samples, Table};
use super::plan::{Plan, Workload};
use super::stage::Stage;

/// A program that has used this much of one table's time makes room for the others …
const BUDGET: Duration = Duration::from_secs(45);
/// … but not before it has run this often.
const AT_LEAST: usize = 3;

struct Lane {
    contender: Contender,
    row: Row,
    spent: Duration,
}

/// Measures the contenders of one table. One that fails is shown with its reason and no figures.
pub fn run(
    workload: Workload,
    caption: String,
    contenders: Vec<Contender>,
    plan: &Plan,
    stage: &Stage,
) -> anyhow::Result<Table> {
    let reading = contenders.first().map(|contender| contender.reading).context("nobody to measure")?;
    let mut lanes: Vec<Lane> =
        contenders.into_iter().map(|contender| Lane::enter(contender, stage)).collect();
    let count = lanes.len();
    for round in 0..plan.rounds {
        for turn in 0..count {
            // Nobody always follows the same neighbour's cold caches from the same place.
            lanes[(round + turn) % count].take_turn(stage);
        }
    }
    for lane in &lanes {
        eprintln!(
            "  {:<44} {:>10.2} {}",
            lane.row.name,
            lane.row.samples.median().unwrap_or(f64::NAN),
            reading.unit().name()
        );
    }
    let rows = lanes.into_iter().map(|lane| lane.row).collect();
    Ok(Table { workload, caption, unit: reading.unit(), rows })
}

impl Lane {
    /// One run that is looked at and not counted: it warms the caches and proves that the work is done.
    fn enter(contender: Contender, stage: &Stage) -> Lane {
        let checked = contender.check(stage);
        let memory = (contender.reading == Reading::WholeProcess).then(Samples::default);
        let row = Row {
            name: contender.name.clone(),
            side: contender.side,
            samples: Samples::default(),
            memory,
            failure: checked.err().map(|error| format!("{error:#}")),
        };
        if let Some(failure) = &row.failure {
            eprintln!("  {}: {failure}", row.name);
        }
        Lane { contender, row, spent: Duration::ZERO }
    }

    fn take_turn(&mut self, stage: &Stage) {
        let tired = self.spent > BUDGET && self.row.samples.len() >= AT_LEAST;
        if tired || self.row.failure.is_some() {
            return;
        }
        let start = Instant::now();
        match self.contender.read(stage) {
            Ok((value, peak_kilobytes)) => {
                self.row.samples.push(value);
                if let Some(memory) = &mut self.row.memory {
                    memory.push(peak_kilobytes * KILOBYTES);
                }
            }
            Err(error) => self.row.failure = Some(format!("{error:#}")),
        }
        self.spent += start.elapsed();
    }
}

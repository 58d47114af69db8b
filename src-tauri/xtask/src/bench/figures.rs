//! Medians, and tables of them.

/// The kernel's kilobytes in megabytes.
pub const KILOBYTES: f64 = 1024.0 / 1e6;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    Microseconds,
    CallsPerSecond,
    Megabytes,
}

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Unit::Milliseconds => "ms",
            Unit::Microseconds => "µs",
            Unit::CallsPerSecond => "calls/s",
            Unit::Megabytes => "MB",
        }
    }

    pub fn more_is_better(self) -> bool {
        self == Unit::CallsPerSecond
    }
}

/// The samples of one program.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    pub fn push(&mut self, value: f64) {
        let place = self.0.partition_point(|known| *known < value);
        self.0.insert(place, value);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// `None` without samples.
    pub fn median(&self) -> Option<f64> {
        let middle = self.0.len() / 2;
        let upper = *self.0.get(middle)?;
        Some(if self.0.len() % 2 == 1 { upper } else { (self.0[middle - 1] + upper) / 2.0 })
    }

    pub fn range(&self) -> Option<(f64, f64)> {
        Some((*self.0.first()?, *self.0.last()?))
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut samples = Samples::default();
        values.into_iter().for_each(|value| samples.push(value));
        samples
    }
}

/// Whose figures a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The least that is possible.
    Floor,
    /// What exists already.
    Peer,
    Ours,
}

/// One program's line.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub side: Side,
    pub samples: Samples,
    /// Peak memory in megabytes, where it was measured.
    pub memory: Option<Samples>,
    /// Why there are no figures.
    pub failure: Option<String>,
}

/// The rows of one measurement.
#[derive(Clone, Debug)]
pub struct Table {
    pub workload: super::Workload,
    pub caption: String,
    pub unit: Unit,
    pub rows: Vec<Row>,
}

impl Table {
    /// The floor's median.
    pub fn floor(&self) -> Option<f64> {
        self.rows.iter().find(|row| row.side == Side::Floor)?.samples.median()
    }

    /// The best median among the peers.
    pub fn best_peer(&self) -> Option<f64> {
        let medians =
            self.rows.iter().filter(|row| row.side == Side::Peer).filter_map(|row| row.samples.median());
        if self.unit.more_is_better() {
            medians.max_by(f64::total_cmp)
        } else {
            medians.min_by(f64::total_cmp)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_the_two_middle_ones() {
        let median = |values: &[f64]| values.iter().copied().collect::<Samples>().median();
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn the_best_peer_is_the_one_with_most_calls_or_least_time() {
        let row = |side, value| Row {
            name: String::new(),
            side,
            samples: Samples(vec![value]),
            memory: None,
            failure: None,
        };
        let rows =
            vec![row(Side::Floor, 1.0), row(Side::Peer, 5.0), row(Side::Peer, 9.0), row(Side::Ours, 20.0)];
        let table = |unit| Table {
            workload: super::super::Workload::W4,
            caption: String::new(),
            unit,
            rows: rows.clone(),
        };
        assert_eq!(table(Unit::CallsPerSecond).best_peer(), Some(9.0));
        assert_eq!(table(Unit::Milliseconds).best_peer(), Some(5.0));
        assert_eq!(table(Unit::Milliseconds).floor(), Some(1.0));
    }
}

//! What to measure and how often.

use std::fmt;

use anyhow::{Context as _, bail};

/// One thing people wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    W1,
    W3,
    W4,
    W5,
    W6,
    W11,
    W12,
    W13,
    W14,
}

impl Workload {
    pub const ALL: [Workload; 9] = [
        Workload::W1,
        Workload::W3,
        Workload::W4,
        Workload::W5,
        Workload::W6,
        Workload::W11,
        Workload::W12,
        Workload::W13,
        Workload::W14,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Workload::W1 => "one call from the command line",
            Workload::W3 => "calls on one open session, one at a time",
            Workload::W4 => "calls on one open session, 32 at a time",
            Workload::W5 => "a long list of tools",
            Workload::W6 => "a result of 10 MB",
            Workload::W11 => "a long list of tools in the window",
            Workload::W12 => "cold start of the window",
            Workload::W13 => "memory of the idle window",
            Workload::W14 => "size of the program and of its package",
        }
    }

    /// What is measured, and what we aim at.
    pub fn about(self) -> &'static str {
        match self {
            Workload::W1 => {
                "A whole process: start, connect with a bearer token, list the tools, call `echo`, print, exit. \
                 Ours reads the connection from the database and the token from the keychain. \
                 Aim: at most 10 × the floor, 20 × faster than the Inspector's command line, 30 MB."
            }
            Workload::W3 => {
                "Calls of `echo` on one connected client; ours with its tap on. Aim: at most 1.6 × the floor."
            }
            Workload::W4 => "The same with 32 callers. Aim: at least 40 % of the floor's calls per second.",
            Workload::W5 => {
                "A whole process that lists tools of about 1.5 kB each and prints them. \
                 Aim for 10,000: at most 3 × the floor and 100 MB."
            }
            Workload::W6 => {
                "A whole process that calls a tool and prints its 10 MB of text. \
                 Aim: at most 2.5 × the floor and 30 MB."
            }
            Workload::W11 => {
                "In the real window, from the click on Connect to the list on the screen; from the click on a tool \
                 to its form; from a key in the search field to the filtered list. Each ends two animation frames \
                 after the page has changed. Aim: 300 and 600 ms for 1,000 and 10,000 tools, 100 ms for a tool, \
                 50 ms for a key."
            }
            Workload::W12 => {
                "From the start of the process to its end right after the first painted list, files in the cache. \
                 Aim: at most 1.2 × an empty Tauri window plus 150 ms."
            }
            Workload::W13 => {
                "Proportional set size of all its processes, ten seconds after the start. \
                 Aim: at most an empty Tauri window plus 40 MB."
            }
            Workload::W14 => "Aim: a .deb of at most 15 MB.",
        }
    }

    /// Whether it opens windows.
    pub fn needs_window(self) -> bool {
        matches!(self, Workload::W11 | Workload::W12 | Workload::W13)
    }

    /// Whether it needs the desktop application.
    pub fn needs_desktop(self) -> bool {
        self.needs_window() || self == Workload::W14
    }

    /// Whether it sets clients against each other.
    pub fn needs_clients(self) -> bool {
        !self.needs_desktop()
    }

    /// Whether our side reads saved connections.
    pub fn needs_connections(self) -> bool {
        !matches!(self, Workload::W3 | Workload::W4 | Workload::W14)
    }

    fn named(name: &str) -> Option<Workload> {
        Workload::ALL.into_iter().find(|workload| workload.to_string().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The arguments of `cargo xtask bench`.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// In the order of [`Workload::ALL`].
    pub workloads: Vec<Workload>,
    /// How often every program runs, unless it is so slow that its time runs out.
    pub rounds: usize,
    /// Builds without optimisation, to try the benchmark itself.
    pub debug: bool,
}

impl Plan {
    const USUAL_ROUNDS: usize = 11;

    /// `[w1 w3 …] [--rounds N] [--debug]`.
    pub fn parse(arguments: &[String]) -> anyhow::Result<Plan> {
        let mut plan = Plan { workloads: Vec::new(), rounds: Plan::USUAL_ROUNDS, debug: false };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            if word == "--rounds" {
                let count = words.next().context("--rounds needs a number")?;
                plan.rounds = count.parse().with_context(|| format!("--rounds {count}"))?;
            } else if word == "--debug" {
                plan.debug = true;
            } else if let Some(workload) = Workload::named(word) {
                plan.workloads.push(workload);
            } else {
                let known: Vec<String> = Workload::ALL.iter().map(|w| w.to_string().to_lowercase()).collect();
                bail!("bench: {word} is not a workload; there are {}", known.join(" "));
            }
        }
        let chosen = std::mem::take(&mut plan.workloads);
        plan.workloads =
            Workload::ALL.into_iter().filter(|w| chosen.is_empty() || chosen.contains(w)).collect();
        Ok(plan)
    }

    /// Whether it measures everything as it is shipped, so that the report may replace the one in the repository.
    pub fn is_complete(&self) -> bool {
        !self.debug && self.workloads.len() == Workload::ALL.len()
    }

    pub fn any(&self, property: impl Fn(Workload) -> bool) -> bool {
        self.workloads.iter().copied().any(property)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(words: &[&str]) -> anyhow::Result<Plan> {
        Plan::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn measures_everything_unless_told() {
        assert!(plan(&["--rounds", "3"]).unwrap().is_complete());
        let chosen = plan(&["w11", "w3", "--rounds", "5"]).unwrap();
        assert_eq!(chosen, Plan { workloads: vec![Workload::W3, Workload::W11], rounds: 5, debug: false });
    }

    #[test]
    fn names_the_workloads_when_one_is_unknown() {
        let error = plan(&["w2"]).unwrap_err().to_string();
        assert!(error.contains("w2 is not a workload; there are w1 w3"), "{error}");
    }
}

//! The person's consent to run a command: for exactly what was shown, and for nothing that differs from it.

use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::CommandLine;

/// A command as the person is asked to approve it, in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalView {
    /// As it was typed.
    pub program: String,
    /// The file that would run; absent when none is found, and then nothing can be approved.
    pub resolved: Option<String>,
    /// Its arguments, in order.
    pub args: Vec<String>,
    /// The variables it gets from this connection.
    pub env_names: Vec<String>,
    /// Where it would run.
    pub directory: String,
    /// What differs from what was approved before: `program`, `args`, `env` or `directory`. Empty the first time.
    pub changed: Vec<String>,
    /// Names all of this; it comes back with the approval.
    pub digest: String,
}

/// What is approved, or asked about. Saved as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approval {
    /// The file that runs.
    pub resolved: Option<String>,
    pub args: Vec<String>,
    pub env_names: Vec<String>,
    pub directory: String,
}

impl Approval {
    /// What has to be approved for a command to run, where its program and directory are found to be these.
    pub fn of(command: &CommandLine, resolved: Option<&Path>, directory: &Path) -> Self {
        let mut env_names: Vec<String> = command.env.iter().map(|row| row.name.clone()).collect();
        env_names.sort();
        Self {
            resolved: resolved.map(|path| path.to_string_lossy().into_owned()),
            args: command.args.clone(),
            env_names,
            directory: directory.to_string_lossy().into_owned(),
        }
    }

    /// A name for it that no other has. Lengths keep neighbours apart.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        part(self.resolved.as_deref().unwrap_or_default());
        for list in [&self.args, &self.env_names] {
            part(&list.len().to_string());
            list.iter().for_each(|text| part(text));
        }
        part(&self.directory);
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Whether the person who approved `before` has approved this.
    pub fn is_covered_by(&self, before: Option<&Self>) -> bool {
        before == Some(self)
    }

    /// As the person is asked.
    pub fn view(&self, program: &str, before: Option<&Self>) -> ApprovalView {
        ApprovalView {
            program: program.to_owned(),
            resolved: self.resolved.clone(),
            args: self.args.clone(),
            env_names: self.env_names.clone(),
            directory: self.directory.clone(),
            changed: before.map(|before| self.differences(before)).unwrap_or_default(),
            digest: self.digest(),
        }
    }

    fn differences(&self, before: &Self) -> Vec<String> {
        [
            ("program", self.resolved != before.resolved),
            ("args", self.args != before.args),
            ("env", self.env_names != before.env_names),
            ("directory", self.directory != before.directory),
        ]
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name.to_owned())
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approval() -> Approval {
        Approval {
            resolved: Some("/usr/bin/npx".to_owned()),
            args: vec!["-y".to_owned(), "server".to_owned()],
            env_names: vec!["A".to_owned()],
            directory: "/home/me".to_owned(),
        }
    }

    #[test]
    fn whatever_is_different_has_another_digest_and_is_named() {
        let before = approval();
        for (changed, now) in [
            ("program", Approval { resolved: Some("/opt/npx".to_owned()), ..approval() }),
            ("program", Approval { resolved: None, ..approval() }),
            ("args", Approval { args: vec!["-y server".to_owned()], ..approval() }),
            (
                "args",
                Approval { args: vec!["-y".to_owned(), "server".to_owned(), String::new()], ..approval() },
            ),
            ("env", Approval { env_names: vec![], ..approval() }),
            ("directory", Approval { directory: "/".to_owned(), ..approval() }),
        ] {
            assert_ne!(now.digest(), before.digest(), "{changed}");
            assert!(!now.is_covered_by(Some(&before)));
            assert_eq!(now.view("npx", Some(&before)).changed, [changed]);
        }
        assert!(approval().is_covered_by(Some(&before)));
        assert!(!approval().is_covered_by(None));
        assert_eq!(approval().digest(), before.digest());
    }

    #[test]
    fn what_moves_between_the_parts_changes_the_digest() {
        let moved = Approval {
            args: vec!["-y".to_owned()],
            env_names: vec!["server".to_owned(), "A".to_owned()],
            ..approval()
        };
        assert_ne!(moved.digest(), approval().digest());
    }
}

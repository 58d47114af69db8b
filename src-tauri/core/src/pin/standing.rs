//! Compares the tools a server offers with those that were accepted.

use std::collections::{BTreeMap, HashMap};

use super::{Meaning, ToolChange, ToolChangeKind, ToolStanding};
use crate::call::{count, indented};

/// A definition as it was accepted.
pub(crate) struct Accepted {
    /// Of what it means.
    pub digest: String,
    /// As received.
    pub definition: String,
}

/// The tools a server offers, by name.
pub(crate) struct Present {
    definitions: BTreeMap<String, String>,
    /// Nothing is missing, so that what is not in it is gone.
    is_whole: bool,
}

/// Which of the tools a server offers are held back. Empty where all are accepted.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    held: HashMap<String, ToolStanding>,
    removed: u32,
}

impl Present {
    /// Names and definitions as received. Those of one name count together, as an array.
    pub fn new<'a>(tools: impl IntoIterator<Item = (&'a str, &'a str)>, is_whole: bool) -> Self {
        let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, definition) in tools {
            named.entry(name).or_default().push(definition);
        }
        let definitions = named.into_iter().map(|(name, same)| (name.to_owned(), joined(&same))).collect();
        Self { definitions, is_whole }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.definitions.iter().map(|(name, definition)| (name.as_str(), definition.as_str()))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.definitions.get(name).map(String::as_str)
    }

    fn removed<'a>(
        &self,
        accepted: &'a HashMap<String, Accepted>,
    ) -> impl Iterator<Item = (&'a String, &'a Accepted)> {
        accepted.iter().filter(|(name, _)| self.is_whole && !self.definitions.contains_key(*name))
    }
}

impl Accepted {
    /// Looks at what a definition means only when it is not the same text.
    fn is(&self, definition: &str) -> bool {
        self.definition == definition || self.digest == Meaning::of(definition).digest()
    }
}

impl Standings {
    pub fn of_all(accepted: &HashMap<String, Accepted>, present: &Present) -> Self {
        let standing = |(name, definition): (&str, &str)| match of_one(accepted.get(name), definition) {
            ToolStanding::Accepted => None,
            standing => Some((name.to_owned(), standing)),
        };
        Self {
            held: present.iter().filter_map(standing).collect(),
            removed: count(present.removed(accepted).count()),
        }
    }

    /// Where one tool stands.
    pub fn of(&self, name: &str) -> ToolStanding {
        self.held.get(name).copied().unwrap_or_default()
    }

    /// How many changes wait to be accepted.
    pub fn changes(&self) -> u32 {
        count(self.held.len()).saturating_add(self.removed)
    }
}

/// Where a definition stands beside the accepted one.
pub(crate) fn of_one(accepted: Option<&Accepted>, definition: &str) -> ToolStanding {
    match accepted {
        None => ToolStanding::New,
        Some(accepted) if accepted.is(definition) => ToolStanding::Accepted,
        Some(_) => ToolStanding::Changed,
    }
}

/// What changed, by name.
pub(crate) fn changes(accepted: &HashMap<String, Accepted>, present: &Present) -> Vec<ToolChange> {
    let change = |(name, definition): (&str, &str)| {
        let before = accepted.get(name);
        let standing = of_one(before, definition);
        if standing == ToolStanding::Accepted {
            return None;
        }
        let meaning = Meaning::of(definition);
        let (kind, fields) = match standing {
            ToolStanding::Accepted | ToolStanding::New => (ToolChangeKind::Added, Vec::new()),
            ToolStanding::Changed => {
                let fields = before.map(|before| Meaning::of(&before.definition).differences(&meaning));
                (ToolChangeKind::Changed, fields.unwrap_or_default())
            }
        };
        let before = before.map(|before| indented(&before.definition));
        Some(ToolChange {
            name: name.to_owned(),
            kind,
            fields,
            digest: meaning.digest(),
            before,
            after: Some(indented(definition)),
        })
    };
    let removed = present.removed(accepted).map(|(name, accepted)| ToolChange {
        name: name.clone(),
        kind: ToolChangeKind::Removed,
        fields: Vec::new(),
        digest: accepted.digest.clone(),
        before: Some(indented(&accepted.definition)),
        after: None,
    });
    let mut changes: Vec<_> = present.iter().filter_map(change).chain(removed).collect();
    changes.sort_by(|one, other| one.name.cmp(&other.name));
    changes
}

fn joined(definitions: &[&str]) -> String {
    match definitions {
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = r#"{"name":"a","inputSchema":{}}"#;
    const A_TWICE: &str = r#"{"name":"a","title":"again","inputSchema":{}}"#;
    const B: &str = r#"{"name":"b","inputSchema":{}}"#;

    fn accepted(definitions: &[(&str, &str)]) -> HashMap<String, Accepted> {
        let present = Present::new(definitions.iter().copied(), true);
        let accept = |(name, definition): (&str, &str)| {
            let digest = Meaning::of(definition).digest();
            (name.to_owned(), Accepted { digest, definition: definition.to_owned() })
        };
        present.iter().map(accept).collect()
    }

    #[test]
    fn a_change_is_one_until_it_is_accepted() {
        let before = accepted(&[("a", A), ("b", B)]);
        let same = Present::new([("b", B), ("a", r#"{ "inputSchema":{}, "name":"a" }"#)], true);
        assert_eq!(Standings::of_all(&before, &same).changes(), 0);

        let now = Present::new([("a", A_TWICE), ("c", B)], true);
        let standings = Standings::of_all(&before, &now);
        assert_eq!(standings.changes(), 3);
        assert_eq!(standings.of("a"), ToolStanding::Changed);
        assert_eq!(standings.of("c"), ToolStanding::New);
        let told: Vec<_> = changes(&before, &now)
            .into_iter()
            .map(|change| (change.name, change.kind, change.fields))
            .collect();
        assert_eq!(
            told,
            [
                ("a".into(), ToolChangeKind::Changed, vec!["title".to_owned()]),
                ("b".into(), ToolChangeKind::Removed, vec![]),
                ("c".into(), ToolChangeKind::Added, vec![]),
            ]
        );
    }

    #[test]
    fn what_a_cut_list_lacks_is_not_gone() {
        let before = accepted(&[("a", A), ("b", B)]);
        let cut = Present::new([("a", A)], false);
        assert_eq!(Standings::of_all(&before, &cut).changes(), 0);
        assert!(changes(&before, &cut).is_empty());
    }

    #[test]
    fn a_second_tool_of_a_name_is_a_change() {
        let before = accepted(&[("a", A)]);
        let twice = Present::new([("a", A), ("a", A_TWICE)], true);
        assert_eq!(Standings::of_all(&before, &twice).of("a"), ToolStanding::Changed);
        let both = accepted(&[("a", A), ("a", A_TWICE)]);
        assert_eq!(Standings::of_all(&both, &twice).changes(), 0);
    }
}

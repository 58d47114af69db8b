//! What a tool's definition means: the same text for definitions that differ only in order, spaces and spelling.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// The members that say what a tool is and does.
const MEMBERS: [&str; 7] =
    ["name", "title", "description", "inputSchema", "outputSchema", "annotations", "execution"];
/// Deeper than this, text counts as it is written: each level is read once more.
const DEPTH: u32 = 64;

/// The members of a definition that matter, in canonical form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Meaning(BTreeMap<String, String>);

impl Meaning {
    /// Reads a definition. Several of one name are an array, of which everything matters.
    pub fn of(definition: &str) -> Self {
        let members = match serde_json::from_str::<BTreeMap<String, &RawValue>>(definition) {
            Ok(members) => {
                let known = members.into_iter().filter(|(name, _)| MEMBERS.contains(&name.as_str()));
                known.map(|(name, value)| (name, canonical(value.get(), DEPTH))).collect()
            }
            Err(_) => BTreeMap::from([("definitions".to_owned(), canonical(definition, DEPTH))]),
        };
        Self(members)
    }

    /// Equal for definitions that mean the same.
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        for (name, value) in &self.0 {
            // Lengths keep a member from passing for the beginning of the next.
            hasher.update(format!("{} {name} {} ", name.len(), value.len()));
            hasher.update(value);
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The members that differ, in the order of the specification.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let differs = |name: &&str| self.0.get(*name) != other.0.get(*name);
        let names = MEMBERS.iter().copied().chain(["definitions"]);
        names.filter(differs).map(str::to_owned).collect()
    }
}

/// JSON with sorted keys, without spaces, every string spelled the same way. Numbers stay as they are written.
fn canonical(json: &str, depth: u32) -> String {
    let as_written = || json.trim().to_owned();
    let inner = |value: &RawValue| canonical(value.get(), depth - 1);
    let canonical = match json.trim_start().as_bytes().first() {
        _ if depth == 0 => None,
        Some(b'{') => serde_json::from_str::<BTreeMap<String, &RawValue>>(json).ok().map(|members| {
            let members = members.iter().map(|(name, value)| format!("{}:{}", quoted(name), inner(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }),
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(json)
            .ok()
            .map(|items| format!("[{}]", items.into_iter().map(inner).collect::<Vec<_>>().join(","))),
        Some(b'"') => serde_json::from_str::<String>(json).ok().map(|text| quoted(&text)),
        _ => None,
    };
    canonical.unwrap_or_else(as_written)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_spaces_and_spelling_mean_nothing() {
        let plain =
            Meaning::of(r#"{"name":"a","inputSchema":{"type":"object","n":[1.0,{"x":null,"y":"é/"}]}}"#);
        let other = Meaning::of(
            "{ \"inputSchema\" : {\"n\": [1.0, {\"y\":\"\\u00e9\\/\", \"x\":null}], \"type\":\"object\"},\n \"name\":\"\\u0061\", \"_meta\":{\"t\":1}, \"icons\":[] }",
        );
        assert_eq!(plain, other);
        assert_eq!(plain.digest(), other.digest());
        assert_eq!(plain.digest().len(), 64);
    }

    #[test]
    fn whatever_tells_a_tool_differently_is_named() {
        let base = r#"{"name":"a","description":"d","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}"#;
        for (changed, fields) in [
            (base.replace("\"d\"", "\"d \""), vec!["description"]),
            (base.replace("true", "false"), vec!["annotations"]),
            (base.replace("\"object\"", "\"object\",\"minProperties\":1.0"), vec!["inputSchema"]),
            (
                base.replace("{\"name\"", "{\"title\":\"T\",\"outputSchema\":{},\"name\""),
                vec!["title", "outputSchema"],
            ),
            (base.replace("\"d\"", "\"d\",\"execution\":{\"taskSupport\":\"required\"}"), vec!["execution"]),
            (
                format!("[{base},{base}]"),
                vec!["name", "description", "inputSchema", "annotations", "definitions"],
            ),
        ] {
            let (before, after) = (Meaning::of(base), Meaning::of(&changed));
            assert_eq!(before.differences(&after), fields, "{changed}");
            assert_ne!(before.digest(), after.digest(), "{changed}");
        }
    }

    #[test]
    fn numbers_keep_every_digit() {
        let of = |number: &str| Meaning::of(&format!(r#"{{"inputSchema":{{"maximum":{number}}}}}"#)).digest();
        assert_ne!(of("90071992547409911"), of("90071992547409912"));
        assert_ne!(of("1"), of("1.0"));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!(r#"{{"inputSchema":{}{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(Meaning::of(&deep).digest(), Meaning::of(&deep).digest());
        assert_ne!(Meaning::of(&deep), Meaning::of(&deep.replace("[]", "[1]")));
    }
}

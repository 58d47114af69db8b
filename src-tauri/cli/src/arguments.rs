//! A call's arguments from what was typed: `name=value` pairs, or one JSON text that is left alone.

use std::io::Read;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::command::Call;
use crate::exit::Stop;

/// The arguments as JSON text. `schema` says which of them are text.
pub fn of(options: &Call, schema: Option<&str>) -> Result<String, Stop> {
    match options.args.as_deref() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(Stop::reading_input)?;
            Ok(text)
        }
        Some(text) => Ok(text.to_owned()),
        None => from_pairs(&options.pairs, schema).map_err(Stop::Input),
    }
}

fn from_pairs(pairs: &[String], schema: Option<&str>) -> Result<String, String> {
    let schema: Value = schema.and_then(|schema| serde_json::from_str(schema).ok()).unwrap_or_default();
    let mut members = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| format!("`{pair}` is not an argument; write name=value"))?;
        let wants_text = schema["properties"][name]["type"] == "string";
        // Number text is kept as typed: 1.10 and thirty digits arrive as they are.
        let json = match serde_json::from_str::<&RawValue>(value) {
            Ok(raw) if !wants_text => raw.get().to_owned(),
            _ => Value::from(value).to_string(),
        };
        members.push(format!("{}:{json}", Value::from(name)));
    }
    Ok(format!("{{{}}}", members.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[&str], schema: Option<&str>) -> Result<String, String> {
        from_pairs(&pairs.iter().map(|&pair| pair.to_owned()).collect::<Vec<_>>(), schema)
    }

    #[test]
    fn values_are_json_where_they_can_be_and_text_where_they_must_be() {
        assert_eq!(of(&[], None).unwrap(), "{}");
        let pairs = ["n=1.10", "s=hello world", "l=[1, 2]", "b=true", "e=", "q=a=b\"c"];
        let expected = r#"{"n":1.10,"s":"hello world","l":[1, 2],"b":true,"e":"","q":"a=b\"c"}"#;
        assert_eq!(of(&pairs, None).unwrap(), expected);
        let schema = r#"{"properties":{"text":{"type":"string"}}}"#;
        assert_eq!(of(&["text=5", "n=5"], Some(schema)).unwrap(), r#"{"text":"5","n":5}"#);
        assert!(of(&["novalue"], None).unwrap_err().contains("name=value"));
    }
}

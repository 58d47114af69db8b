//! Tool arguments and names as HTTP headers (2026-07-28, `Mcp-Name` and `Mcp-Param-*`).

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::wire::RawJson;

/// An argument that also travels as a header, because the tool's schema says so with `x-mcp-header`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderParam {
    pub header: HeaderName,
    /// Keys from the arguments' root down to the value.
    path: Vec<String>,
}

const ANNOTATION: &str = "x-mcp-header";

/// The header parameters of a tool, or why its annotations make the tool unusable over HTTP.
pub(crate) fn header_params(input_schema: &RawJson) -> Result<Vec<HeaderParam>, String> {
    // Few schemas have any: looking for the word spares building the others.
    if memchr::memmem::find(input_schema.as_bytes(), ANNOTATION.as_bytes()).is_none() {
        return Ok(Vec::new());
    }
    let schema: Value =
        input_schema.read().map_err(|error| format!("`inputSchema` can't be read: {error}"))?;
    let mut walk = Walk::default();
    walk.schema(&schema, &mut Vec::new(), true)?;
    Ok(walk.found)
}

#[derive(Default)]
struct Walk {
    found: Vec<HeaderParam>,
    names: HashSet<String>,
}

impl Walk {
    /// `reachable` while only `properties` lie between here and the root: elsewhere a value has no single place.
    fn schema(&mut self, schema: &Value, path: &mut Vec<String>, reachable: bool) -> Result<(), String> {
        let Value::Object(keywords) = schema else { return Ok(()) };
        if let Some(name) = keywords.get(ANNOTATION) {
            if !reachable || path.is_empty() {
                return Err(format!("`{ANNOTATION}` stands where no single argument is"));
            }
            let header = self.header(name, keywords)?;
            self.found.push(HeaderParam { header, path: path.clone() });
        }
        for (keyword, value) in keywords {
            match (keyword.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        path.push(name.clone());
                        self.schema(property, path, reachable)?;
                        path.pop();
                    }
                }
                (
                    "$defs" | "definitions" | "patternProperties" | "dependentSchemas",
                    Value::Object(schemas),
                ) => {
                    for schema in schemas.values() {
                        self.schema(schema, path, false)?;
                    }
                }
                ("allOf" | "anyOf" | "oneOf" | "prefixItems" | "items", Value::Array(schemas)) => {
                    for schema in schemas {
                        self.schema(schema, path, false)?;
                    }
                }
                (
                    "items"
                    | "additionalItems"
                    | "additionalProperties"
                    | "unevaluatedItems"
                    | "unevaluatedProperties"
                    | "contains"
                    | "propertyNames"
                    | "not"
                    | "if"
                    | "then"
                    | "else",
                    schema,
                ) => self.schema(schema, path, false)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn header(&mut self, name: &Value, keywords: &Map<String, Value>) -> Result<HeaderName, String> {
        let Value::String(name) = name else { return Err(format!("`{ANNOTATION}` is not a string")) };
        let header = HeaderName::try_from(format!("mcp-param-{name}"))
            .ok()
            .filter(|_| !name.is_empty() && name.is_ascii())
            .ok_or_else(|| format!("`{ANNOTATION}` {name:?} is not a header name"))?;
        if !mirrors(keywords.get("type")) {
            return Err(format!("`{ANNOTATION}` {name:?} is not on a string, integer or boolean"));
        }
        if !self.names.insert(name.to_ascii_lowercase()) {
            return Err(format!("`{ANNOTATION}` {name:?} is given twice"));
        }
        Ok(header)
    }
}

/// Strings, integers and booleans have one spelling; a nullable one is left out when it is null.
fn mirrors(kind: Option<&Value>) -> bool {
    let one = |kind: &Value| matches!(kind.as_str(), Some("string" | "integer" | "boolean"));
    match kind {
        Some(Value::Array(kinds)) => match kinds.as_slice() {
            [kind, null] | [null, kind] if null == "null" => one(kind),
            _ => false,
        },
        Some(kind) => one(kind),
        None => false,
    }
}

/// The headers for these arguments. What is absent, null, or no scalar has none.
pub(crate) fn param_headers(params: &[HeaderParam], arguments: &RawJson) -> Vec<(HeaderName, HeaderValue)> {
    if params.is_empty() {
        return Vec::new();
    }
    let Ok(arguments) = arguments.read::<Value>() else { return Vec::new() };
    let header = |param: &HeaderParam| {
        let value = param.path.iter().try_fold(&arguments, |value, key| value.get(key))?;
        let text = match value {
            Value::String(text) => encode_value(text),
            Value::Bool(flag) => HeaderValue::from_static(if *flag { "true" } else { "false" }),
            Value::Number(number) => encode_value(&decimal(number)),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        Some((param.header.clone(), text))
    };
    params.iter().filter_map(header).collect()
}

/// `1.0` and `1e3` are integers in JSON Schema; in a header they are decimal digits.
fn decimal(number: &serde_json::Number) -> String {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    match number.as_f64() {
        Some(value)
            if !number.is_i64() && !number.is_u64() && value.fract() == 0.0 && value.abs() <= EXACT =>
        {
            (value as i64).to_string()
        }
        _ => number.to_string(),
    }
}

/// A header value that any text survives: plain when it is harmless, else base64 between sentinels.
pub(crate) fn encode_value(text: &str) -> HeaderValue {
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && text.trim() == text
        && !text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("=?base64?"));
    let encoded = if plain {
        HeaderValue::from_str(text)
    } else {
        HeaderValue::from_maybe_shared(format!("=?base64?{}?=", STANDARD.encode(text)).into_bytes())
    };
    encoded.expect("visible ASCII is always a header value")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    fn decode(value: &HeaderValue) -> String {
        let text = value.to_str().unwrap();
        match text.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) {
            Some(encoded) => String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap(),
            None => text.to_owned(),
        }
    }

    #[test]
    fn finds_parameters_at_any_depth_of_properties() {
        let schema = json(
            r#"{"type":"object","properties":{
                "region":{"type":"string","x-mcp-header":"Region"},
                "where":{"type":"object","properties":{"zone":{"type":["integer","null"],"x-mcp-header":"Zone"}}},
                "x-mcp-header":{"type":"string"}}}"#,
        );
        let params = header_params(&schema).unwrap();
        let arguments = json(r#"{"region":"eu","where":{"zone":3.0},"x-mcp-header":"no"}"#);
        let mut headers = param_headers(&params, &arguments);
        headers.sort_by(|left, right| left.0.as_str().cmp(right.0.as_str()));
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(headers, [("mcp-param-region", "eu"), ("mcp-param-zone", "3")]);
        assert_eq!(param_headers(&params, &json(r#"{"region":null,"where":{"zone":[1]}}"#)), []);
    }

    #[test]
    fn refuses_annotations_that_break_the_rules() {
        for (property, reason) in [
            (r#"{"type":"string","x-mcp-header":""}"#, "not a header name"),
            (r#"{"type":"string","x-mcp-header":"My Region"}"#, "not a header name"),
            (r#"{"type":"string","x-mcp-header":"a:b"}"#, "not a header name"),
            (r#"{"type":"string","x-mcp-header":"Région"}"#, "not a header name"),
            (r#"{"type":"string","x-mcp-header":"a\r\nb"}"#, "not a header name"),
            (r#"{"type":"string","x-mcp-header":5}"#, "not a string"),
            (r#"{"type":"number","x-mcp-header":"N"}"#, "not on a string"),
            (r#"{"type":"object","x-mcp-header":"N"}"#, "not on a string"),
            (r#"{"x-mcp-header":"N"}"#, "not on a string"),
            (r#"{"type":"array","items":{"type":"string","x-mcp-header":"N"}}"#, "no single argument"),
            (r#"{"anyOf":[{"type":"string","x-mcp-header":"N"}]}"#, "no single argument"),
            (r#"{"type":"string","x-mcp-header":"TAKEN"}"#, "given twice"),
        ] {
            let schema = format!(
                r#"{{"type":"object","properties":{{"a":{{"type":"string","x-mcp-header":"Taken"}},"b":{property}}}}}"#
            );
            let refusal = header_params(&json(&schema)).unwrap_err();
            assert!(refusal.contains(reason), "{refusal} for {property}");
        }
        assert!(header_params(&json(r#"{"type":"string","x-mcp-header":"Root"}"#)).is_err());
        assert!(header_params(&json(r#"{"$defs":{"a":{"type":"string","x-mcp-header":"Def"}}}"#)).is_err());
    }

    #[test]
    fn encodes_only_what_a_header_cannot_carry_as_it_is() {
        for (text, encoded) in [
            ("us-west1", "us-west1"),
            ("two words", "two words"),
            ("", ""),
            (" padded ", "=?base64?IHBhZGRlZCA=?="),
            ("a\tb", "=?base64?YQli?="),
            ("世", "=?base64?5LiW?="),
            ("=?base64?x?=", "=?base64?PT9iYXNlNjQ/eD89?="),
        ] {
            assert_eq!(encode_value(text).to_str().unwrap(), encoded, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_survives_the_header(text in any::<String>()) {
            prop_assert_eq!(decode(&encode_value(&text)), text);
        }

        #[test]
        fn any_sentinel_lookalike_survives_the_header(text in "(=\\?base64\\?|=\\?BASE64\\?)?[ -~]{0,12}(\\?=)?") {
            prop_assert_eq!(decode(&encode_value(&text)), text);
        }
    }
}

//! A tool as its server describes it.

use std::borrow::Cow;

use bytestring::ByteString;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::wire::RawJson;
use crate::wire::item::{Unusable, name_in, shortened, unnamed};

/// One usable tool. What the view does not name is in `raw`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// As the server calls it; unique in its list.
    pub name: String,
    /// `title`, else `annotations.title`.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// Always an object.
    pub input_schema: RawJson,
    /// An object or a boolean.
    pub output_schema: Option<RawJson>,
    /// Claims of the server.
    pub annotations: Annotations,
    /// `execution.taskSupport` (2025-11-25).
    pub task_support: TaskSupport,
    /// The whole definition as received.
    pub raw: RawJson,
}

/// What a server says about a tool. Untrusted; `None` where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// `readOnlyHint`.
    pub read_only: Option<bool>,
    /// `destructiveHint`.
    pub destructive: Option<bool>,
    /// `idempotentHint`.
    pub idempotent: Option<bool>,
    /// `openWorldHint`.
    pub open_world: Option<bool>,
}

/// Whether a tool may be called as a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskSupport {
    /// It may not, or says nothing.
    #[default]
    Forbidden,
    /// Either way will do.
    Optional,
    /// It cannot be called otherwise.
    Required,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToolWire<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow)]
    input_schema: Option<&'a RawValue>,
    #[serde(borrow)]
    output_schema: Option<&'a RawValue>,
    #[serde(borrow)]
    annotations: Option<&'a RawValue>,
    #[serde(borrow)]
    execution: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AnnotationsWire<'a> {
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    read_only_hint: Option<&'a RawValue>,
    #[serde(borrow)]
    destructive_hint: Option<&'a RawValue>,
    #[serde(borrow)]
    idempotent_hint: Option<&'a RawValue>,
    #[serde(borrow)]
    open_world_hint: Option<&'a RawValue>,
}

impl Tool {
    /// Reads a definition that was kept from an earlier list; the reason when it cannot be used.
    pub fn read(raw: &RawJson) -> Result<Tool, String> {
        let value: &RawValue = raw.read().map_err(|error| error.to_string())?;
        Tool::parse(raw.text(), value).map_err(|unusable| unusable.reason)
    }

    /// Needs a name and an object schema to be usable; everything else that is wrong is left out of the view.
    pub(crate) fn parse(frame: &ByteString, raw: &RawValue) -> Result<Tool, Unusable> {
        if !raw.get().starts_with('{') {
            return Err(unnamed(format!("the definition is {}, not an object", kind_of(raw))));
        }
        let wire: ToolWire<'_> = serde_json::from_str(raw.get())
            .map_err(|error| unnamed(format!("the definition can't be read: {error}")))?;
        let name = name_in(wire.name)?;
        let unusable = |reason: String| Unusable { name: Some(shortened(&name)), reason };
        let Some(input_schema) = wire.input_schema else {
            return Err(unusable("`inputSchema` is missing".into()));
        };
        check_input_schema(input_schema).map_err(unusable)?;

        let (annotations, annotated_title) = read_annotations(wire.annotations);
        Ok(Tool {
            title: wire.title.and_then(text).filter(|title| !title.is_empty()).or(annotated_title),
            description: wire.description.and_then(text),
            input_schema: RawJson::slice(frame, input_schema),
            output_schema: wire
                .output_schema
                .filter(|schema| schema.get().starts_with(['{', 't', 'f']))
                .map(|schema| RawJson::slice(frame, schema)),
            annotations,
            task_support: wire.execution.map(task_support).unwrap_or_default(),
            raw: RawJson::slice(frame, raw),
            name,
        })
    }
}

/// Arguments are an object, so its schema must allow one. Without `type` it does.
fn check_input_schema(schema: &RawValue) -> Result<(), String> {
    #[derive(Deserialize)]
    struct Typed<'a> {
        #[serde(borrow, rename = "type")]
        kind: Option<&'a RawValue>,
    }
    if !schema.get().starts_with('{') {
        return Err(format!("`inputSchema` is {}, not an object", kind_of(schema)));
    }
    let typed: Typed<'_> = serde_json::from_str(schema.get())
        .map_err(|error| format!("`inputSchema` can't be read: {error}"))?;
    match typed.kind.map(RawValue::get) {
        None | Some("\"object\"") => Ok(()),
        Some(list) if list.starts_with('[') && list.contains("\"object\"") => Ok(()),
        Some(other) => Err(format!("`inputSchema.type` is {}, not \"object\"", shortened(other))),
    }
}

fn task_support(execution: &RawValue) -> TaskSupport {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        task_support: Option<&'a RawValue>,
    }
    let wire = serde_json::from_str::<Wire<'_>>(execution.get()).ok();
    match wire.and_then(|wire| wire.task_support).map(RawValue::get) {
        Some("\"required\"") => TaskSupport::Required,
        Some("\"optional\"") => TaskSupport::Optional,
        _ => TaskSupport::Forbidden,
    }
}

fn read_annotations(raw: Option<&RawValue>) -> (Annotations, Option<String>) {
    let Some(wire) = raw.and_then(|raw| serde_json::from_str::<AnnotationsWire<'_>>(raw.get()).ok()) else {
        return (Annotations::default(), None);
    };
    let flag = |value: Option<&RawValue>| value.and_then(|value| serde_json::from_str(value.get()).ok());
    let annotations = Annotations {
        read_only: flag(wire.read_only_hint),
        destructive: flag(wire.destructive_hint),
        idempotent: flag(wire.idempotent_hint),
        open_world: flag(wire.open_world_hint),
    };
    (annotations, wire.title.and_then(text).filter(|title| !title.is_empty()))
}

pub(crate) fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str::<Cow<'_, str>>(raw.get()).ok().map(Cow::into_owned)
}

/// What a value is, for a sentence.
pub(crate) fn kind_of(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Tool, Unusable> {
        let frame = ByteString::from(text);
        let raw: &RawValue = serde_json::from_str(&frame).unwrap();
        Tool::parse(&frame, raw)
    }

    #[test]
    fn reads_what_it_knows_and_keeps_the_rest() {
        let definition = r#"{"vendor":{"b":1,"a":2},"name":"t","inputSchema":{"type":"object"},"outputSchema":true,
            "annotations":{"title":"T","readOnlyHint":true,"destructiveHint":"no"},"icons":5}"#;
        let tool = parse(definition).unwrap();
        assert_eq!(tool.title.as_deref(), Some("T"));
        assert_eq!(tool.annotations, Annotations { read_only: Some(true), ..Annotations::default() });
        assert_eq!(tool.output_schema.as_ref().map(RawJson::as_str), Some("true"));
        assert_eq!(tool.raw.as_str(), definition);
    }

    #[test]
    fn says_why_a_definition_cannot_be_used() {
        let schema = r#""inputSchema":{"type":"object"}"#;
        for (definition, reason) in [
            ("5".to_owned(), "the definition is a number, not an object"),
            (format!("{{{schema}}}"), "`name` is missing"),
            (format!(r#"{{"name":5,{schema}}}"#), "`name` is a number"),
            (format!(r#"{{"name":"",{schema}}}"#), "`name` is empty"),
            (format!(r#"{{"name":"a\r\nb",{schema}}}"#), "`name` contains control characters"),
            (format!(r#"{{"name":"{}",{schema}}}"#, "x".repeat(10_000)), "`name` is 10000 bytes long"),
            (r#"{"name":"t"}"#.to_owned(), "`inputSchema` is missing"),
            (r#"{"name":"t","inputSchema":null}"#.to_owned(), "`inputSchema` is missing"),
            (r#"{"name":"t","inputSchema":true}"#.to_owned(), "`inputSchema` is a boolean, not an object"),
            (
                r#"{"name":"t","inputSchema":{"type":"int"}}"#.to_owned(),
                "`inputSchema.type` is \"int\", not \"object\"",
            ),
        ] {
            assert_eq!(parse(&definition).unwrap_err().reason, reason, "{definition}");
        }
        assert!(
            parse(r#"{"name":"t","name":"u","inputSchema":{}}"#).unwrap_err().reason.contains("duplicate")
        );
    }

    #[test]
    fn only_a_plain_word_asks_for_a_task() {
        for (execution, support) in [
            (r#"{"taskSupport":"required"}"#, TaskSupport::Required),
            (r#"{"taskSupport":"optional"}"#, TaskSupport::Optional),
            (r#"{"taskSupport":"forbidden"}"#, TaskSupport::Forbidden),
            (r#"{"taskSupport":"later"}"#, TaskSupport::Forbidden),
            (r#"{"taskSupport":true}"#, TaskSupport::Forbidden),
            ("5", TaskSupport::Forbidden),
            ("null", TaskSupport::Forbidden),
        ] {
            let tool =
                parse(&format!(r#"{{"name":"t","inputSchema":{{}},"execution":{execution}}}"#)).unwrap();
            assert_eq!(tool.task_support, support, "{execution}");
        }
    }

    #[test]
    fn a_schema_without_a_type_takes_an_object() {
        parse(r#"{"name":"t","inputSchema":{"anyOf":[{"required":["a"]},{"required":["b"]}]}}"#).unwrap();
        parse(r#"{"name":"日本 ../x","inputSchema":{"type":["object","null"]}}"#).unwrap();
    }
}

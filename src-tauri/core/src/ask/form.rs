//! The forms servers ask to have filled in: a flat object of texts, numbers, switches and choices.

mod field;

use std::borrow::Cow;
use std::collections::HashSet;

use hitchpost_mcp::RawJson;
use serde::Deserialize;
use serde_json::value::RawValue;

pub use field::{Choice, FieldKind, FormField};

use super::members::Members;
use crate::app::Result;
use crate::call::{invalid_arguments, parse_arguments};

/// Nobody fills in more.
const FIELDS: usize = 200;
/// Bytes of a form's schema.
const LONGEST: usize = 256 << 10;

/// A form whose schema was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// In the server's order.
    pub fields: Vec<FormField>,
}

#[derive(Deserialize)]
struct Schema<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    properties: Members<'a>,
    #[serde(default)]
    required: Vec<String>,
}

impl Form {
    /// Reads a `requestedSchema`; the reason when it describes no form.
    pub fn read(schema: &str) -> std::result::Result<Self, String> {
        if schema.len() > LONGEST {
            return Err(format!("the form's schema has {} bytes", schema.len()));
        }
        let schema: Schema<'_> = serde_json::from_str(schema)
            .map_err(|error| format!("the form's schema can't be read: {error}"))?;
        if schema.kind.as_deref().is_some_and(|kind| kind != "object") {
            return Err("the form's schema is not of the type `object`".to_owned());
        }
        let properties = schema.properties.0;
        if properties.len() > FIELDS {
            return Err(format!("the form has {} fields; at most {FIELDS} are asked for", properties.len()));
        }
        let mut names = HashSet::new();
        if let Some((twice, _)) = properties.iter().find(|(name, _)| !names.insert(name.as_str())) {
            return Err(format!("the form has two fields named `{twice}`"));
        }
        if let Some(unknown) = schema.required.iter().find(|name| !names.contains(name.as_str())) {
            return Err(format!("the form demands `{unknown}`, which is none of its fields"));
        }
        let field = |(name, definition): &(String, &RawValue)| {
            FormField::read(name, definition, schema.required.contains(name))
        };
        Ok(Self { fields: properties.iter().map(field).collect::<std::result::Result<_, _>>()? })
    }

    /// Checks values that were filled in. They are sent as they are written.
    pub(crate) fn check(&self, content: &str) -> Result<RawJson> {
        let json = parse_arguments(content)?;
        let members: Members<'_> =
            json.read().map_err(|error| invalid_arguments(content, 0, error.to_string()))?;
        let start = content.len() - content.trim_start().len();
        for (name, value) in &members.0 {
            // A part of the same text, so the difference of their addresses is its place.
            let offset = start + (value.get().as_ptr() as usize - json.as_str().as_ptr() as usize);
            let complaint = match self.fields.iter().find(|field| field.name == *name) {
                Some(field) => field.complaint(value.get()),
                None => Some("the form has no such field".to_owned()),
            };
            if let Some(complaint) = complaint {
                return Err(invalid_arguments(content, offset, format!("`{name}`: {complaint}")));
            }
        }
        let is_there = |field: &&FormField| members.0.iter().any(|(name, _)| *name == field.name);
        match self.fields.iter().filter(|field| field.required).find(|field| !is_there(field)) {
            Some(missing) => {
                Err(invalid_arguments(content, start, format!("`{}` has to be filled in", missing.name)))
            }
            None => Ok(json),
        }
    }
}

#[cfg(test)]
mod tests;

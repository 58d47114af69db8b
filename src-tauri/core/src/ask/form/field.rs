//! One field of a form, and what may stand in it.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ask::format;

/// Choices of one field.
const CHOICES: usize = 2_000;

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// Its name in the answer.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// What to enter.
    pub description: Option<String>,
    /// The server does not go without it.
    pub required: bool,
    /// What it holds unless somebody changes it, as JSON text.
    pub default: Option<String>,
    /// What may stand in it.
    pub kind: FieldKind,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// Text.
    Text {
        /// In characters.
        min: Option<u64>,
        /// In characters.
        max: Option<u64>,
        /// `email`, `uri`, `date`, `date-time`, or one that is not checked.
        format: Option<String>,
    },
    /// A number.
    Number {
        /// Whole ones only.
        whole: bool,
        /// The smallest.
        min: Option<f64>,
        /// The largest.
        max: Option<f64>,
    },
    /// Yes or no.
    Switch,
    /// One of several texts.
    One {
        /// All of them.
        choices: Vec<Choice>,
    },
    /// Some of several texts.
    Several {
        /// All of them.
        choices: Vec<Choice>,
        /// The least that are chosen.
        min: Option<u64>,
        /// The most that are chosen.
        max: Option<u64>,
    },
}

/// A text to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is answered.
    pub value: String,
    /// For people.
    pub title: Option<String>,
}

impl FormField {
    pub(super) fn read(name: &str, definition: &RawValue, required: bool) -> Result<Self, String> {
        /// The text of the default, apart: numbers stay as they are written.
        #[derive(Deserialize)]
        struct Default<'a> {
            #[serde(borrow)]
            default: Option<&'a RawValue>,
        }
        let unreadable = |error: serde_json::Error| format!("the field `{name}` can't be read: {error}");
        let wire: Value = serde_json::from_str(definition.get()).map_err(unreadable)?;
        if !wire.is_object() {
            return Err(format!("the field `{name}` is not described by an object"));
        }
        let Default { default } = serde_json::from_str(definition.get()).map_err(unreadable)?;
        let kind = kind(&wire).map_err(|reason| format!("the field `{name}` {reason}"))?;
        let words = |member: &str| wire[member].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let mut field = Self {
            name: name.to_owned(),
            title: words("title"),
            description: words("description"),
            required,
            default: None,
            kind,
        };
        // One that breaks the field's own rules would only have to be taken out again.
        field.default =
            default.map(|json| json.get().to_owned()).filter(|json| field.complaint(json).is_none());
        Ok(field)
    }

    /// What is wrong with a value, given as JSON text.
    pub fn complaint(&self, json: &str) -> Option<String> {
        let Ok(value) = serde_json::from_str::<Value>(json) else {
            return Some("that is no JSON".to_owned());
        };
        match &self.kind {
            FieldKind::Text { min, max, format } => match &value {
                Value::String(text) => text_complaint(text, *min, *max, format.as_deref()),
                _ => Some("this has to be text".to_owned()),
            },
            FieldKind::Number { whole, min, max } => number_complaint(&value, *whole, *min, *max),
            FieldKind::Switch => (!value.is_boolean()).then(|| "this is either true or false".to_owned()),
            FieldKind::One { choices } => match value.as_str() {
                Some(text) if is_among(choices, text) => None,
                _ => Some("this is none of the choices".to_owned()),
            },
            FieldKind::Several { choices, min, max } => several_complaint(&value, choices, *min, *max),
        }
    }
}

fn text_complaint(text: &str, min: Option<u64>, max: Option<u64>, format: Option<&str>) -> Option<String> {
    let length = text.chars().count() as u64;
    if let Some(min) = min.filter(|min| length < *min) {
        return Some(format!("this has to have at least {min} characters"));
    }
    if let Some(max) = max.filter(|max| length > *max) {
        return Some(format!("this can have at most {max} characters"));
    }
    let what = format::complaint(format?, text)?;
    Some(format!("this has to be {what}"))
}

fn number_complaint(value: &Value, whole: bool, min: Option<f64>, max: Option<f64>) -> Option<String> {
    let Some(number) = value.as_f64() else { return Some("this has to be a number".to_owned()) };
    if whole && number.fract() != 0.0 {
        return Some("this has to be a whole number".to_owned());
    }
    if let Some(min) = min.filter(|min| number < *min) {
        return Some(format!("this has to be at least {min}"));
    }
    max.filter(|max| number > *max).map(|max| format!("this can be at most {max}"))
}

fn several_complaint(
    value: &Value,
    choices: &[Choice],
    min: Option<u64>,
    max: Option<u64>,
) -> Option<String> {
    let Some(chosen) = value.as_array() else { return Some("this is a list of choices".to_owned()) };
    if chosen.iter().any(|one| !one.as_str().is_some_and(|text| is_among(choices, text))) {
        return Some("one of these is none of the choices".to_owned());
    }
    let length = chosen.len() as u64;
    if let Some(min) = min.filter(|min| length < *min) {
        return Some(format!("at least {min} have to be chosen"));
    }
    max.filter(|max| length > *max).map(|max| format!("at most {max} can be chosen"))
}

fn is_among(choices: &[Choice], text: &str) -> bool {
    choices.iter().any(|choice| choice.value == text)
}

fn kind(wire: &Value) -> Result<FieldKind, String> {
    let length = |member: &str| wire[member].as_u64();
    let bound = |member: &str| wire[member].as_f64();
    match wire["type"].as_str() {
        None | Some("string") if wire["enum"].is_array() || wire["oneOf"].is_array() => {
            Ok(FieldKind::One { choices: choices(wire, "oneOf")? })
        }
        Some("string") => Ok(FieldKind::Text {
            min: length("minLength"),
            max: length("maxLength"),
            format: wire["format"].as_str().map(str::to_owned),
        }),
        Some(kind @ ("number" | "integer")) => {
            Ok(FieldKind::Number { whole: kind == "integer", min: bound("minimum"), max: bound("maximum") })
        }
        Some("boolean") => Ok(FieldKind::Switch),
        Some("array") => Ok(FieldKind::Several {
            choices: choices(&wire["items"], "anyOf")?,
            min: length("minItems"),
            max: length("maxItems"),
        }),
        Some(other) => Err(format!("has the type {other:?}, which no form has")),
        None => Err("has no type".to_owned()),
    }
}

/// The plain texts of `enum`, with the titles older servers put beside them, or the titled ones of `titled`.
fn choices(wire: &Value, titled: &str) -> Result<Vec<Choice>, String> {
    let title = |title: &Value| title.as_str().filter(|title| !title.is_empty()).map(str::to_owned);
    let read: Option<Vec<Choice>> = match (&wire["enum"], &wire[titled]) {
        (Value::Array(values), _) => {
            let choice = |(index, value): (usize, &Value)| {
                Some(Choice { value: value.as_str()?.to_owned(), title: title(&wire["enumNames"][index]) })
            };
            values.iter().take(CHOICES + 1).enumerate().map(choice).collect()
        }
        (_, Value::Array(values)) => {
            let choice = |value: &Value| {
                Some(Choice { value: value["const"].as_str()?.to_owned(), title: title(&value["title"]) })
            };
            values.iter().take(CHOICES + 1).map(choice).collect()
        }
        _ => return Err("is a list, but not one of choices".to_owned()),
    };
    match read {
        None => Err("offers a choice that is not text".to_owned()),
        Some(read) if read.is_empty() => Err("offers no choice".to_owned()),
        Some(read) if read.len() > CHOICES => Err(format!("offers more than {CHOICES} choices")),
        Some(read) => Ok(read),
    }
}

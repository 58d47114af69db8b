//! A form, field by field.

use hitchpost_core::ask::{AskAnswer, Choice, FieldKind, Form, FormField};
use hitchpost_core::connection::names_secret;
use serde_json::Value;

use crate::output::Output;
use crate::terminal::Terminal;

/// What was entered for a field.
enum Entered {
    /// JSON text.
    Value(String),
    Nothing,
    /// The end of the input, or nothing where something is needed.
    Enough,
}

/// Asks for every field, then whether to send it all.
pub async fn fill_in(output: &Output, terminal: &mut Terminal, message: &str, schema: &str) -> AskAnswer {
    output.note(message);
    // The core has read it before.
    let Ok(form) = Form::read(schema) else { return AskAnswer::Cancel };
    output.note("An empty line leaves a field out; where a value is needed, it declines.");
    let mut members = Vec::new();
    for field in &form.fields {
        terminal.forget();
        introduce(output, field);
        match enter(output, terminal, field).await {
            Entered::Value(json) => members.push(format!("{}:{json}", Value::from(field.name.as_str()))),
            Entered::Nothing => {}
            Entered::Enough => return AskAnswer::Decline,
        }
    }
    let content = format!("{{{}}}", members.join(","));
    let agreed = terminal.agrees(output, &format!("Send {content}?")).await;
    if agreed { AskAnswer::Submit { content } } else { AskAnswer::Decline }
}

fn introduce(output: &Output, field: &FormField) {
    let name = field.title.as_deref().unwrap_or(&field.name);
    let needed = if field.required { ", needed" } else { "" };
    let default = field.default.as_ref().map(|json| format!(", else {json}")).unwrap_or_default();
    output.note(&format!("{name} ({}{needed}{default}):", kind(&field.kind)));
    if let Some(description) = &field.description {
        output.note(&format!("  {description}"));
    }
    if names_secret(&field.name) {
        output.note(
            "  warning: what you enter goes to the server; servers must not ask for secrets like this.",
        );
    }
    if let FieldKind::One { choices } | FieldKind::Several { choices, .. } = &field.kind {
        for (number, choice) in (1..).zip(choices) {
            output.note(&format!("  {number}  {}", choice.title.as_deref().unwrap_or(&choice.value)));
        }
    }
}

fn kind(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text { format: Some(format), .. } => format.clone(),
        FieldKind::Text { format: None, .. } => "text".to_owned(),
        FieldKind::Number { whole: true, .. } => "whole number".to_owned(),
        FieldKind::Number { whole: false, .. } => "number".to_owned(),
        FieldKind::Switch => "yes or no".to_owned(),
        FieldKind::One { .. } => "one of these".to_owned(),
        FieldKind::Several { .. } => "some of these, separated by commas".to_owned(),
    }
}

async fn enter(output: &Output, terminal: &mut Terminal, field: &FormField) -> Entered {
    loop {
        let Some(line) = terminal.line().await else { return Entered::Enough };
        if line.is_empty() {
            return match &field.default {
                Some(default) => Entered::Value(default.clone()),
                None if field.required => Entered::Enough,
                None => Entered::Nothing,
            };
        }
        let json = json_of(&field.kind, &line);
        match field.complaint(&json) {
            None => return Entered::Value(json),
            Some(complaint) => {
                terminal.forget();
                output.note(&format!("  {complaint}; once more:"));
            }
        }
    }
}

/// What was typed, as JSON. What makes no sense stays text, and the field complains about that.
fn json_of(kind: &FieldKind, line: &str) -> String {
    match kind {
        FieldKind::Number { .. } if serde_json::from_str::<serde_json::Number>(line).is_ok() => {
            line.to_owned()
        }
        FieldKind::Switch => match line.to_lowercase().as_str() {
            "y" | "yes" | "true" => "true".to_owned(),
            "n" | "no" | "false" => "false".to_owned(),
            _ => Value::from(line).to_string(),
        },
        FieldKind::One { choices } => Value::from(chosen(choices, line)).to_string(),
        FieldKind::Several { choices, .. } => {
            let picked = line.split(',').map(|one| Value::from(chosen(choices, one.trim())));
            Value::Array(picked.collect()).to_string()
        }
        FieldKind::Text { .. } | FieldKind::Number { .. } => Value::from(line).to_string(),
    }
}

/// By its value, its title or its number.
fn chosen<'a>(choices: &'a [Choice], typed: &'a str) -> &'a str {
    let by_name =
        choices.iter().find(|choice| choice.value == typed || choice.title.as_deref() == Some(typed));
    let by_number = || typed.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
    by_name.or_else(by_number).map_or(typed, |choice| &choice.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_what_the_field_holds() {
        let choices = || {
            let choice = |value: &str, title: Option<&str>| Choice {
                value: value.to_owned(),
                title: title.map(str::to_owned),
            };
            vec![choice("r", Some("Red")), choice("2", None), choice("g", None)]
        };
        let number = FieldKind::Number { whole: false, min: None, max: None };
        let text = FieldKind::Text { min: None, max: None, format: None };
        let several = FieldKind::Several { choices: choices(), min: None, max: None };
        for (kind, typed, json) in [
            (&text, "5", r#""5""#),
            (&number, "1.10", "1.10"),
            (&number, "five", r#""five""#),
            (&FieldKind::Switch, "Y", "true"),
            (&FieldKind::Switch, "maybe", r#""maybe""#),
            (&FieldKind::One { choices: choices() }, "Red", r#""r""#),
            (&FieldKind::One { choices: choices() }, "3", r#""g""#),
            (&FieldKind::One { choices: choices() }, "2", r#""2""#),
            (&FieldKind::One { choices: choices() }, "9", r#""9""#),
            (&several, "1, g", r#"["r","g"]"#),
        ] {
            assert_eq!(json_of(kind, typed), json, "{typed}");
        }
    }
}

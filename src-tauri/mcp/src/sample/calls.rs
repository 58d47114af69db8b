//! What each sample tool does. Arguments that do not fit are the tool's error, with words that
//! say what would.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::picture::{self, Colour, Pattern};
use crate::server::{Call, Outcome, ProgressUpdate};
use crate::wire::RawJson;

/// Reads the arguments, or says what is wrong with them.
pub(super) fn arguments<'a, T: Deserialize<'a>>(call: &'a Call) -> Result<T, Outcome> {
    call.arguments.read().map_err(|error| {
        let error = error.to_string();
        // Where in the text matters to nobody here: the arguments came from a form.
        let reason = error.rsplit_once(" at line ").map_or(error.as_str(), |(reason, _)| reason);
        Outcome::error(&format!("These arguments do not fit {}: {reason}.", call.name))
    })
}

pub(super) fn echo(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        text: String,
    }
    match arguments::<Arguments>(call) {
        Ok(Arguments { text }) => Outcome::text(&text),
        Err(outcome) => outcome,
    }
}

pub(super) fn add(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments<'a> {
        #[serde(borrow)]
        a: &'a RawValue,
        #[serde(borrow)]
        b: &'a RawValue,
    }
    let sum = match arguments::<Arguments<'_>>(call) {
        Ok(Arguments { a, b }) => sum(a.get(), b.get()),
        Err(outcome) => return outcome,
    };
    let structured = sum.and_then(|sum| match RawJson::parse(format!(r#"{{"sum":{sum}}}"#)) {
        Ok(structured) => Ok((sum, structured)),
        Err(fault) => Err(fault.to_string()),
    });
    match structured {
        Ok((sum, structured)) => Outcome::structured(&sum, &structured),
        Err(reason) => Outcome::error(&reason),
    }
}

/// The sum as JSON text: exact for whole numbers, which a double would round beyond 2^53.
fn sum(a: &str, b: &str) -> Result<String, String> {
    let whole = |text: &str| text.parse::<i128>().ok();
    if let (Some(a), Some(b)) = (whole(a), whole(b)) {
        return match a.checked_add(b) {
            Some(sum) => Ok(sum.to_string()),
            None => Err("The sum is too large: whole numbers go up to 2^127 − 1.".into()),
        };
    }
    let number = |text: &str| match serde_json::from_str::<f64>(text) {
        Ok(number) => Ok(number),
        Err(_) => Err(format!("{text} is not a number this tool can add.")),
    };
    let sum = number(a)? + number(b)?;
    if sum.is_finite() { Ok(sum.to_string()) } else { Err("The sum is too large.".into()) }
}

pub(super) async fn slow_count(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        #[serde(default = "ten")]
        to: u32,
        #[serde(default = "half_a_second")]
        delay_ms: u64,
    }
    fn ten() -> u32 {
        10
    }
    fn half_a_second() -> u64 {
        500
    }
    let Arguments { to, delay_ms } = match arguments(call) {
        Ok(arguments) => arguments,
        Err(outcome) => return outcome,
    };
    if !(1..=60).contains(&to) || delay_ms > 5000 {
        return Outcome::error("It counts to a number from 1 to 60, with pauses of at most 5000 ms.");
    }
    for step in 1..=to {
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
        call.progress.report(&ProgressUpdate {
            progress: step.into(),
            total: Some(to.into()),
            message: Some(format!("{step} of {to}")),
        });
    }
    Outcome::text(&format!("Counted to {to}."))
}

pub(super) async fn make_image(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    #[serde(default)]
    struct Arguments {
        width: u32,
        height: u32,
        colour: String,
        pattern: Pattern,
    }
    impl Default for Arguments {
        fn default() -> Self {
            Self { width: 640, height: 400, colour: "#e07a3f".into(), pattern: Pattern::Post }
        }
    }
    let Arguments { width, height, colour, pattern } = match arguments(call) {
        Ok(arguments) => arguments,
        Err(outcome) => return outcome,
    };
    let sides = 16..=2048;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Outcome::error("Width and height must be from 16 to 2048 pixels.");
    }
    let Some(shade) = Colour::parse(&colour) else {
        return Outcome::error(&format!("{colour:?} is not a colour; write it as #rrggbb, like #e07a3f."));
    };
    let drawing = tokio::task::spawn_blocking(move || picture::draw(width, height, shade, pattern));
    match drawing.await {
        Ok(Ok(file)) => Outcome::image(&format!("{width} × {height} pixels in {colour}"), "image/png", &file),
        Ok(Err(reason)) => Outcome::error(&format!("The picture could not be written: {reason}.")),
        Err(_) => Outcome::error("Drawing was interrupted."),
    }
}

pub(super) fn every_field(call: &Call) -> Outcome {
    match arguments::<BTreeMap<String, IgnoredAny>>(call) {
        Ok(fields) => {
            let names = fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let text = match fields.len() {
                0 => "Received no fields.".to_owned(),
                1 => format!("Received one field: {names}."),
                count => format!("Received {count} fields: {names}."),
            };
            Outcome::structured(&text, &call.arguments)
        }
        Err(outcome) => outcome,
    }
}

pub(super) fn fail_always(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        #[serde(default = "its_job")]
        reason: String,
    }
    fn its_job() -> String {
        "because that is its job".to_owned()
    }
    match arguments(call) {
        Ok(Arguments { reason }) => Outcome::error(&format!(
            "This tool failed {reason}. The call itself worked: the server answered, and this text is its answer."
        )),
        Err(outcome) => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn whole_numbers_stay_exact_beyond_what_a_double_holds() {
        let sums = [
            ("9007199254740993", "2", "9007199254740995"),
            ("100000000000000000000000000000", "1", "100000000000000000000000000001"),
            ("-5", "5", "0"),
            ("0.5", "1", "1.5"),
            ("1e3", "1", "1001"),
        ];
        for (a, b, expected) in sums {
            assert_eq!(sum(a, b).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_cannot_be_added_is_said() {
        let largest = i128::MAX.to_string();
        assert!(sum(&largest, "1").unwrap_err().contains("too large"));
        assert!(sum("1e308", "1e308").unwrap_err().contains("too large"));
        assert!(sum("\"5\"", "1").unwrap_err().contains("\"5\" is not a number"));
        assert!(sum("null", "1").unwrap_err().contains("not a number"));
    }
}

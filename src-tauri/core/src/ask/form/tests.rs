use super::*;
use crate::failure::Failure;

/// Every kind of field of the specification.
const ALL: &str = r#"{"type":"object","properties":{
    "name":{"type":"string","title":"Name","minLength":2,"maxLength":5},
    "mail":{"type":"string","format":"email","default":"a@b.c"},
    "count":{"type":"integer","minimum":1,"maximum":10,"default":3},
    "ratio":{"type":"number","maximum":1.5,"default":1.0},
    "sure":{"type":"boolean","default":true},
    "colour":{"type":"string","enum":["red","green"],"enumNames":["Red",""],"default":"blue"},
    "size":{"type":"string","oneOf":[{"const":"s","title":"Small"},{"const":"l"}]},
    "tags":{"type":"array","items":{"type":"string","enum":["a","b","c"]},"minItems":1,"maxItems":2},
    "more":{"type":"array","items":{"anyOf":[{"const":"x","title":"The X"}]},"default":["x"]}
  },"required":["name"]}"#;

fn place(content: &str) -> (String, u32, u32) {
    match Form::read(ALL).unwrap().check(content) {
        Err(Failure::InvalidArguments { reason, line, column }) => (reason, line, column),
        other => panic!("{content}: {other:?}"),
    }
}

#[test]
fn every_kind_of_field_is_read() {
    let form = Form::read(ALL).unwrap();
    let names: Vec<_> = form.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["name", "mail", "count", "ratio", "sure", "colour", "size", "tags", "more"]);
    let defaults: Vec<_> = form.fields.iter().map(|field| field.default.as_deref()).collect();
    let expected =
        [None, Some(r#""a@b.c""#), Some("3"), Some("1.0"), Some("true"), None, None, None, Some(r#"["x"]"#)];
    assert_eq!(defaults, expected, "a default that is none of the choices is none");
    let FieldKind::One { choices } = &form.fields[5].kind else { panic!("{:?}", form.fields[5]) };
    assert_eq!((choices[0].title.as_deref(), choices[1].title.as_deref()), (Some("Red"), None));
}

#[test]
fn what_was_filled_in_is_sent_as_it_is_written() {
    let form = Form::read(ALL).unwrap();
    let content = r#" {"ratio":1.10, "name":"Änne","count":3.0,"tags":["c","a"],"size":"l","sure":false} "#;
    assert_eq!(form.check(content).unwrap().as_str(), content.trim());
    assert_eq!(Form::read("{}").unwrap().check("").unwrap().as_str(), "{}");
}

#[test]
fn a_fault_is_given_with_its_field_and_place() {
    for (content, reason, line, column) in [
        ("{}", "`name` has to be filled in", 1, 1),
        ("{\n  \"name\": 5}", "`name`: this has to be text", 2, 11),
        (r#"{"name":"x"}"#, "`name`: this has to have at least 2 characters", 1, 9),
        (r#"{"name":"xxxxxx"}"#, "`name`: this can have at most 5 characters", 1, 9),
        (r#"{"name":"ok","mail":"no"}"#, "`mail`: this has to be an email address", 1, 21),
        (r#"{"name":"ok","count":1.5}"#, "`count`: this has to be a whole number", 1, 22),
        (r#"{"name":"ok","count":0}"#, "`count`: this has to be at least 1", 1, 22),
        (r#"{"name":"ok","ratio":2}"#, "`ratio`: this can be at most 1.5", 1, 22),
        (r#"{"name":"ok","sure":"yes"}"#, "`sure`: this is either true or false", 1, 21),
        (r#"{"name":"ok","colour":"blue"}"#, "`colour`: this is none of the choices", 1, 23),
        (r#"{"name":"ok","tags":[]}"#, "`tags`: at least 1 have to be chosen", 1, 21),
        (r#"{"name":"ok","tags":["a","b","c"]}"#, "`tags`: at most 2 can be chosen", 1, 21),
        (r#"{"name":"ok","tags":["z"]}"#, "`tags`: one of these is none of the choices", 1, 21),
        (r#"{"name":"ok","other":1}"#, "`other`: the form has no such field", 1, 22),
        (r#"{"name":null}"#, "`name`: this has to be text", 1, 9),
    ] {
        assert_eq!(place(content), (reason.to_owned(), line, column), "{content}");
    }
    assert_eq!(place("[]").1, 1);
}

#[test]
fn what_is_no_form_is_refused_with_a_reason() {
    for (schema, reason) in [
        ("5", "can't be read"),
        (r#"{"type":"array"}"#, "not of the type `object`"),
        (r#"{"properties":{"a":{"type":"object"}}}"#, "which no form has"),
        (r#"{"properties":{"a":{"type":["string","null"]}}}"#, "has no type"),
        (r#"{"properties":{"a":5}}"#, "not described by an object"),
        (r#"{"properties":{"a":{"type":"array","items":{"type":"object"}}}}"#, "not one of choices"),
        (r#"{"properties":{"a":{"type":"string","enum":[1]}}}"#, "not text"),
        (r#"{"properties":{"a":{"type":"string","enum":[]}}}"#, "no choice"),
        (r#"{"properties":{"a":{"type":"string"},"a":{"type":"string"}}}"#, "two fields"),
        (r#"{"properties":{},"required":["a"]}"#, "none of its fields"),
    ] {
        let refused = Form::read(schema).unwrap_err();
        assert!(refused.contains(reason), "{schema}: {refused}");
    }
}

#[test]
fn a_form_nobody_would_fill_in_is_refused() {
    let fields: Vec<String> = (0..1_000).map(|n| format!(r#""f{n}":{{"type":"string"}}"#)).collect();
    let refused = Form::read(&format!(r#"{{"properties":{{{}}}}}"#, fields.join(","))).unwrap_err();
    assert!(refused.contains("1000 fields"), "{refused}");
    let choices = vec![r#""x""#; CHOICES_TOO_MANY].join(",");
    let refused = Form::read(&format!(r#"{{"properties":{{"a":{{"type":"string","enum":[{choices}]}}}}}}"#));
    assert!(refused.unwrap_err().contains("more than"), "many choices");
    assert!(Form::read(&" ".repeat(LONGEST + 1)).unwrap_err().contains("bytes"));
}

const CHOICES_TOO_MANY: usize = 2_001;

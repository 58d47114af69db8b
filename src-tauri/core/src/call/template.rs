//! Templates of addresses (RFC 6570), filled in with texts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use iri_string::spec::UriSpec;
use iri_string::template::UriTemplateStr;
use iri_string::template::context::{Context, Visitor};

use super::arguments::invalid;
use super::{ExpandedTemplate, NamedText};
use crate::app::Result;

/// Longer addresses are a mistake or an attack: a variable may stand in a template thousands of times.
const LONGEST: usize = 64 << 10;
const NAMES: &str = "the name of a variable has only letters, digits, dots and underscores";

/// What has to be filled in, each once, in order. A template that cannot be read has nothing.
pub(crate) fn variables(template: &str) -> Vec<String> {
    let Ok(template) = ascii(template) else { return Vec::new() };
    UriTemplateStr::new(&template).map(names).unwrap_or_default()
}

/// Fills in a template; variables without a value are named, and nothing stands in their place.
pub(crate) fn expand(template: &str, variables: &[NamedText]) -> Result<ExpandedTemplate> {
    let ascii = ascii(template).map_err(|offset| invalid(template, offset, NAMES.to_owned()))?;
    let parsed = UriTemplateStr::new(&ascii).map_err(|error| invalid(template, 0, error.to_string()))?;
    let values =
        Values(variables.iter().map(|variable| (variable.name.as_str(), variable.value.as_str())).collect());
    let missing = names(parsed).into_iter().filter(|name| !values.0.contains_key(name.as_str())).collect();
    let expanded =
        parsed.expand::<UriSpec, _>(&values).map_err(|error| invalid(template, 0, error.to_string()))?;
    let mut uri = Bounded(String::new());
    match write!(uri, "{expanded}") {
        Ok(()) => Ok(ExpandedTemplate { uri: uri.0, missing }),
        Err(_) => Err(invalid(template, 0, format!("the address would be longer than {LONGEST} bytes"))),
    }
}

/// Letters beyond ASCII are percent-encoded where they stand for themselves, as they are when a template is filled in;
/// no variable has such a name, and where one does, its place is the error. The parser panics at some of them.
fn ascii(template: &str) -> std::result::Result<Cow<'_, str>, usize> {
    if template.is_ascii() {
        return Ok(Cow::Borrowed(template));
    }
    let (mut is_variable, mut text) = (false, String::with_capacity(template.len() * 3));
    for (offset, c) in template.char_indices() {
        match c {
            c if c.is_ascii() => {
                is_variable = if is_variable { c != '}' } else { c == '{' };
                text.push(c);
            }
            _ if is_variable => return Err(offset),
            c => {
                let mut bytes = [0; 4];
                text.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
            }
        }
    }
    Ok(Cow::Owned(text))
}

fn names(template: &UriTemplateStr) -> Vec<String> {
    let mut seen = HashSet::new();
    let names = template.variables().map(|name| name.as_str());
    names.filter(|name| seen.insert(*name)).map(str::to_owned).collect()
}

struct Values<'a>(HashMap<&'a str, &'a str>);

impl Context for Values<'_> {
    fn visit<V: Visitor>(&self, visitor: V) -> V::Result {
        match self.0.get(visitor.var_name().as_str()) {
            Some(value) => visitor.visit_string(value),
            None => visitor.visit_undefined(),
        }
    }
}

/// Refuses what goes beyond [`LONGEST`].
struct Bounded(String);

impl std::fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if self.0.len() + text.len() > LONGEST {
            return Err(std::fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::failure::Failure;

    fn filled(template: &str, values: &[(&str, &str)]) -> (String, Vec<String>) {
        let named =
            |(name, value): &(&str, &str)| NamedText { name: (*name).to_owned(), value: (*value).to_owned() };
        let values: Vec<NamedText> = values.iter().map(named).collect();
        let expanded = expand(template, &values).unwrap();
        (expanded.uri, expanded.missing)
    }

    /// As in the tables of RFC 6570, section 3.2.
    #[test]
    fn all_four_levels_are_filled_in() {
        let values = [("var", "value"), ("hello", "Hello World!"), ("path", "/foo/bar"), ("x", "1024")];
        let values = [&values[..], &[("y", "768"), ("empty", ""), ("half", "50%"), ("who", "fred")]].concat();
        for (template, expected) in [
            ("{var}", "value"),
            ("{hello}", "Hello%20World%21"),
            ("{half}", "50%25"),
            ("{+path}/here", "/foo/bar/here"),
            ("X{#hello}", "X#Hello%20World!"),
            ("map?{x,y}", "map?1024,768"),
            ("{/var,x}/here", "/value/1024/here"),
            ("{;x,y,empty}", ";x=1024;y=768;empty"),
            ("{?x,y,empty}", "?x=1024&y=768&empty="),
            ("?fixed=yes{&x}", "?fixed=yes&x=1024"),
            ("X{.x,y}", "X.1024.768"),
            ("{var:3}", "val"),
            ("{/var:1,var}", "/v/value"),
            ("{?who*}", "?who=fred"),
            ("db://{table}/{id}", "db:///"),
        ] {
            assert_eq!(filled(template, &values).0, expected, "{template}");
        }
    }

    #[test]
    fn variables_are_named_once_and_in_order() {
        assert_eq!(variables("db://{table}/{id}{?q,table}{#id:3}"), ["table", "id", "q"]);
        assert_eq!(
            filled("db://{table}/{id}{?q}", &[("id", "7")]),
            ("db:///7".into(), vec!["table".into(), "q".into()])
        );
        assert_eq!(variables("no variables"), [""; 0]);
        assert_eq!(variables("{broken"), [""; 0]);
        assert_eq!(filled("n/ü/{id}", &[("id", "é")]).0, "n/%C3%BC/%C3%A9");
        for odd in ["%é", "{é}", "%", "{%é}", "é%1é"] {
            assert_eq!(variables(odd), [""; 0], "{odd}");
            assert!(expand(odd, &[]).is_err(), "{odd}");
        }
        assert!(matches!(expand("{broken", &[]), Err(Failure::InvalidArguments { .. })));
    }

    #[test]
    fn a_hostile_template_stays_cheap() {
        let many: String = (0..5_000).map(|n| format!("{{a{n}}}")).collect();
        assert_eq!(variables(&many).len(), 5_000);
        let named = NamedText { name: "a".to_owned(), value: "x".repeat(10_000) };
        let refused = expand(&"{a}".repeat(50_000), std::slice::from_ref(&named)).unwrap_err();
        assert!(refused.to_string().contains("longer than"), "{refused}");
        assert_eq!(variables(&"{a}".repeat(50_000)), ["a"]);
        assert_eq!(variables(&"{".repeat(100_000)), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_template_panics(template in "[{}+#./;?&,:*%a-z0-9=! é]{0,40}", value in "\\PC{0,10}") {
            let names = variables(&template);
            let named: Vec<NamedText> =
                names.into_iter().map(|name| NamedText { name, value: value.clone() }).collect();
            if let Ok(expanded) = expand(&template, &named) {
                prop_assert!(expanded.missing.is_empty());
            }
        }
    }
}

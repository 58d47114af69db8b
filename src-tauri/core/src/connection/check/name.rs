//! The name of a connection and the slug that follows from it.

use super::{Issues, Known};
use crate::connection::server_url::suggested_name;
use crate::connection::slug::{is_reserved, slug};
use crate::connection::{Connection, Field, Issue, SAMPLE, Target, tidy_name};

const NAME_MAX: usize = 64;

/// The name and slug to save. A blank name never clashes: it becomes a free one.
pub(super) fn check_name(
    typed: &str,
    host: Option<&str>,
    known: Known<'_>,
    issues: &mut Issues,
) -> (String, String) {
    let others: Vec<&Connection> = known.others().collect();
    let is_sample = known.current.is_some_and(|current| current.target == Target::Sample);
    let typed = tidy_name(typed);
    if typed.is_empty() {
        let base = match host {
            _ if is_sample => SAMPLE.0.to_owned(),
            Some(host) => suggested_name(host),
            None => return (String::new(), String::new()),
        };
        let name = free_name(&base, &others);
        let slug = if is_sample { SAMPLE.1.to_owned() } else { slug(&name, host) };
        return (name, slug);
    }
    let length = typed.chars().count();
    if length > NAME_MAX {
        let issue = Issue::NameTooLong { length: u32::try_from(length).unwrap_or(u32::MAX) };
        issues.error(Field::Name, issue);
    }
    if is_sample {
        return (typed, SAMPLE.1.to_owned());
    }
    let has_latin = typed.chars().any(|c| c.is_ascii_alphanumeric());
    let mut slug = slug(&typed, host);
    if others.iter().any(|other| same_name(&other.name, &typed)) {
        let issue = Issue::NameTaken { name: typed.clone(), suggestion: free_name(&typed, &others) };
        issues.error(Field::Name, issue);
    } else if is_reserved(&slug) {
        issues.error(Field::Name, Issue::SlugReserved { slug: slug.clone() });
    } else if let Some(other) = others.iter().find(|other| other.slug == slug) {
        if has_latin {
            let issue =
                Issue::SlugTaken { slug: slug.clone(), name: typed.clone(), other: other.name.clone() };
            issues.error(Field::Name, issue);
        } else {
            // The slug came from the host, so the name cannot be blamed for it.
            slug = numbered(&slug, '-', |slug| others.iter().all(|other| other.slug != slug));
        }
    }
    (typed, slug)
}

/// `base`, or the first of `base 2`, `base 3` … that clashes with nothing.
pub(crate) fn free_name(base: &str, others: &[&Connection]) -> String {
    let base: String = tidy_name(base).chars().take(NAME_MAX - 4).collect();
    let free = |name: &str| {
        let slug = slug(name, None);
        !is_reserved(&slug) && others.iter().all(|other| !same_name(&other.name, name) && other.slug != slug)
    };
    if free(&base) { base } else { numbered(&base, ' ', free) }
}

fn numbered(base: &str, separator: char, free: impl Fn(&str) -> bool) -> String {
    (2..).map(|n: u32| format!("{base}{separator}{n}")).find(|name| free(name)).unwrap_or_default()
}

fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

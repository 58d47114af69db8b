//! Tokens and headers: names, values, and what becomes of their secrets.

use std::collections::BTreeMap;

use hitchpost_mcp::is_secret_name;

use super::oauth::check_oauth;
use super::{Issues, Known, SecretChange, lost_or_empty};
use crate::connection::header::{self, Token, ValueFault};
use crate::connection::{
    Auth, AuthRequest, Field, HeaderRequest, HeaderRow, HeaderValueRequest, Issue, SecretInput, Severity,
};
use crate::credential::Slot;
use crate::secret::SecretText;

/// How the connection is to prove who we are. Every secret it is to have is added to `secrets`.
pub(super) fn check_auth(
    request: &AuthRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Auth {
    match request {
        AuthRequest::None => Auth::None,
        AuthRequest::Token { header, prefix, token } => {
            let (header, prefix) = (header.trim().to_owned(), prefix.trim().to_owned());
            secrets.insert(Slot::Token, check_token(token, &prefix, known, issues));
            check_header_name(&header, Field::TokenHeader, issues);
            check_header_value(&prefix, Field::TokenPrefix, issues);
            Auth::Token { header, prefix }
        }
        AuthRequest::Headers { rows } => {
            let mut seen: Vec<String> = Vec::new();
            let rows = rows
                .iter()
                .enumerate()
                .filter(|(_, row)| !is_blank(row))
                .map(|(index, row)| {
                    check_row(
                        row,
                        u32::try_from(index).unwrap_or(u32::MAX),
                        &mut seen,
                        known,
                        secrets,
                        issues,
                    )
                })
                .collect();
            Auth::Headers { rows }
        }
        AuthRequest::OAuth { settings } => {
            Auth::OAuth { settings: Box::new(check_oauth(settings, known, secrets, issues)) }
        }
    }
}

fn check_token(token: &SecretInput, prefix: &str, known: Known<'_>, issues: &mut Issues) -> SecretChange {
    let value = match token {
        SecretInput::Forget => return SecretChange::Forget,
        SecretInput::Keep if known.has_saved(&Slot::Token) => return SecretChange::Keep,
        SecretInput::Keep => {
            let had_one = known.current.is_some_and(|current| matches!(current.auth, Auth::Token { .. }));
            issues.add(Field::Token, lost_or_empty(had_one), Issue::TokenEmpty);
            return SecretChange::Keep;
        }
        SecretInput::Set { value } => value,
    };
    let tidy = Token::tidy(value.expose(), prefix);
    if tidy.text.is_empty() {
        issues.error(Field::Token, Issue::TokenEmpty);
    }
    if tidy.removed_prefix {
        issues.add(Field::Token, Severity::Notice, Issue::TokenPrefixRemoved { prefix: prefix.to_owned() });
    }
    if tidy.joined_lines {
        issues.add(Field::Token, Severity::Warning, Issue::TokenLineBreaksJoined);
    }
    if tidy.looks_structured {
        issues.add(Field::Token, Severity::Warning, Issue::TokenLooksStructured);
    }
    check_header_value(&tidy.text, Field::Token, issues);
    SecretChange::Set(SecretText::new(tidy.text))
}

fn is_blank(row: &HeaderRequest) -> bool {
    row.name.trim().is_empty()
        && match &row.value {
            HeaderValueRequest::Plain { value } => value.trim().is_empty(),
            HeaderValueRequest::Secret { value: SecretInput::Set { value } } => {
                value.expose().trim().is_empty()
            }
            HeaderValueRequest::Secret { value: SecretInput::Keep | SecretInput::Forget } => true,
        }
}

fn check_row(
    row: &HeaderRequest,
    index: u32,
    seen: &mut Vec<String>,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> HeaderRow {
    let name = row.name.trim().to_owned();
    let field = Field::HeaderName { row: index };
    let can_be_sent = check_header_name(&name, field, issues);
    let lower = name.to_ascii_lowercase();
    let is_new = !seen.contains(&lower);
    if is_new {
        seen.push(lower);
    } else if !name.is_empty() {
        issues.error(field, Issue::HeaderDuplicate { name: name.clone() });
    }
    let field = Field::HeaderValue { row: index };
    let change = match &row.value {
        HeaderValueRequest::Plain { value } => {
            let value = check_text(value, field, issues);
            if !is_secret_name(&name) {
                return HeaderRow { name, plain: Some(value) };
            }
            if can_be_sent && !value.is_empty() {
                issues.add(field, Severity::Notice, Issue::HeaderKeptSecret { name: name.clone() });
            }
            SecretChange::Set(SecretText::new(value))
        }
        HeaderValueRequest::Secret { value } => check_secret_value(value, &name, field, known, issues),
    };
    if is_new {
        secrets.insert(Slot::header(&name), change);
    }
    HeaderRow { name, plain: None }
}

fn check_secret_value(
    value: &SecretInput,
    name: &str,
    field: Field,
    known: Known<'_>,
    issues: &mut Issues,
) -> SecretChange {
    match value {
        SecretInput::Forget => SecretChange::Forget,
        SecretInput::Keep => {
            if !known.has_saved(&Slot::header(name)) {
                // A row that was renamed has nothing saved under its new name: the value is wanted again.
                issues.add(field, lost_or_empty(known.had_secret_header(name)), Issue::HeaderValueEmpty);
            }
            SecretChange::Keep
        }
        SecretInput::Set { value } => {
            SecretChange::Set(SecretText::new(check_text(value.expose(), field, issues)))
        }
    }
}

/// A header's value as it is sent.
fn check_text(value: &str, field: Field, issues: &mut Issues) -> String {
    let value = value.trim_matches([' ', '\t']);
    if value.is_empty() {
        issues.error(field, Issue::HeaderValueEmpty);
    }
    check_header_value(value, field, issues);
    value.to_owned()
}

impl Known<'_> {
    /// Whether the connection being configured has a secret header of this name, its value lost or not.
    fn had_secret_header(self, name: &str) -> bool {
        let is_it = |row: &HeaderRow| row.plain.is_none() && row.name.eq_ignore_ascii_case(name);
        self.current
            .is_some_and(|current| matches!(&current.auth, Auth::Headers { rows } if rows.iter().any(is_it)))
    }
}

/// Whether the name can be used.
fn check_header_name(name: &str, field: Field, issues: &mut Issues) -> bool {
    let issue = if name.is_empty() {
        Issue::HeaderNameEmpty
    } else if !header::is_name(name) {
        Issue::HeaderNameInvalid { name: name.to_owned() }
    } else if header::is_owned(name) {
        Issue::HeaderOwned { name: name.to_owned() }
    } else {
        return true;
    };
    issues.error(field, issue);
    false
}

fn check_header_value(value: &str, field: Field, issues: &mut Issues) {
    match header::check_value(value) {
        Ok(()) => {}
        Err(ValueFault::LineBreak) => issues.error(field, Issue::HeaderValueLineBreak),
        Err(ValueFault::Character) => issues.error(field, Issue::HeaderValueInvalid),
    }
}

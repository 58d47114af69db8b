//! A command: what runs, with what, and where.

use std::collections::BTreeMap;
use std::path::Path;

use hitchpost_mcp::is_secret_name;

use super::{Issues, Known, SecretChange, lost_or_empty};
use crate::connection::{
    CommandLine, CommandRequest, Connection, EnvRequest, EnvRow, Field, HeaderValueRequest, Issue,
    SecretInput, Severity, Target,
};
use crate::credential::Slot;
use crate::paths::at_home;
use crate::secret::SecretText;

/// Variables by which a loader or an interpreter runs something else than the program that is shown.
const RESERVED: [&str; 8] = [
    "LD_PRELOAD",
    "LD_AUDIT",
    "LD_LIBRARY_PATH",
    "DYLD_INSERT_LIBRARIES",
    "DYLD_LIBRARY_PATH",
    "DYLD_FRAMEWORK_PATH",
    "BASH_ENV",
    "ENV",
];

/// The command to save; every secret it is to have is added to `secrets`. Whether its program is there is looked for
/// later: that takes the disk.
pub(super) fn check_command(
    request: &CommandRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Option<Target> {
    let program = check_program(&request.program, issues);
    for (row, arg) in (0..).zip(&request.args) {
        check_nul(arg, Field::Arg { row }, issues);
    }
    let directory = request.directory.trim().to_owned();
    check_nul(&directory, Field::Directory, issues);
    let env = check_env(&request.env, known, secrets, issues);
    let (args, per_call) = (request.args.clone(), request.per_call);
    let command = CommandLine { program: program?, args, env, directory, per_call };
    Some(Target::Command { command })
}

fn check_program(typed: &str, issues: &mut Issues) -> Option<String> {
    let program = typed.trim();
    if program.is_empty() {
        issues.error(Field::Program, Issue::ProgramMissing);
        return None;
    }
    check_nul(program, Field::Program, issues);
    if let Some(words) = words_of_line(program) {
        issues.error(Field::Program, Issue::ProgramLooksLikeLine { words });
    }
    Some(program.to_owned())
}

/// The words of what is a whole command line. A path with spaces in it is none, where there is such a file.
fn words_of_line(program: &str) -> Option<Vec<String>> {
    if !program.contains(char::is_whitespace) && !program.starts_with(['"', '\'']) {
        return None;
    }
    if Path::new(&at_home(program)).is_file() {
        return None;
    }
    // Unbalanced quotes: the words as anybody would see them.
    let words = shell_words::split(program)
        .unwrap_or_else(|_| program.split_whitespace().map(str::to_owned).collect());
    (!words.is_empty()).then_some(words)
}

fn check_nul(text: &str, field: Field, issues: &mut Issues) {
    if text.contains('\0') {
        issues.error(field, Issue::NulByte);
    }
}

fn check_env(
    rows: &[EnvRequest],
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Vec<EnvRow> {
    let mut seen: Vec<String> = Vec::new();
    let mut env = Vec::new();
    for (row, variable) in (0..).zip(rows) {
        if is_blank(variable) {
            continue;
        }
        let name = variable.name.trim().to_owned();
        let field = Field::EnvName { row };
        check_env_name(&name, field, issues);
        let is_new = !seen.contains(&comparable(&name));
        if is_new {
            seen.push(comparable(&name));
        } else if !name.is_empty() {
            issues.error(field, Issue::EnvNameDuplicate { name: name.clone() });
        }
        let (plain, change) = check_value(variable, &name, Field::EnvValue { row }, known, issues);
        if let (Some(change), true) = (change, is_new) {
            secrets.insert(Slot::Env(name.clone()), change);
        }
        env.push(EnvRow { name, plain });
    }
    env
}

/// Windows does not tell upper case from lower.
fn comparable(name: &str) -> String {
    if cfg!(windows) { name.to_ascii_uppercase() } else { name.to_owned() }
}

fn is_blank(row: &EnvRequest) -> bool {
    row.name.trim().is_empty()
        && match &row.value {
            HeaderValueRequest::Plain { value } => value.is_empty(),
            HeaderValueRequest::Secret { value: SecretInput::Set { value } } => value.expose().is_empty(),
            HeaderValueRequest::Secret { value: SecretInput::Keep | SecretInput::Forget } => true,
        }
}

fn check_env_name(name: &str, field: Field, issues: &mut Issues) {
    let is_valid = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'=');
    if !is_valid {
        issues.error(field, Issue::EnvNameInvalid { name: name.to_owned() });
    } else if RESERVED.contains(&name.to_ascii_uppercase().as_str()) {
        issues.error(field, Issue::EnvNameReserved);
    }
}

/// What is saved in the open, or what becomes of the secret.
fn check_value(
    variable: &EnvRequest,
    name: &str,
    field: Field,
    known: Known<'_>,
    issues: &mut Issues,
) -> (Option<String>, Option<SecretChange>) {
    let slot = Slot::Env(name.to_owned());
    match &variable.value {
        HeaderValueRequest::Plain { value } => {
            check_nul(value, field, issues);
            if value.is_empty() || !is_secret_name(name) {
                return (Some(value.clone()), None);
            }
            issues.add(field, Severity::Notice, Issue::EnvKeptSecret { name: name.to_owned() });
            (None, Some(SecretChange::Set(SecretText::new(value.clone()))))
        }
        HeaderValueRequest::Secret { value: SecretInput::Set { value } } => {
            if value.expose().is_empty() {
                issues.error(field, Issue::EnvValueEmpty);
            }
            check_nul(value.expose(), field, issues);
            (None, Some(SecretChange::Set(SecretText::new(value.expose()))))
        }
        HeaderValueRequest::Secret { value: SecretInput::Forget } => (None, Some(SecretChange::Forget)),
        HeaderValueRequest::Secret { value: SecretInput::Keep } => {
            if !known.has_saved(&slot) {
                let was_there = known.current.is_some_and(|current| has_secret(current, name));
                issues.add(field, lost_or_empty(was_there), Issue::EnvValueEmpty);
            }
            (None, Some(SecretChange::Keep))
        }
    }
}

/// Whether a connection has a secret variable of this name, its value lost or not.
fn has_secret(connection: &Connection, name: &str) -> bool {
    let is_it = |row: &EnvRow| row.plain.is_none() && row.name == name;
    matches!(&connection.target, Target::Command { command } if command.env.iter().any(is_it))
}

#[cfg(test)]
mod tests;

//! What people type for a command, row by row.

use super::*;
use crate::connection::{AuthRequest, ConnectionRequest, TargetRequest};

fn known() -> Known<'static> {
    Known { connections: &[], current: None, saved: &[], is_signed_in: false }
}

fn typed(program: &str, args: &[&str], env: Vec<EnvRequest>) -> CommandRequest {
    CommandRequest {
        program: program.to_owned(),
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        env,
        directory: String::new(),
        per_call: false,
    }
}

fn plain(name: &str, value: &str) -> EnvRequest {
    EnvRequest { name: name.to_owned(), value: HeaderValueRequest::Plain { value: value.to_owned() } }
}

fn secret(name: &str, value: SecretInput) -> EnvRequest {
    EnvRequest { name: name.to_owned(), value: HeaderValueRequest::Secret { value } }
}

fn set(text: &str) -> SecretInput {
    SecretInput::Set { value: SecretText::new(text) }
}

type Judged = (Option<Target>, BTreeMap<Slot, SecretChange>, Vec<(Field, Issue)>);

fn checked(request: &CommandRequest) -> Judged {
    let (mut secrets, mut issues) = (BTreeMap::new(), Issues(Vec::new()));
    let target = check_command(request, known(), &mut secrets, &mut issues);
    (target, secrets, issues.0.into_iter().map(|issue| (issue.field, issue.issue)).collect())
}

fn issues(request: &CommandRequest) -> Vec<(Field, Issue)> {
    checked(request).2
}

#[test]
fn arguments_are_taken_as_they_are() {
    let args = ["-y", "; rm -rf /", "$(id)", "%PATH%", "two words", "", "a\nb"];
    let (target, _, issues) = checked(&typed(" npx ", &args, vec![]));
    let Some(Target::Command { command }) = target else { panic!("{target:?}") };
    assert_eq!((command.program.as_str(), command.args), ("npx", args.map(str::to_owned).to_vec()));
    assert_eq!(issues, []);
}

#[test]
fn a_whole_command_line_is_split_for_the_person_and_not_saved() {
    for (program, words) in [
        ("npx -y server", &["npx", "-y", "server"][..]),
        ("npx  -y 'my server'", &["npx", "-y", "my server"]),
        ("\"/opt/my tools/run\" --x", &["/opt/my tools/run", "--x"]),
        ("npx -y \"unbalanced", &["npx", "-y", "\"unbalanced"]),
    ] {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let expected = (Field::Program, Issue::ProgramLooksLikeLine { words });
        assert_eq!(issues(&typed(program, &[], vec![])), [expected], "{program}");
    }
}

#[test]
fn a_path_with_a_space_that_is_there_is_a_path() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("my server");
    std::fs::write(&path, "").unwrap();
    assert_eq!(issues(&typed(&path.to_string_lossy(), &[], vec![])), []);
}

#[test]
fn what_the_system_cannot_take_is_said_where_it_is() {
    let mut request = typed("a\0b", &["fine", "x\0"], vec![plain("A", "\0")]);
    request.directory = "/\0".to_owned();
    let expected = [Field::Program, Field::Arg { row: 1 }, Field::Directory, Field::EnvValue { row: 0 }];
    assert_eq!(issues(&request), expected.map(|field| (field, Issue::NulByte)));
    assert_eq!(issues(&typed("  ", &[], vec![])), [(Field::Program, Issue::ProgramMissing)]);
}

#[test]
fn names_of_variables_are_valid_unique_and_leave_the_loader_alone() {
    let rows = vec![
        plain("A B", "1"),
        plain("", "1"),
        plain("1A", "1"),
        plain("A=B", "1"),
        plain("LD_PRELOAD", "/tmp/x.so"),
        plain("MODE", "1"),
        plain("MODE", "2"),
        plain("", ""),
        plain("EMPTY", ""),
    ];
    let name = |row| Field::EnvName { row };
    let invalid = |name: &str| Issue::EnvNameInvalid { name: name.to_owned() };
    assert_eq!(
        issues(&typed("x", &[], rows)),
        [
            (name(0), invalid("A B")),
            (name(1), invalid("")),
            (name(2), invalid("1A")),
            (name(3), invalid("A=B")),
            (name(4), Issue::EnvNameReserved),
            (name(6), Issue::EnvNameDuplicate { name: "MODE".into() }),
        ]
    );
}

#[test]
fn a_variable_that_is_called_like_a_secret_goes_to_the_keychain() {
    let rows = vec![plain("API_KEY", "s3cret"), plain("MODE", "fast"), secret("OTHER", set("hidden"))];
    let (target, secrets, issues) = checked(&typed("x", &[], rows));
    let Some(Target::Command { command }) = target else { panic!("{target:?}") };
    let row = |name: &str, plain: Option<&str>| EnvRow { name: name.into(), plain: plain.map(str::to_owned) };
    assert_eq!(command.env, [row("API_KEY", None), row("MODE", Some("fast")), row("OTHER", None)]);
    let kept = |name: &str| match &secrets[&Slot::Env(name.to_owned())] {
        SecretChange::Set(text) => text.expose().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!((kept("API_KEY"), kept("OTHER")), ("s3cret".to_owned(), "hidden".to_owned()));
    let notice = (Field::EnvValue { row: 0 }, Issue::EnvKeptSecret { name: "API_KEY".into() });
    assert_eq!(issues, [notice]);
}

#[test]
fn a_secret_variable_needs_a_value_once() {
    let rows = vec![secret("TOKEN", SecretInput::Keep), secret("OTHER", set(""))];
    let value = |row| (Field::EnvValue { row }, Issue::EnvValueEmpty);
    assert_eq!(issues(&typed("x", &[], rows)), [value(0), value(1)]);
}

#[test]
fn a_command_has_no_other_way_to_prove_itself() {
    let auth = AuthRequest::Token { header: "A".into(), prefix: String::new(), token: set("t") };
    let request = ConnectionRequest {
        target: TargetRequest::Command { command: typed("server", &[], vec![]) },
        name: String::new(),
        auth,
        era: crate::connection::EraChoice::Auto,
        connect_timeout_s: 5,
        request_timeout_s: 5,
        allow_plain_http: false,
        asks: crate::connection::AsksRequest::default(),
    };
    let draft = super::super::check(&request, known());
    assert_eq!(draft.issues.iter().map(|issue| &issue.issue).collect::<Vec<_>>(), [&Issue::CommandHasNoAuth]);
    assert!(draft.secrets.is_empty());
    assert_eq!((draft.name.as_str(), draft.slug.as_str()), ("server", "server"));
}

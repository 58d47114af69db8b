//! Programs that cannot be started, end, hang or say nothing useful: each has its own error, in bounded time.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use hitchpost_mcp::{Client, ClientConfig, Command, Error, SpawnFault};
use secrecy::SecretString;
use serde_json::json;

use crate::world::{World, said, until, within};

/// What comes of connecting, with two seconds for a request.
async fn error_of(world: &World) -> Error {
    let mut config = world.config();
    config.request_timeout = Duration::from_secs(2);
    config.limits.probe = Duration::from_secs(1);
    let began = Instant::now();
    let error = within(Client::connect(config)).await.err().unwrap();
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    error
}

#[tokio::test]
async fn what_cannot_be_started_says_why() {
    let here = std::env::temp_dir();
    let file = here.join(format!("hitchpost-no-program-{}", uuid::Uuid::new_v4()));
    std::fs::write(&file, "no program").unwrap();
    let fixture = World::new("legacy").command.program.clone();
    let in_nowhere = Command { directory: Some(here.join("no-such-directory")), ..Command::new(&fixture) };
    for (command, expected) in [
        (Command::new(here.join("no-such-program")), SpawnFault::NotFound),
        (Command::new(file.join("below-a-file")), SpawnFault::NotFound),
        (Command::new(&file), SpawnFault::NotExecutable),
        (Command::new(&here), SpawnFault::IsDirectory),
        (in_nowhere, SpawnFault::NoDirectory),
    ] {
        let name = command.program.display().to_string();
        let error = Client::connect(ClientConfig::command(command)).await.err().unwrap();
        assert_eq!(error, Error::Spawn { program: name, fault: expected });
    }
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn an_interpreter_that_is_missing_is_not_the_program() {
    use std::os::unix::fs::PermissionsExt as _;
    let file: PathBuf = std::env::temp_dir().join(format!("hitchpost-script-{}", uuid::Uuid::new_v4()));
    std::fs::write(&file, "#!/no/such/interpreter\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let error = Client::connect(ClientConfig::command(Command::new(&file))).await.err().unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(
        matches!(&error, Error::Spawn { fault: SpawnFault::Other(why), .. } if why.contains("interpreter"))
    );
}

#[tokio::test]
async fn a_program_that_ends_says_how_and_what_it_said_last() {
    for (mode, status, signal, words) in [
        ("exit 0", Some(0), None, "cannot open the database"),
        ("exit 1", Some(1), None, "starting\ncannot open the database: ••••"),
        ("signal SEGV", None, Some(11), "about to be signalled"),
        ("signal KILL", None, Some(9), "about to be signalled"),
        ("forks-and-leaves", Some(0), None, "in the background"),
    ] {
        let mut world = World::new(mode);
        world.command.secrets.push(SecretString::from("canary-secret"));
        match error_of(&world).await {
            Error::Exited { program, status: got, signal: by, stderr } => {
                assert_eq!((got, by), (status, signal), "{mode}");
                assert!(program.ends_with("stdio-fixture"), "{program}");
                assert!(stderr.contains(words) && !stderr.contains("canary"), "{mode}: {stderr}");
            }
            error => panic!("{mode}: {error:?}"),
        }
        world.until_gone().await;
    }
}

#[tokio::test]
async fn a_program_that_hangs_up_is_over() {
    let world = World::new("closed-output");
    let error = error_of(&world).await;
    assert!(matches!(error, Error::Exited { status: None, signal: None, .. }), "{error:?}");
    world.until_gone().await;
    // What was written before it closed its end has gone nowhere, and nobody is told.
    let world = World::new("closed-input");
    match error_of(&world).await {
        Error::Exited { status: None, signal: None, .. } | Error::Timeout { .. } => {}
        error => panic!("{error:?}"),
    }
    world.until_gone().await;
}

#[tokio::test]
async fn silence_is_a_timeout_and_chatter_is_no_mcp() {
    for mode in ["hang", "mute"] {
        let world = World::new(mode);
        let error = error_of(&world).await;
        assert!(matches!(error, Error::Timeout { .. }), "{mode}: {error:?}");
        world.until_gone().await;
    }
    let world = World::new("chatter");
    match error_of(&world).await {
        Error::Malformed { reason, excerpt } => {
            assert!(reason.contains("no MCP messages"), "{reason}");
            assert_eq!(excerpt.as_deref(), Some("still warming up"));
        }
        error => panic!("{error:?}"),
    }
    world.until_gone().await;
}

#[tokio::test]
async fn an_end_in_the_middle_of_a_call_ends_the_session() {
    let mut world = World::new("legacy");
    world.command.secrets.push(SecretString::from("canary-secret"));
    let client = world.connect_legacy().await;
    assert_eq!(client.closed(), None);
    let error = said(&client, "die", &json!({ "status": 7 })).await.unwrap_err();
    let Error::Exited { status: Some(7), signal: None, stderr, .. } = &error else { panic!("{error:?}") };
    assert_eq!(stderr, "fatal: •••• was wrong");
    // Nobody starts it again behind anybody's back.
    assert_eq!(said(&client, "echo", &json!({})).await.unwrap_err(), error);
    assert_eq!(client.closed(), Some(error.clone()));
    assert_eq!(within(client.until_over()).await, error);
    assert_eq!(world.processes().len(), 1);
    within(client.close()).await;
}

#[tokio::test]
async fn an_end_between_calls_is_told_without_a_question() {
    let world = World::new("modern");
    let client = world.connect().await;
    let process = world.processes()[0];
    std::process::Command::new("kill").args(["-s", "KILL", &process.to_string()]).status().unwrap();
    let over = within(client.until_over()).await;
    assert!(matches!(over, Error::Exited { signal: Some(9), .. }), "{over:?}");
    until("closed", || client.closed().is_some()).await;
}

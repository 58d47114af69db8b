//! Nothing of a command runs before the person has approved exactly that.

use std::path::{Path, PathBuf};

use hitchpost_core::call::CallOutcome;
use hitchpost_core::connection::{ConnectionRequest, ConnectionView, StepKind, StepOutcome};
use hitchpost_core::failure::{Failure, SpawnFault};
use hitchpost_core::session::SessionStatus;
use hitchpost_testkit::stdio::{LOG, program};

use crate::command::{command, digest, fixture, of, plain, secret};
use crate::world::{World, set, tools};

/// A command that leaves a trace as soon as it runs.
fn traced(dir: &Path) -> (ConnectionRequest, PathBuf) {
    let trace = dir.join("trace");
    let mut request = fixture("legacy");
    of(&mut request).env = vec![plain(LOG, &trace.display().to_string())];
    (request, trace)
}

fn changed(view: &ConnectionView) -> Vec<&str> {
    match &view.status {
        SessionStatus::NeedsApproval { approval } => approval.changed.iter().map(String::as_str).collect(),
        other => panic!("nothing to approve: {other:?}"),
    }
}

#[tokio::test]
async fn nothing_of_a_command_runs_before_it_is_approved_whoever_asks() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let (request, trace) = traced(dir.path());
    let needs = Failure::NeedsApproval { name: "Local".to_owned() };

    let tested = world.app.test_connection("t".to_owned(), None, request.clone()).await.unwrap();
    assert_eq!(tested.failure.as_ref(), Some(&needs));
    let added = world.app.add_connection(request.clone()).await.unwrap();
    let id = added.id;
    assert_eq!(changed(&added), Vec::<&str>::new());
    assert_eq!(changed(&world.app.connect(id).await.unwrap()), Vec::<&str>::new());
    assert_eq!(changed(&world.app.reconnect(id).await.unwrap()), Vec::<&str>::new());
    assert_eq!(world.app.list_tools(id).await.unwrap_err(), needs);
    let called = world.call(id, "echo", "{}").await.outcome;
    assert_eq!(called, CallOutcome::Failed { failure: needs.clone() });
    let health = world.app.health(id).await.unwrap();
    assert_eq!((health.status.as_str(), health.reachable), ("needs_approval", false));
    let report = world.app.diagnose("d".to_owned(), id).await.unwrap();
    assert_eq!(report.failure, Some(needs));
    let failed = report.steps.iter().find(|step| step.outcome == StepOutcome::Failed).unwrap();
    assert_eq!(failed.kind, StepKind::Network);
    world.app.configure_connection(id, request.clone()).await.unwrap();
    world.app.set_enabled(id, false).await.unwrap();
    world.app.set_enabled(id, true).await.unwrap();
    world.query::<i64>("UPDATE connections SET live = 1 RETURNING live");
    let world = world.restart().await;
    world.app.restore_sessions().await.unwrap();
    assert!(matches!(world.app.connection(id).await.unwrap().status, SessionStatus::NeedsApproval { .. }));
    assert!(!trace.exists());

    let view = world.app.connection(id).await.unwrap();
    assert_eq!(tools(&world.approve(&view).await.unwrap()), Some(17));
    assert!(trace.exists());
    world.app.close().await;
}

#[tokio::test]
async fn what_is_approved_stays_approved_and_what_changes_asks_again() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let mut request = fixture("legacy");
    of(&mut request).env = vec![plain("MODE", "fast"), secret("OTHER", set("one"))];
    let id = world.run(request.clone()).await.id;
    let world = world.restart().await;
    assert_eq!(tools(&world.app.connect(id).await.unwrap()), Some(17));

    let mut same = ConnectionRequest { name: "Renamed".to_owned(), connect_timeout_s: 9, ..request.clone() };
    of(&mut same).env = vec![secret("OTHER", set("two")), plain("MODE", "slow")];
    let view = world.app.configure_connection(id, same).await.unwrap();
    assert!(matches!(view.status, SessionStatus::Connected { settings_changed: true, .. }), "{view:?}");
    assert_eq!(tools(&world.app.reconnect(id).await.unwrap()), Some(17));
    world.app.disconnect(id).await.unwrap();

    let copy = dir.path().join("copy");
    std::fs::copy(program(), &copy).unwrap();
    type Change = Box<dyn Fn(&mut ConnectionRequest)>;
    let changes: Vec<(&[&str], Change)> = vec![
        (&["args"], Box::new(|request| of(request).args.push("more".to_owned()))),
        (&["env"], Box::new(|request| of(request).env.push(plain("MORE", "x")))),
        (&["env"], Box::new(|request| of(request).env.truncate(1))),
        (&["directory"], Box::new(|request| of(request).directory = "/".to_owned())),
        (&["program"], Box::new(move |request| of(request).program = copy.display().to_string())),
    ];
    for (names, change) in changes {
        let mut other = request.clone();
        change(&mut other);
        let view = world.app.configure_connection(id, other).await.unwrap();
        assert_eq!(changed(&view), names);
        assert_eq!(changed(&world.app.connect(id).await.unwrap()), names);
    }
    // As it was approved, it is approved.
    let view = world.app.configure_connection(id, request).await.unwrap();
    assert_eq!(view.status, SessionStatus::NotConnected);
    world.app.close().await;
}

#[tokio::test]
async fn an_approval_of_what_is_not_there_any_more_approves_nothing() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let (request, trace) = traced(dir.path());
    let added = world.app.add_connection(request.clone()).await.unwrap();
    let stale = digest(&added);
    let mut other = request;
    of(&mut other).args.push("more".to_owned());
    world.app.configure_connection(added.id, other).await.unwrap();
    let refused = world.app.approve_command(added.id, stale).await;
    assert_eq!(refused, Err(Failure::NeedsApproval { name: "Local".to_owned() }));
    let view = world.app.connect(added.id).await.unwrap();
    assert!(matches!(view.status, SessionStatus::NeedsApproval { .. }) && !trace.exists());
}

#[tokio::test]
async fn another_program_of_the_same_name_is_another_program() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let (first, second) = (dir.path().join("first"), dir.path().join("second"));
    for place in [&first, &second] {
        std::fs::create_dir(place).unwrap();
    }
    std::fs::copy(program(), second.join("my-server")).unwrap();
    let mut request = command("my-server", &["legacy"]);
    let path = std::env::join_paths([&first, &second]).unwrap();
    of(&mut request).env = vec![plain("PATH", path.to_str().unwrap())];
    let id = world.run(request).await.id;
    world.app.disconnect(id).await.unwrap();

    std::fs::copy(program(), first.join("my-server")).unwrap();
    let view = world.app.connect(id).await.unwrap();
    assert_eq!(changed(&view), ["program"]);
    for place in [&first, &second] {
        std::fs::remove_file(place.join("my-server")).unwrap();
    }
    // It is gone: nothing to approve, and nothing to start.
    let view = world.app.connect(id).await.unwrap();
    let SessionStatus::Error { failure: Failure::Spawn { fault, looked_in, .. }, .. } = &view.status else {
        panic!("{:?}", view.status)
    };
    assert_eq!((fault, looked_in.len()), (&SpawnFault::NotFound, 2));
    world.app.close().await;
}

#[tokio::test]
async fn a_program_that_is_not_there_cannot_be_approved() {
    let world = World::start().await;
    let added = world.app.add_connection(command("no-such-program-anywhere", &[])).await.unwrap();
    let refused = world.approve(&added).await.unwrap_err();
    assert!(matches!(refused, Failure::Spawn { fault: SpawnFault::NotFound, .. }), "{refused:?}");
}

#[tokio::test]
async fn a_command_that_was_swapped_in_the_file_asks_again() {
    let world = World::start().await;
    let id = world.run(fixture("legacy")).await.id;
    world.app.disconnect(id).await.unwrap();
    world.query::<String>(
        "UPDATE connections SET target = replace(target, 'legacy', 'modern') RETURNING target",
    );
    assert_eq!(changed(&world.app.connect(id).await.unwrap()), ["args"]);
    world.app.close().await;
}

#[tokio::test]
async fn what_one_process_approves_is_approved_for_the_others() {
    let world = World::start().await;
    let added = world.app.add_connection(fixture("legacy")).await.unwrap();
    let other = world.twin().await;
    world.approve(&added).await.unwrap();
    assert_eq!(tools(&other.app.connect(added.id).await.unwrap()), Some(17));
    other.app.close().await;
    world.app.close().await;
}

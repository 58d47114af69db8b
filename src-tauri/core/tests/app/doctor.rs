//! Walking the way to a saved connection's server.

use hitchpost_core::connection::{
    ConnectionRequest, NetworkRequest, ProbeReport, StepKind, StepOutcome, TargetRequest, TransportChoice,
};
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode, TOKEN};

use crate::command::fixture;
use crate::world::{World, request, set, token, tools};

fn outcome(report: &ProbeReport, kind: StepKind) -> StepOutcome {
    report.steps.iter().find(|step| step.kind == kind).unwrap().outcome
}

fn facts(report: &ProbeReport, kind: StepKind) -> String {
    report.steps.iter().find(|step| step.kind == kind).unwrap().facts.join("; ")
}

#[tokio::test]
async fn every_step_says_what_was_found_and_the_session_goes_on() {
    let world = World::start().await;
    let server = Fixture::start(Mode::Token).await.unwrap();
    let entered = ConnectionRequest { auth: token(set(TOKEN)), ..request(&server.url()) };
    let id = world.app.add_connection(entered).await.unwrap().id;
    let before = world.app.connect(id).await.unwrap();
    let report = world.app.diagnose("d".to_owned(), id).await.unwrap();
    assert_eq!(report.failure, None);
    assert_eq!(facts(&report, StepKind::Address), "127.0.0.1");
    assert!(facts(&report, StepKind::Handshake).starts_with("MCP 2026-07-28 over Streamable HTTP; "));
    assert!(facts(&report, StepKind::Authorization).starts_with("Authorization: Bearer ••"));
    assert_eq!(facts(&report, StepKind::Capabilities), "6 tools");
    assert_eq!(outcome(&report, StepKind::Tls), StepOutcome::Skipped);
    assert!(
        report.steps.iter().all(|step| matches!(step.outcome, StepOutcome::Passed | StepOutcome::Skipped))
    );
    let timed = report.steps.iter().filter(|step| step.ms.is_some()).map(|step| step.kind);
    let expected = [StepKind::Address, StepKind::Network, StepKind::Handshake, StepKind::Capabilities];
    assert_eq!(timed.collect::<Vec<_>>(), expected);
    assert_eq!(world.app.connection(id).await.unwrap().status, before.status);
    world.app.close().await;
}

#[tokio::test]
async fn a_certificate_tells_who_issued_it_and_until_when() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let server = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    let path = dir.path().join("ca.pem");
    std::fs::write(&path, server.authority_pem().unwrap()).unwrap();
    let trusting = NetworkRequest { authority_path: path.display().to_string(), ..NetworkRequest::default() };
    let lax = NetworkRequest { accept_invalid_certificate: true, ..NetworkRequest::default() };
    for (certificate, network, said) in [
        (Certificate::Trusted, trusting, &["TLS 1.3, issued by Fixture authority, until "][..]),
        (Certificate::Expired, lax, &["not trusted by this computer", "the certificate is not checked"]),
    ] {
        let url = server.tls_url(certificate).unwrap();
        let target = TargetRequest::Url { url: url.to_string(), transport: TransportChoice::Auto, network };
        let name = certificate.name().to_owned();
        let added = world.app.add_connection(ConnectionRequest { target, name, ..request(&url) });
        let report = world.app.diagnose("d".to_owned(), added.await.unwrap().id).await.unwrap();
        assert_eq!((&report.failure, outcome(&report, StepKind::Tls)), (&None, StepOutcome::Passed));
        let tls = facts(&report, StepKind::Tls);
        assert!(said.iter().all(|said| tls.contains(said)), "{tls}");
    }
    world.app.close().await;
}

#[tokio::test]
async fn what_stands_in_the_way_fails_its_step() {
    let world = World::start().await;
    let server = Fixture::start(Mode::Token).await.unwrap();
    let add = |name: &str, url: String| {
        let name = name.to_owned();
        world.app.add_connection(ConnectionRequest { name, ..request(&url) })
    };
    let unknown = add("Unknown", "http://no-such-host.invalid/mcp".to_owned()).await.unwrap().id;
    let refused = add("Refused", "http://127.0.0.1:9/mcp".to_owned()).await.unwrap().id;
    let wrong = add("Wrong", server.at("/nowhere").to_string()).await.unwrap().id;
    let unsigned = add("Unsigned", server.url().to_string()).await.unwrap().id;
    for (id, step) in [
        (unknown, StepKind::Network),
        (refused, StepKind::Network),
        (wrong, StepKind::Handshake),
        (unsigned, StepKind::Authorization),
    ] {
        let report = world.app.diagnose("d".to_owned(), id).await.unwrap();
        assert_eq!(outcome(&report, step), StepOutcome::Failed, "{report:?}");
        assert!(report.failure.is_some(), "{report:?}");
        assert_eq!(world.app.connection(id).await.unwrap().status, SessionStatus::NotConnected);
    }
    world.app.close().await;
}

#[tokio::test]
async fn a_command_is_found_and_started_beside_the_one_that_runs() {
    let world = World::start().await;
    let view = world.run(fixture("legacy")).await;
    let pid = world.says(view.id, "pid").await;
    let report = world.app.diagnose("d".to_owned(), view.id).await.unwrap();
    assert_eq!(report.failure, None);
    assert!(facts(&report, StepKind::Address).contains("stdio-fixture"), "{report:?}");
    assert_eq!(facts(&report, StepKind::Network), "process started");
    assert_eq!(outcome(&report, StepKind::Tls), StepOutcome::Skipped);
    assert!(facts(&report, StepKind::Handshake).contains("over stdio"));
    assert_eq!(facts(&report, StepKind::Capabilities), "17 tools");
    assert_eq!(
        (tools(&world.app.connection(view.id).await.unwrap()), world.says(view.id, "pid").await),
        (Some(17), pid)
    );
    world.app.close().await;
}

#[tokio::test]
async fn a_walk_can_be_cancelled() {
    let world = World::start().await;
    let server = Fixture::start(Mode::Hang).await.unwrap();
    let id = world.app.add_connection(request(&server.url())).await.unwrap().id;
    let walker = world.app.clone();
    let walking = tokio::spawn(async move { walker.diagnose("d".to_owned(), id).await });
    let asked = async {
        while server.log().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), asked).await.expect("asked in 20 s");
    world.app.cancel("d");
    assert_eq!(walking.await.unwrap(), Err(Failure::Cancelled));
}

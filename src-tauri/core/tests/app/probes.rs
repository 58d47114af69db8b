//! Probe and test: what a server is and how far one gets, with nothing saved.

use hitchpost_core::connection::{
    AuthNeed, AuthRequest, Issue, ProbeReport, SecretInput, StepKind, StepOutcome,
};
use hitchpost_core::failure::Failure;
use hitchpost_testkit::fixture::{Fixture, Mode, TOKEN};

use crate::world::{World, request, set, token};

use StepOutcome::{Failed, NotReached, Passed, Skipped};

fn outcomes(report: &ProbeReport) -> Vec<StepOutcome> {
    assert_eq!(report.steps.first().map(|step| step.kind), Some(StepKind::Address));
    report.steps.iter().map(|step| step.outcome).collect()
}

#[tokio::test]
async fn a_good_server_is_named_and_counted() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let report = world.app.probe("p".into(), fixture.url().to_string()).await.unwrap();
    assert_eq!(outcomes(&report), [Passed, Passed, Skipped, Passed, Passed, Passed]);
    assert_eq!((report.auth, report.failure), (AuthNeed::None, None));
    assert!(report.tools.is_some() && report.suggested_name.is_some());
    assert!(report.steps[1].ms.is_some() && report.steps[3].ms.is_some());
    assert_eq!(world.app.connections().await.unwrap(), []);
}

#[tokio::test]
async fn what_a_server_asks_for_is_found_out() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for (mode, need) in [
        (Mode::Token, AuthNeed::Token),
        (Mode::ApiKey, AuthNeed::Token),
        (Mode::Forbidden, AuthNeed::Forbidden),
    ] {
        let report = world.app.probe("p".into(), fixture.mode_url(mode).to_string()).await.unwrap();
        assert_eq!((&report.auth, &report.failure), (&need, &None), "{mode}");
        assert_eq!(outcomes(&report), [Passed, Passed, Skipped, Skipped, Failed, NotReached], "{mode}");
    }
}

#[tokio::test]
async fn a_bad_address_is_reported_not_thrown() {
    let world = World::start().await;
    let report = world.app.probe("p".into(), "https://github.com/acme/server".into()).await.unwrap();
    assert_eq!(outcomes(&report), [Failed, NotReached, NotReached, NotReached, NotReached, NotReached]);
    let Some(Failure::Invalid { issues }) = report.failure else { panic!("{:?}", report.failure) };
    assert_eq!(issues[0].issue, Issue::UrlProjectPage { host: "github.com".into() });
}

#[tokio::test]
async fn a_page_that_is_no_endpoint_fails_the_handshake() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Html).await.unwrap();
    let report = world.app.probe("p".into(), fixture.url().to_string()).await.unwrap();
    assert_eq!(outcomes(&report), [Passed, Passed, Skipped, Failed, NotReached, NotReached]);
    assert!(matches!(report.failure, Some(Failure::NotMcp { .. })), "{:?}", report.failure);
}

#[tokio::test]
async fn a_test_uses_what_was_entered_and_what_was_saved() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    let mut entered = request(&fixture.url());
    entered.auth = token(set("wrong-token"));
    let wrong = world.app.test_connection("t".into(), None, entered.clone()).await.unwrap();
    assert!(
        matches!(wrong.failure, Some(Failure::Unauthorized { credential: Some(_), .. })),
        "{:?}",
        wrong.failure
    );

    entered.auth = token(set(TOKEN));
    let right = world.app.test_connection("t".into(), None, entered.clone()).await.unwrap();
    assert_eq!((right.failure, right.tools), (None, Some(6)));

    let id = world.app.add_connection(entered.clone()).await.unwrap().id;
    entered.auth = token(SecretInput::Keep);
    let kept = world.app.test_connection("t".into(), Some(id), entered.clone()).await.unwrap();
    assert_eq!(kept.failure, None);
    entered.auth = AuthRequest::None;
    let without = world.app.test_connection("t".into(), Some(id), entered).await.unwrap();
    assert!(
        matches!(without.failure, Some(Failure::Unauthorized { credential: None, .. })),
        "{:?}",
        without.failure
    );
}

#[tokio::test]
async fn a_probe_can_be_cancelled() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Hang).await.unwrap();
    let (app, url) = (world.app.clone(), fixture.url().to_string());
    let probe = tokio::spawn(async move { app.probe("hanging".into(), url).await });
    while fixture.log().is_empty() {
        tokio::task::yield_now().await;
    }
    world.app.cancel("hanging");
    assert_eq!(probe.await.unwrap(), Err(Failure::Cancelled));
}

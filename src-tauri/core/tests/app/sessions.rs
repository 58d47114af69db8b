//! Connecting: what a connection looks like while it works, and what it says when it does not.

use hitchpost_core::connection::{Era, EraChoice, StepKind, Transport};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{Failure, TimeoutPhase};
use hitchpost_core::session::SessionStatus;
use hitchpost_testkit::fixture::{Fixture, Mode};

use crate::gated::Gated;
use crate::world::{World, failure, next, request, text, tools};

#[tokio::test]
async fn the_sample_connects_and_lists_its_tools() {
    let world = World::start().await;
    let sample = world.app.add_sample().await.unwrap();
    let view = world.app.connect(sample.id).await.unwrap();
    let SessionStatus::Connected {
        server, tools, rejected, latency_ms, list_failure, settings_changed, ..
    } = view.status
    else {
        panic!("{:?}", view.status)
    };
    assert_eq!((server.title.as_deref(), server.era), (Some("Sample server"), Era::Modern));
    assert_eq!((tools, rejected, list_failure, settings_changed), (Some(7), 0, None, false));
    assert!(latency_ms.is_some());
    assert_eq!(text(&world.call(sample.id, "echo", r#"{"text":"hello"}"#).await), "hello");
}

#[tokio::test]
async fn every_step_is_told() {
    let world = World::start().await;
    let sample = world.app.add_sample().await.unwrap();
    let mut events = world.app.events();
    world.app.connect(sample.id).await.unwrap();
    let mut steps = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::StatusChanged { status: SessionStatus::Connecting { step, .. }, .. } = event {
            steps.push(step);
        }
    }
    assert_eq!(steps, [StepKind::Address, StepKind::Network, StepKind::Handshake, StepKind::Capabilities]);
}

#[tokio::test]
async fn either_era_can_be_pinned() {
    for (mode, era, found) in [
        (Mode::LegacyOnly, EraChoice::Auto, Era::Legacy),
        (Mode::ModernOnly, EraChoice::Auto, Era::Modern),
        (Mode::Good, EraChoice::Legacy, Era::Legacy),
        (Mode::Good, EraChoice::Modern, Era::Modern),
    ] {
        let world = World::start().await;
        let fixture = Fixture::start(mode).await.unwrap();
        let mut pinned = request(&fixture.url());
        pinned.era = era;
        let id = world.app.add_connection(pinned).await.unwrap().id;
        let view = world.app.connect(id).await.unwrap();
        let SessionStatus::Connected { server, .. } = &view.status else {
            panic!("{mode}: {:?}", view.status)
        };
        assert_eq!(server.era, found, "{mode}");
        assert_eq!(text(&world.call(id, "echo", r#"{"text":"hi"}"#).await), "hi");
    }
}

#[tokio::test]
async fn a_server_of_the_older_transport_needs_no_choice_and_no_second_search() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Sse).await.unwrap();
    let report = world.app.probe("p".into(), fixture.url().into()).await.unwrap();
    assert_eq!(report.server.map(|server| server.transport), Some(Transport::HttpSse));
    let id = world.app.add_connection(request(&fixture.url())).await.unwrap().id;
    world.app.connect(id).await.unwrap();
    assert_eq!(text(&world.call(id, "echo", r#"{"text":"hi"}"#).await), "hi");
    world.app.disconnect(id).await.unwrap();
    fixture.clear_log();
    world.app.connect(id).await.unwrap();
    assert_eq!(fixture.log()[0].method, "GET", "the transport is remembered");
}

#[tokio::test]
async fn each_way_to_fail_has_a_name() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for mode in [
        Mode::Missing,
        Mode::Busy,
        Mode::Broken,
        Mode::Html,
        Mode::Garbage,
        Mode::Redirect,
        Mode::Forbidden,
        Mode::OAuth,
    ] {
        let id = world.app.add_connection(request(&fixture.mode_url(mode))).await.unwrap().id;
        let view = world.app.connect(id).await.unwrap();
        let is_expected = match (mode, failure(&view)) {
            (Mode::Missing, Failure::NoEndpoint { path, status: 404 }) => path == "/missing",
            (Mode::Busy, Failure::RateLimited { retry_after_s: Some(30) }) => true,
            (Mode::Broken, Failure::ServerError { status: 500, .. }) => true,
            (Mode::Html, Failure::NotMcp { content_type, title: Some(_), .. }) => {
                content_type.starts_with("text/html")
            }
            (Mode::Garbage, Failure::Malformed { .. }) => true,
            (Mode::Redirect, Failure::Redirected { .. }) => true,
            (Mode::Forbidden, Failure::Forbidden { .. }) => {
                matches!(view.status, SessionStatus::NeedsSignIn { .. })
            }
            (Mode::OAuth, Failure::Unauthorized { oauth: true, credential: None, .. }) => {
                matches!(view.status, SessionStatus::NeedsSignIn { .. })
            }
            _ => false,
        };
        assert!(is_expected, "{mode}: {:?}", view.status);
    }
}

#[tokio::test]
async fn a_server_that_is_down_or_silent_or_nowhere_is_told_apart() {
    let world = World::start().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let id = world.app.add_connection(request(&format!("http://127.0.0.1:{port}/mcp"))).await.unwrap().id;
    let down = world.app.connect(id).await.unwrap();
    assert_eq!(failure(&down), &Failure::Refused { address: format!("127.0.0.1:{port}") });

    let id = world.app.add_connection(request(&"http://no-such-host.invalid/mcp")).await.unwrap().id;
    let nowhere = world.app.connect(id).await.unwrap();
    assert_eq!(failure(&nowhere), &Failure::Dns { host: "no-such-host.invalid".into() });

    let fixture = Fixture::start(Mode::Hang).await.unwrap();
    let mut hasty = request(&fixture.url());
    (hasty.request_timeout_s, hasty.era) = (1, EraChoice::Legacy);
    let id = world.app.add_connection(hasty).await.unwrap().id;
    let silent = world.app.connect(id).await.unwrap();
    assert!(
        matches!(failure(&silent), Failure::Timeout { seconds: 1, phase: TimeoutPhase::Answer, .. }),
        "{:?}",
        silent.status
    );
}

#[tokio::test]
async fn connecting_can_be_cancelled() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Hang).await.unwrap();
    let id = world.app.add_connection(request(&fixture.url())).await.unwrap().id;
    let mut events = world.app.events();
    let app = world.app.clone();
    let connecting = tokio::spawn(async move { app.connect(id).await });
    next(&mut events, |event| matches!(event, AppEvent::StatusChanged { .. }).then_some(())).await;
    world.app.cancel(&id.to_string());
    let view = connecting.await.unwrap().unwrap();
    assert_eq!(view.status, SessionStatus::NotConnected);
}

#[tokio::test]
async fn two_who_connect_share_one_session() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::ModernOnly).await.unwrap();
    let id = world.app.add_connection(request(&fixture.url())).await.unwrap().id;
    let (first, second) = tokio::join!(world.app.connect(id), world.app.connect(id));
    assert_eq!(tools(&first.unwrap()), tools(&second.unwrap()));
    let lists = fixture.log().iter().filter(|seen| seen.rpc.as_deref() == Some("tools/list")).count();
    assert_eq!(lists, 1);
}

#[tokio::test]
async fn a_server_that_went_away_is_noticed_at_the_next_call_and_found_again() {
    let (world, fixture, view) = World::with(Mode::Good).await;
    let address = fixture.address();
    drop(fixture);
    // Until then a request may still reach it, and be broken off.
    while tokio::net::TcpStream::connect(address).await.is_ok() {}
    let report = world.call(view.id, "echo", "{}").await;
    assert!(
        matches!(report.outcome, hitchpost_core::call::CallOutcome::Failed { .. }),
        "{:?}",
        report.outcome
    );
    let lost = world.app.connection(view.id).await.unwrap();
    assert_eq!(failure(&lost), &Failure::Refused { address: address.to_string() });

    let _back = Fixture::start_on(address.port(), Mode::Good).await.unwrap();
    assert_eq!(text(&world.call(view.id, "echo", r#"{"text":"again"}"#).await), "again");
}

#[tokio::test]
async fn connected_with_a_list_that_fails_is_still_connected() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Broken).await.unwrap();
    let url = fixture.at("/broken?at=tools/list");
    let id = world.app.add_connection(request(&url)).await.unwrap().id;
    let view = world.app.connect(id).await.unwrap();
    let SessionStatus::Connected { tools: None, list_failure: Some(failure), .. } = &view.status else {
        panic!("{:?}", view.status)
    };
    assert!(matches!(failure, Failure::ServerError { status: 500, .. }), "{failure:?}");
}

#[tokio::test]
async fn a_window_restores_what_was_connected_when_it_quit() {
    let world = World::start().await;
    world.app.restore_sessions().await.unwrap();
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let kept = world.app.add_connection(request(&fixture.url())).await.unwrap().id;
    let ended = world.app.add_sample().await.unwrap().id;
    world.app.connect(kept).await.unwrap();
    world.app.connect(ended).await.unwrap();
    world.app.disconnect(ended).await.unwrap();

    let world = world.restart().await;
    world.app.restore_sessions().await.unwrap();
    assert_eq!(tools(&world.app.connection(kept).await.unwrap()), Some(6));
    assert_eq!(world.app.connection(ended).await.unwrap().status, SessionStatus::NotConnected);
}

#[tokio::test]
async fn sessions_that_calls_opened_are_restored_and_disabling_forgets() {
    let world = World::start().await;
    world.app.restore_sessions().await.unwrap();
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let called = world.app.add_connection(request(&fixture.url())).await.unwrap().id;
    let disabled = world.app.add_sample().await.unwrap().id;
    world.call(called, "echo", r#"{"text":"hi"}"#).await;
    world.call(disabled, "echo", r#"{"text":"hi"}"#).await;
    // Noted at once: a crash is an end, too.
    while world.query::<i64>("SELECT count(*) FROM connections WHERE live = 1") != [2] {
        tokio::task::yield_now().await;
    }
    world.app.set_enabled(disabled, false).await.unwrap();
    world.app.set_enabled(disabled, true).await.unwrap();

    let world = world.restart().await;
    world.app.restore_sessions().await.unwrap();
    assert_eq!(tools(&world.app.connection(called).await.unwrap()), Some(6));
    assert_eq!(world.app.connection(disabled).await.unwrap().status, SessionStatus::NotConnected);
}

#[tokio::test]
async fn a_server_that_never_stops_changing_its_tools_is_listed_every_two_seconds() {
    let world = World::start().await;
    let server = Gated::start(None);
    let mut legacy = request(&server.url());
    legacy.era = EraChoice::Legacy;
    let id = world.app.add_connection(legacy).await.unwrap().id;
    world.app.connect(id).await.unwrap();
    // The first one is that of connecting.
    let lists = server.seen("tools/list", 4).await;
    for pair in lists[1..].windows(2) {
        assert!(pair[1] - pair[0] >= std::time::Duration::from_secs(2), "{:?}", pair[1] - pair[0]);
    }
}

#[tokio::test]
async fn a_session_that_is_cancelled_while_it_is_fresh_is_ended_at_its_server() {
    let world = World::start().await;
    let server = Gated::start(Some("tools/list"));
    let mut legacy = request(&server.url());
    legacy.era = EraChoice::Legacy;
    let id = world.app.add_connection(legacy.clone()).await.unwrap().id;
    let app = world.app.clone();
    let connecting = tokio::spawn(async move { app.connect(id).await });
    server.seen("tools/list", 1).await;
    world.app.cancel(&id.to_string());
    assert_eq!(connecting.await.unwrap().unwrap().status, SessionStatus::NotConnected);
    server.seen("DELETE", 1).await;

    let app = world.app.clone();
    let testing = tokio::spawn(async move { app.test_connection("t".into(), None, legacy).await });
    server.seen("tools/list", 2).await;
    world.app.cancel("t");
    assert_eq!(testing.await.unwrap(), Err(Failure::Cancelled));
    server.seen("DELETE", 2).await;
}

#[tokio::test]
async fn what_was_switched_off_while_it_connected_does_not_stay_connected() {
    let world = World::start().await;
    let server = Gated::start(Some("initialize"));
    let mut legacy = request(&server.url());
    legacy.era = EraChoice::Legacy;
    let id = world.app.add_connection(legacy).await.unwrap().id;
    let app = world.app.clone();
    let connecting = tokio::spawn(async move { app.connect(id).await });
    server.seen("initialize", 1).await;
    // As another process would, and before this one looks.
    let db = rusqlite::Connection::open(world.dir.path().join("app.db")).unwrap();
    db.execute("UPDATE connections SET enabled = 0", []).unwrap();
    server.open();
    assert_eq!(connecting.await.unwrap().unwrap().status, SessionStatus::Disabled);
    db.execute("UPDATE connections SET enabled = 1", []).unwrap();
    assert_eq!(world.app.connection(id).await.unwrap().status, SessionStatus::NotConnected);
    server.seen("DELETE", 1).await;
}

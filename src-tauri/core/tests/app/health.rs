//! How a connection is right now.

use hitchpost_core::connection::ConnectionRequest;
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_testkit::fixture::{Fixture, Mode};

use crate::command::fixture;
use crate::world::{World, request};

#[tokio::test]
async fn a_server_that_answers_is_active() {
    let world = World::start().await;
    let server = Fixture::start(Mode::Good).await.unwrap();
    let id = world.app.add_connection(request(&server.url())).await.unwrap().id;
    // It connects where nothing is connected, and asks where something is.
    for _ in 0..2 {
        let health = world.app.health(id).await.unwrap();
        assert_eq!((health.status.as_str(), health.reachable, &health.reason), ("active", true, &None));
        assert_eq!((health.tool_count, health.protocol.as_deref()), (Some(6), Some("2026-07-28")));
        assert!(health.latency_ms.is_some());
    }
    world.app.close().await;
}

#[tokio::test]
async fn whatever_keeps_a_connection_from_working_is_its_reason() {
    let world = World::start().await;
    let server = Fixture::start(Mode::Token).await.unwrap();
    let add = |name: &str, url: String| {
        let name = name.to_owned();
        world.app.add_connection(ConnectionRequest { name, ..request(&url) })
    };
    let refused = add("Refused", "http://127.0.0.1:9/mcp".to_owned()).await.unwrap().id;
    let unsigned = add("Unsigned", server.url().to_string()).await.unwrap().id;
    let disabled = add("Disabled", server.at("/x").to_string()).await.unwrap().id;
    world.app.set_enabled(disabled, false).await.unwrap();
    for (id, status) in [(refused, "error"), (unsigned, "needs_sign_in"), (disabled, "disabled")] {
        let health = world.app.health(id).await.unwrap();
        assert_eq!((health.status.as_str(), health.reachable), (status, false));
        assert!(health.reason.is_some() && health.tool_count.is_none(), "{health:?}");
    }
}

#[tokio::test]
async fn a_server_that_went_away_is_found_out() {
    let (world, server, view) = World::with(Mode::Good).await;
    drop(server);
    let health = world.app.health(view.id).await.unwrap();
    assert!(!health.reachable && matches!(health.reason, Some(Failure::Refused { .. })), "{health:?}");
    let view = world.app.connection(view.id).await.unwrap();
    assert!(matches!(view.status, SessionStatus::Error { .. }), "{:?}", view.status);
}

#[tokio::test]
async fn a_program_is_asked_without_starting_another() {
    let world = World::start().await;
    let id = world.run(fixture("legacy")).await.id;
    let pid = world.says(id, "pid").await;
    let health = world.app.health(id).await.unwrap();
    assert_eq!((health.status.as_str(), health.tool_count), ("active", Some(17)));
    assert_eq!(world.says(id, "pid").await, pid);
    world.app.close().await;
}

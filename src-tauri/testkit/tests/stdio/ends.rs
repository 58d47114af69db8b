//! Nothing a program started outlives its session.

use std::time::{Duration, Instant};

use hitchpost_mcp::{Client, ClientConfig, Era, EraChoice, Error, Transport, Verdict};
use serde_json::json;

use crate::world::{World, lives, until, within};

#[tokio::test]
async fn closing_ends_the_program_and_what_it_started() {
    let world = World::new("family");
    let client = world.connect_legacy().await;
    until("two processes", || world.processes().len() == 2).await;
    assert!(world.processes().into_iter().all(lives));
    within(client.close()).await;
    world.until_gone().await;
    let error = client.call_tool(crate::world::call("echo", &json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Closed { .. }), "{error:?}");
}

#[tokio::test]
async fn two_hundred_sessions_leave_nothing_behind() {
    let world = World::new("family");
    let verdict = Verdict {
        era: Era::Legacy,
        version: "2025-11-25".into(),
        transport: Transport::Stdio,
        decided_at: std::time::SystemTime::now(),
    };
    for _ in 0..200 {
        let config = ClientConfig { verdict: Some(verdict.clone()), ..world.config() };
        let client = within(Client::connect(config)).await.unwrap();
        within(client.close()).await;
    }
    assert!(world.processes().len() >= 200);
    world.until_gone().await;
}

#[tokio::test]
async fn dropping_the_client_or_a_handshake_ends_the_program() {
    let world = World::new("family");
    drop(world.connect_legacy().await);
    world.until_gone().await;
    let world = World::new("mute");
    tokio::select! {
        _ = Client::connect(world.config()) => panic!("nobody answers"),
        () = until("a process", || !world.processes().is_empty()) => {}
    }
    world.until_gone().await;
}

#[tokio::test]
async fn a_program_that_takes_no_hint_is_killed_within_seven_seconds() {
    let world = World::new("stubborn");
    let client = world.connect_legacy().await;
    let began = Instant::now();
    within(client.close()).await;
    assert!(began.elapsed() < Duration::from_secs(7), "{:?}", began.elapsed());
    assert!(began.elapsed() >= Duration::from_secs(5), "it was given its time: {:?}", began.elapsed());
    world.until_gone().await;
}

#[tokio::test]
async fn one_that_listens_to_signals_is_not_killed() {
    let world = World::new("stays");
    let client = world.connect_legacy().await;
    let began = Instant::now();
    within(client.close()).await;
    assert!((3..5).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    world.until_gone().await;
}

#[test]
fn a_runtime_that_goes_takes_its_programs_along() {
    let world = World::new("family");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = runtime.block_on(async {
        let config = ClientConfig { era: EraChoice::Legacy, ..world.config() };
        let client = within(Client::connect(config)).await.unwrap();
        until("two processes", || world.processes().len() == 2).await;
        client
    });
    drop(runtime);
    let other = tokio::runtime::Runtime::new().unwrap();
    other.block_on(world.until_gone());
    drop(client);
}

//! A process for every request.

use std::time::Duration;

use hitchpost_mcp::{Client, Era, Error, Freshness};
use serde_json::json;

use crate::world::{World, call, said, within};

fn world(mode: &str) -> World {
    let mut world = World::new(mode);
    world.command.per_call = true;
    world
}

#[tokio::test]
async fn every_request_has_a_process_of_its_own_and_leaves_none() {
    let world = world("both");
    let client = within(Client::connect(world.config())).await.unwrap();
    assert_eq!(client.verdict().era, Era::Modern);
    assert_eq!(within(client.list_tools(Freshness::Fresh)).await.unwrap().rejected, []);
    let first = said(&client, "pid", &json!({})).await.unwrap();
    let second = said(&client, "pid", &json!({})).await.unwrap();
    assert_ne!(first, second);
    // The answer was waited for, and so was the end of who gave it.
    world.until_gone().await;
    let story = world.story();
    assert_eq!(story, [["server/discover"], ["tools/list"], ["tools/call"], ["tools/call"]]);
    within(client.close()).await;
}

#[tokio::test]
async fn a_legacy_one_shakes_hands_every_time() {
    let world = world("legacy");
    let client = within(Client::connect(world.config())).await.unwrap();
    assert_eq!(said(&client, "echo", &json!({})).await.unwrap(), "{}");
    let last = world.story().pop().unwrap();
    assert_eq!(last, ["initialize", "notifications/initialized", "tools/call"]);
    world.until_gone().await;
    within(client.close()).await;
}

#[tokio::test]
async fn one_that_ends_in_a_call_ends_that_call() {
    let world = world("both");
    let client = within(Client::connect(world.config())).await.unwrap();
    let error = said(&client, "die", &json!({ "status": 4 })).await.unwrap_err();
    assert!(matches!(error, Error::Exited { status: Some(4), .. }), "{error:?}");
    assert!(client.stderr().starts_with("fatal"), "{}", client.stderr());
    assert_eq!(client.closed(), None);
    assert_eq!(said(&client, "echo", &json!({})).await.unwrap(), "{}");
    within(client.close()).await;
}

#[tokio::test]
async fn a_call_that_is_given_up_takes_its_process_along() {
    let world = world("both");
    let client = within(Client::connect(world.config())).await.unwrap();
    let mut asked = call("never", &json!({}));
    asked.extras.timeout = Some(Duration::from_millis(300));
    let error = within(client.call_tool(asked)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    world.until_gone().await;
    let client = client.clone();
    let running = tokio::spawn(async move { client.call_tool(call("never", &json!({}))).await });
    world.until_heard("tools/call").await;
    running.abort();
    world.until_gone().await;
}

//! Which era a program speaks is found out in a process that may be thrown away.

use std::time::{Duration, SystemTime};

use hitchpost_mcp::{Client, ClientConfig, Era, EraChoice, Error, Freshness, Transport, Verdict};
use serde_json::json;

use crate::world::{World, said, within};

fn verdict(era: Era) -> Option<Verdict> {
    let version = if era == Era::Modern { "2026-07-28" } else { "2025-11-25" }.to_owned();
    Some(Verdict { era, version, transport: Transport::Stdio, decided_at: SystemTime::now() })
}

async fn era_of(world: &World, config: ClientConfig) -> Result<(Era, Transport), Error> {
    let client = within(Client::connect(config)).await?;
    let found = client.verdict();
    assert_eq!(found.era, client.server().era);
    assert_eq!(said(&client, "echo", &json!({ "a": 1 })).await.unwrap(), r#"{"a":1}"#);
    within(client.close()).await;
    world.until_gone().await;
    Ok((found.era, found.transport))
}

const LEGACY: [&str; 3] = ["initialize", "notifications/initialized", "tools/call"];

#[tokio::test]
async fn a_modern_answer_keeps_the_process_that_gave_it() {
    for mode in ["modern", "both"] {
        let world = World::new(mode);
        assert_eq!(era_of(&world, world.config()).await.unwrap(), (Era::Modern, Transport::Stdio), "{mode}");
        assert_eq!(world.story(), [["server/discover", "tools/call"]], "{mode}");
        for noted in world.noted().iter().filter(|noted| noted.what != "start") {
            let meta = &noted.message["params"]["_meta"];
            assert_eq!(meta["io.modelcontextprotocol/protocolVersion"], "2026-07-28");
            assert!(meta["io.modelcontextprotocol/clientCapabilities"].is_object());
            assert_eq!(meta["io.modelcontextprotocol/clientInfo"]["name"], "hitchpost");
        }
    }
}

#[tokio::test]
async fn any_other_answer_makes_room_for_a_fresh_process() {
    for mode in ["legacy", "strict", "quiet", "legacy-only"] {
        let world = World::new(mode);
        let mut config = world.config();
        config.limits.probe = Duration::from_secs(1);
        assert_eq!(era_of(&world, config).await.unwrap(), (Era::Legacy, Transport::Stdio), "{mode}");
        let story = world.story();
        assert_eq!(story.len(), 2, "{mode}: {story:?}");
        assert_eq!(story[0][0], "server/discover", "{mode}");
        assert!(!story[0].contains(&"initialize".to_owned()), "{mode}: {story:?}");
        assert_eq!(story[1], LEGACY, "{mode}");
    }
}

#[tokio::test]
async fn who_is_slow_to_start_is_not_taken_for_somebody_else() {
    let world = World::new("slow");
    let mut config = world.config();
    config.limits.probe = Duration::from_millis(200);
    assert_eq!(era_of(&world, config).await.unwrap().0, Era::Modern);
    assert_eq!(world.story()[0], ["server/discover", "tools/call"]);
}

#[tokio::test]
async fn what_was_found_out_is_not_asked_again() {
    let world = World::new("legacy");
    let config = ClientConfig { verdict: verdict(Era::Legacy), ..world.config() };
    assert_eq!(era_of(&world, config).await.unwrap().0, Era::Legacy);
    assert_eq!(world.story(), [LEGACY]);
    let world = World::new("both");
    let config = ClientConfig { verdict: verdict(Era::Modern), ..world.config() };
    assert_eq!(era_of(&world, config).await.unwrap().0, Era::Modern);
    assert_eq!(world.story(), [["server/discover", "tools/call"]]);
}

#[tokio::test]
async fn a_verdict_that_is_wrong_or_old_is_found_out_anew() {
    for (mode, was, is) in [
        ("modern", Era::Legacy, Era::Modern),
        ("legacy", Era::Modern, Era::Legacy),
        ("strict", Era::Modern, Era::Legacy),
    ] {
        let world = World::new(mode);
        let config = ClientConfig { verdict: verdict(was), ..world.config() };
        assert_eq!(era_of(&world, config).await.unwrap().0, is, "{mode}");
    }
    let world = World::new("both");
    let mut old = verdict(Era::Legacy);
    old.as_mut().unwrap().decided_at -= Duration::from_secs(48 * 3600);
    assert_eq!(era_of(&world, ClientConfig { verdict: old, ..world.config() }).await.unwrap().0, Era::Modern);
}

#[tokio::test]
async fn a_pinned_era_is_spoken_or_nothing() {
    let world = World::new("both");
    let config = ClientConfig { era: EraChoice::Legacy, ..world.config() };
    assert_eq!(era_of(&world, config).await.unwrap().0, Era::Legacy);
    assert_eq!(world.story(), [LEGACY]);
    let world = World::new("legacy");
    let config = ClientConfig { era: EraChoice::Modern, ..world.config() };
    let error = era_of(&world, config).await.unwrap_err();
    assert!(matches!(error, Error::Rpc { code: -32601, .. }), "{error:?}");
    world.until_gone().await;
}

#[tokio::test]
async fn a_header_parameter_that_http_could_not_carry_costs_no_tool() {
    let world = World::new("modern");
    let client = world.connect().await;
    let list = within(client.list_tools(Freshness::Fresh)).await.unwrap();
    assert_eq!(list.rejected, []);
    assert!(said(&client, "mirrored", &json!({ "at": 1.5 })).await.is_ok());
    client.close().await;
}

//! The log of what travels: complete, in pairs, and without secrets.

use hitchpost_core::call::Direction;
use hitchpost_core::connection::{ConnectionId, EraChoice};
use hitchpost_core::event::AppEvent;
use hitchpost_core::settings::Settings;
use hitchpost_core::wire::{LogKind, WireEntry, WireQuery};
use hitchpost_testkit::authorization::AuthorizationOptions;
use hitchpost_testkit::fixture::{Fixture, Mode, TOKEN};

use crate::parrot::{Parrot, spellings};
use crate::signed_in::SignedIn;
use crate::world::{World, files_with, next, request, set, token};

fn of(connection: ConnectionId) -> WireQuery {
    WireQuery { connection: Some(connection), limit: 1_000, ..WireQuery::default() }
}

async fn lines(world: &World, query: WireQuery) -> Vec<WireEntry> {
    world.app.wire(query).await.unwrap().entries
}

/// Everything that is kept, as a host could see it.
async fn everything(world: &World) -> String {
    let query = WireQuery { limit: u32::MAX, ..WireQuery::default() };
    let mut told = String::new();
    for entry in lines(world, query).await {
        told.push_str(&serde_json::to_string(&world.app.wire_entry(entry.seq).await.unwrap()).unwrap());
    }
    told
}

#[tokio::test]
async fn a_call_is_a_pair_of_lines_in_both_eras() {
    for era in [EraChoice::Modern, EraChoice::Legacy] {
        let world = World::start().await;
        let fixture = Fixture::start(Mode::Good).await.unwrap();
        let mut wanted = request(&fixture.url());
        wanted.era = era;
        let id = world.app.add_connection(wanted).await.unwrap().id;
        world.app.connect(id).await.unwrap();
        world.call(id, "echo", r#"{"text":"hello there"}"#).await;

        let calls = WireQuery { text: "TOOLS/call".into(), ..of(id) };
        let found = lines(&world, calls).await;
        let asked = found.iter().find(|entry| entry.kind == LogKind::Request).unwrap();
        assert_eq!((asked.direction, asked.method.as_deref()), (Direction::Sent, Some("tools/call")));
        let detail = world.app.wire_entry(asked.seq).await.unwrap();
        assert!(detail.body.as_deref().unwrap().contains("hello there"), "{detail:?}");
        assert!(detail.headers.iter().any(|(name, _)| name == "content-type"), "{detail:?}");

        let answer = detail.pair.unwrap();
        assert_eq!((answer.kind, answer.direction), (LogKind::Response, Direction::Received));
        assert_eq!((answer.pair, answer.status), (Some(asked.seq), Some(200)));
        assert_eq!((&answer.rpc_id, &answer.method), (&asked.rpc_id, &asked.method));
        assert!(answer.ms.is_some() && !answer.failed);

        let handshake = if era == EraChoice::Modern { "server/discover" } else { "initialize" };
        let all = lines(&world, of(id)).await;
        assert!(all.iter().any(|entry| entry.method.as_deref() == Some(handshake)), "{all:?}");
        assert!(all.iter().is_sorted_by_key(|entry| entry.seq));
        world.app.close().await;
    }
}

#[tokio::test]
async fn failures_can_be_found() {
    let (world, fixture, view) = World::with(Mode::Good).await;
    let failed = || WireQuery { failed_only: true, ..of(view.id) };
    assert!(lines(&world, failed()).await.is_empty());
    fixture.switch(Mode::Broken);
    world.call(view.id, "echo", "{}").await;
    let found = lines(&world, failed()).await;
    assert_eq!(found.iter().map(|entry| entry.status).collect::<Vec<_>>(), [Some(500)], "{found:?}");
    assert_eq!(found[0].kind, LogKind::Http);
    let elsewhere = Some(ConnectionId(uuid::Uuid::nil()));
    assert!(lines(&world, WireQuery { connection: elsewhere, ..failed() }).await.is_empty());
}

#[tokio::test]
async fn a_log_that_is_watched_tells_that_it_grew() {
    let (world, _fixture, view) = World::with(Mode::Good).await;
    let mut events = world.app.events();
    world.app.watch_wire(true);
    world.call(view.id, "echo", r#"{"text":"a"}"#).await;
    let last = lines(&world, of(view.id)).await.last().unwrap().seq;
    next(&mut events, |event| {
        matches!(event, AppEvent::WireGrew { last: told } if told >= last).then_some(())
    })
    .await;

    world.app.clear_wire(Some(view.id)).await.unwrap();
    let page = world.app.wire(of(view.id)).await.unwrap();
    assert_eq!((page.total, page.bytes), (0, 0));
}

#[tokio::test]
async fn no_secret_is_in_the_log_its_export_or_its_file() {
    const CANARY: &str = "canary/4711+secret";
    let world = World::start().await;
    world.app.save_settings(Settings { wire_file: true, ..Settings::default() }).await.unwrap();
    let parrot = Parrot::start().await;
    let mut wanted = request(&parrot.url);
    wanted.era = EraChoice::Legacy;
    wanted.auth = token(set(CANARY));
    world.app.test_connection("t".into(), None, wanted.clone()).await.unwrap();
    let id = world.app.add_connection(wanted).await.unwrap().id;
    world.app.connect(id).await.unwrap();
    world.call(id, "say", &format!(r#"{{"text":"{CANARY}"}}"#)).await;
    let told = everything(&world).await;
    let saved = world.app.export_wire(WireQuery::default()).await.unwrap();
    let exported = std::fs::read_to_string(&saved.path).unwrap();
    world.app.close().await;
    let file = std::fs::read_to_string(world.dir.path().join("wire/traffic.jsonl")).unwrap();

    for (name, text) in [("log", &told), ("export", &exported), ("file", &file)] {
        assert!(text.contains("tools/call") && text.contains("••••"), "{name}: {text}");
        for spelling in spellings(CANARY).split(' ') {
            assert!(!text.contains(spelling), "{name} has {spelling}");
        }
    }
    assert_eq!(files_with(world.dir.path(), CANARY), Vec::<std::path::PathBuf>::new());
    assert_eq!(exported.lines().count(), file.lines().count());
    for line in exported.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["seq"].is_u64() && line["head"].is_string(), "{line}");
    }
}

#[tokio::test]
async fn a_token_that_is_sent_is_masked() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    let mut wanted = request(&fixture.url());
    wanted.auth = token(set(TOKEN));
    let id = world.app.add_connection(wanted).await.unwrap().id;
    world.app.connect(id).await.unwrap();
    let told = everything(&world).await;
    assert!(told.contains("Bearer ••") && !told.contains(TOKEN), "{told}");
}

#[tokio::test]
async fn a_flood_of_messages_is_bounded_and_counted() {
    let world = World::start().await;
    world.app.save_settings(Settings { wire_ring_mb: 1, ..Settings::default() }).await.unwrap();
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    // 100,000 notifications before the answer.
    let mut wanted = request(&fixture.at("/hostile?as=flood"));
    wanted.era = EraChoice::Modern;
    let id = world.app.add_connection(wanted).await.unwrap().id;
    world.app.connect(id).await.unwrap();
    let page = world.app.wire(of(id)).await.unwrap();
    assert!(page.bytes <= 1 << 20, "{}", page.bytes);
    assert!(page.total + page.dropped >= 100_000, "{} and {}", page.total, page.dropped);
}

#[tokio::test]
async fn a_sign_in_is_told_step_by_step_and_its_tokens_are_not() {
    let signed_in = SignedIn::start(AuthorizationOptions::default()).await;
    let world = &signed_in.world;
    let query = WireQuery { kinds: vec![LogKind::Oauth], ..of(signed_in.id) };
    let steps: Vec<_> =
        lines(world, query).await.into_iter().map(|entry| (entry.head, entry.status)).collect();
    for step in ["/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server", "/token"]
    {
        assert!(steps.iter().any(|(head, _)| head.contains(step)), "{step}: {steps:?}");
    }
    assert!(
        steps.iter().any(|(head, status)| head.starts_with("POST ") && *status == Some(200)),
        "{steps:?}"
    );
    let told = everything(world).await;
    for token in signed_in.tokens() {
        assert!(!told.contains(&token), "{token}");
    }
    assert!(!signed_in.tokens().is_empty());
}

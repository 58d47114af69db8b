//! Adding, configuring, removing, and what stays after a restart.

use hitchpost_core::connection::{
    AuthRequest, AuthView, Field, HeaderRequest, HeaderValueRequest, HeaderValueView, Issue, SecretInput,
    Severity, TargetView,
};
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::settings::{Density, Settings, Theme};

use crate::world::{World, request, set, token};

const URL: &str = "https://mcp.example.com/mcp";

#[tokio::test]
async fn a_restart_keeps_everything() {
    let world = World::start().await;
    let mut added = request(&URL);
    added.auth = token(set("t0ken-value"));
    added.name = "Example".into();
    let added = world.app.add_connection(added).await.unwrap();
    let sample = world.app.add_sample().await.unwrap();
    let settings = Settings { theme: Theme::Dark, density: Density::Compact, ..Settings::default() };
    world.app.save_settings(settings.clone()).await.unwrap();

    let world = world.restart().await;
    assert_eq!(world.app.connections().await.unwrap(), [added, sample]);
    assert_eq!(world.app.settings().await.unwrap(), settings);
}

#[tokio::test]
async fn a_blank_name_comes_from_the_host_and_never_clashes() {
    let world = World::start().await;
    let first = world.app.add_connection(request(&URL)).await.unwrap();
    let second = world.app.add_connection(request(&URL)).await.unwrap();
    assert_eq!((first.name.as_str(), first.slug.as_str()), ("Example", "example"));
    assert_eq!((second.name.as_str(), second.slug.as_str()), ("Example 2", "example-2"));
    assert_eq!(world.app.find_connection("example-2").await.unwrap().id, second.id);
    assert_eq!(world.app.find_connection("EXAMPLE").await.unwrap().id, first.id);
}

#[tokio::test]
async fn many_added_at_once_all_find_a_name() {
    let world = World::start().await;
    let adding = (0..12).map(|_| {
        let app = world.app.clone();
        tokio::spawn(async move { app.add_connection(request(&URL)).await })
    });
    let mut slugs = std::collections::BTreeSet::new();
    for added in adding.collect::<Vec<_>>() {
        slugs.insert(added.await.unwrap().unwrap().slug);
    }
    assert_eq!(slugs.len(), 12, "{slugs:?}");
}

#[tokio::test]
async fn bad_input_is_refused_with_reasons_and_nothing_is_saved() {
    let world = World::start().await;
    let mut bad = request(&"ftp://example.com");
    bad.name = "x".repeat(65);
    let checked = world.app.check_connection(None, bad.clone()).await.unwrap();
    assert_eq!(checked.url, None);
    let Err(Failure::Invalid { issues }) = world.app.add_connection(bad).await else { panic!("saved") };
    assert_eq!(issues, checked.issues);
    let found: Vec<_> = issues.into_iter().map(|issue| (issue.field, issue.severity, issue.issue)).collect();
    assert_eq!(
        found,
        [
            (Field::Url, Severity::Error, Issue::UrlScheme { scheme: "ftp".into() }),
            (Field::Name, Severity::Error, Issue::NameTooLong { length: 65 }),
        ]
    );
    assert_eq!(world.app.connections().await.unwrap(), []);
}

#[tokio::test]
async fn the_sample_is_added_once() {
    let world = World::start().await;
    let first = world.app.add_sample().await.unwrap();
    let again = world.app.add_sample().await.unwrap();
    assert_eq!(first.id, again.id);
    assert_eq!((first.slug.as_str(), first.target), ("sample", TargetView::Sample));
    assert_eq!(world.app.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_removal_can_be_undone_with_its_secret() {
    let world = World::start().await;
    let mut with_token = request(&URL);
    with_token.auth = token(set("t0ken-value"));
    let added = world.app.add_connection(with_token).await.unwrap();
    let removed = world.app.remove_connection(added.id).await.unwrap();
    assert_eq!((removed.id, removed.name.as_str(), removed.history_entries), (added.id, "Example", 0));
    assert_eq!(added.history_entries, 0);
    assert_eq!(world.app.connections().await.unwrap(), []);
    assert_eq!(world.app.undo_remove(added.id).await.unwrap(), added);

    let world = world.restart().await;
    assert_eq!(world.app.connections().await.unwrap(), [added]);
}

#[tokio::test]
async fn undo_finds_another_name_when_its_own_was_taken() {
    let world = World::start().await;
    let added = world.app.add_connection(request(&URL)).await.unwrap();
    world.app.remove_connection(added.id).await.unwrap();
    world.app.add_connection(request(&URL)).await.unwrap();
    let back = world.app.undo_remove(added.id).await.unwrap();
    assert_eq!((back.name.as_str(), back.slug.as_str()), ("Example 2", "example-2"));
}

#[tokio::test]
async fn what_was_removed_is_gone_after_quitting() {
    let world = World::start().await;
    let added = world.app.add_connection(request(&URL)).await.unwrap();
    world.app.remove_connection(added.id).await.unwrap();
    let world = world.restart().await;
    assert!(matches!(world.app.undo_remove(added.id).await, Err(Failure::NotFound { .. })));
    assert_eq!(world.query::<i64>("SELECT count(*) FROM connections"), [0]);
}

#[tokio::test]
async fn headers_keep_their_order_and_hide_what_is_secret() {
    let world = World::start().await;
    let row = |name: &str, value| HeaderRequest { name: name.into(), value };
    let mut with_headers = request(&URL);
    with_headers.auth = AuthRequest::Headers {
        rows: vec![
            row("X-Tenant", HeaderValueRequest::Plain { value: "acme".into() }),
            row("X-Api-Key", HeaderValueRequest::Secret { value: set("s3cret-value") }),
        ],
    };
    let added = world.app.add_connection(with_headers.clone()).await.unwrap();
    let AuthView::Headers { rows } = &added.auth else { panic!("{:?}", added.auth) };
    assert_eq!(rows[0].value, HeaderValueView::Plain { value: "acme".into() });
    assert!(matches!(rows[1].value, HeaderValueView::Secret { saved_at: Some(_) }));

    with_headers.auth = AuthRequest::Headers {
        rows: vec![row("x-api-key", HeaderValueRequest::Secret { value: SecretInput::Forget })],
    };
    let configured = world.app.configure_connection(added.id, with_headers).await.unwrap();
    let AuthView::Headers { rows } = &configured.auth else { panic!("{:?}", configured.auth) };
    assert_eq!(rows[0].value, HeaderValueView::Secret { saved_at: None });
}

#[tokio::test]
async fn a_disabled_connection_stays_disabled_and_is_not_used() {
    let world = World::start().await;
    let sample = world.app.add_sample().await.unwrap();
    world.app.connect(sample.id).await.unwrap();
    let disabled = world.app.set_enabled(sample.id, false).await.unwrap();
    assert_eq!(disabled.status, SessionStatus::Disabled);
    let name = || Failure::Disabled { name: "Sample server".into() };
    assert_eq!(world.app.connect(sample.id).await, Err(name()));
    let call = world.app.call_tool(crate::world::call(sample.id, "echo", "{}"), |_| {}).await;
    assert_eq!(call, Err(name()));

    let world = world.restart().await;
    assert_eq!(world.app.connection(sample.id).await.unwrap().status, SessionStatus::Disabled);
    let enabled = world.app.set_enabled(sample.id, true).await.unwrap();
    assert_eq!(enabled.status, SessionStatus::NotConnected);
}

#[tokio::test]
async fn a_connection_knows_how_much_history_it_has() {
    let world = World::start().await;
    let sample = world.app.add_sample().await.unwrap();
    world.app.add_connection(request(&URL)).await.unwrap();
    for _ in 0..2 {
        world.call(sample.id, "echo", r#"{"text":"hi"}"#).await;
    }
    let entries: Vec<u32> =
        world.app.connections().await.unwrap().iter().map(|connection| connection.history_entries).collect();
    assert_eq!(entries, [0, 2]);
    assert_eq!(world.app.connection(sample.id).await.unwrap().history_entries, 2);
}

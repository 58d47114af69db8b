//! Two processes on one directory: a window and a command line.

use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::settings::{Density, Settings, Theme};
use hitchpost_core::{App, connection::Issue};

use crate::world::{World, config, next, request, set, token};

#[tokio::test]
async fn what_another_process_changes_is_noticed() {
    let window = World::start().await;
    let command = window.twin().await;
    let mut events = window.app.events();
    let added = command.app.add_connection(request(&"https://mcp.example.com/mcp")).await.unwrap();
    next(&mut events, |event| (event == AppEvent::ConnectionsChanged).then_some(())).await;
    assert_eq!(window.app.connections().await.unwrap(), [added]);

    let settings = Settings { theme: Theme::Light, density: Density::Compact, ..Settings::default() };
    command.app.save_settings(settings.clone()).await.unwrap();
    next(&mut events, |event| (event == AppEvent::SettingsChanged).then_some(())).await;
    assert_eq!(window.app.settings().await.unwrap(), settings);
}

#[tokio::test]
async fn a_session_ends_when_another_process_removes_its_connection() {
    let window = World::start().await;
    let command = window.twin().await;
    let sample = window.app.add_sample().await.unwrap();
    window.app.connect(sample.id).await.unwrap();
    let mut events = window.app.events();
    command.app.remove_connection(sample.id).await.unwrap();
    let status = next(&mut events, |event| match event {
        AppEvent::StatusChanged { id, status } if id == sample.id => Some(status),
        _ => None,
    })
    .await;
    assert_eq!(status, SessionStatus::NotConnected);
}

#[tokio::test]
async fn a_name_another_process_took_is_refused() {
    let first = World::start().await;
    let second = first.twin().await;
    let mut named = request(&"https://mcp.example.com/mcp");
    named.name = "Linear".into();
    first.app.add_connection(named.clone()).await.unwrap();
    let Err(Failure::Invalid { issues }) = second.app.add_connection(named).await else { panic!("saved") };
    assert!(issues.iter().any(|issue| matches!(issue.issue, Issue::NameTaken { .. })), "{issues:?}");
}

#[tokio::test]
async fn many_openers_at_once_all_get_the_same_database() {
    let dir = tempfile::tempdir().unwrap();
    let mut openers = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let config = config(dir.path());
        openers.spawn(async move { App::open(config).await.unwrap().add_sample().await.unwrap().id });
    }
    let ids = openers.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_named_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.db");
    std::fs::write(&path, "not a database").unwrap();
    let Err(Failure::Storage { path: named, .. }) = App::open(config(dir.path())).await else {
        panic!("opened")
    };
    assert_eq!(named, path.display().to_string());
    assert_eq!(std::fs::read_to_string(path).unwrap(), "not a database");
}

#[tokio::test]
async fn a_command_leaves_what_the_window_has_just_removed_to_be_undone() {
    let window = World::start().await;
    let added = window.app.add_connection(request(&"https://mcp.example.com/mcp")).await.unwrap();
    window.app.remove_connection(added.id).await.unwrap();
    window.twin().await.app.close().await;
    window.app.undo_remove(added.id).await.unwrap();
    window.app.remove_connection(added.id).await.unwrap();
    window.twin().await.app.close().await;
    assert_eq!(window.app.undo_remove(added.id).await.unwrap(), added);
}

#[tokio::test]
async fn what_nobody_came_back_for_is_purged_by_whoever_starts_next() {
    let window = World::start().await;
    window.app.add_sample().await.unwrap();
    let db = rusqlite::Connection::open(window.dir.path().join("app.db")).unwrap();
    db.execute("UPDATE connections SET removed_at = 1", []).unwrap();
    window.twin().await.app.close().await;
    assert_eq!(window.query::<i64>("SELECT count(*) FROM connections"), [0]);
}

#[tokio::test]
async fn two_who_configure_at_once_both_succeed_one_after_the_other() {
    let first = World::start().await;
    let second = first.twin().await;
    let mut with_token = request(&"https://mcp.example.com/mcp");
    with_token.auth = token(set("any-token-value"));
    let id = first.app.add_connection(with_token.clone()).await.unwrap().id;
    let (one, other) = tokio::join!(
        first.app.configure_connection(id, with_token.clone()),
        second.app.configure_connection(id, with_token.clone()),
    );
    one.unwrap();
    other.unwrap();
    assert_eq!(first.query::<i64>("SELECT revision FROM connections"), [3]);
    assert_eq!(first.query::<String>("SELECT state FROM keychain_items"), ["active"]);
}

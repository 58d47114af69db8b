//! Two processes on one directory: a window and a command line.

use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::settings::{Density, Settings, Theme};
use hitchpost_core::{App, connection::Issue};

use crate::world::{World, config, next, request};

#[tokio::test]
async fn what_another_process_changes_is_noticed() {
    let window = World::start().await;
    let command = window.twin().await;
    let mut events = window.app.events();
    let added = command.app.add_connection(request(&"https://mcp.example.com/mcp")).await.unwrap();
    next(&mut events, |event| (event == AppEvent::ConnectionsChanged).then_some(())).await;
    assert_eq!(window.app.connections().await.unwrap(), [added]);

    let settings = Settings { theme: Theme::Light, density: Density::Compact };
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

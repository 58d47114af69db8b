//! Trust on first use: what a server changes about its tools waits for a person.

use std::collections::BTreeMap;

use hitchpost_core::call::ToolListView;
use hitchpost_core::connection::{ConnectionId, ConnectionView, EraChoice};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::Failure;
use hitchpost_core::pin::{AcceptedTool, ToolChange, ToolChangeKind, ToolStanding};
use hitchpost_core::session::SessionStatus;
use hitchpost_testkit::fixture::{Fixture, Mode};

use crate::world::{World, next, request};

/// A connection to a server of the given era, listed once.
async fn listed(era: EraChoice) -> (World, Fixture, ConnectionId) {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let mut wanted = request(&fixture.url());
    wanted.era = era;
    let id = world.app.add_connection(wanted).await.unwrap().id;
    world.app.connect(id).await.unwrap();
    (world, fixture, id)
}

fn standings(list: &ToolListView) -> BTreeMap<&str, ToolStanding> {
    let held = list.tools.iter().filter(|tool| tool.standing != ToolStanding::Accepted);
    held.map(|tool| (tool.name.as_str(), tool.standing)).collect()
}

/// All of what was told, as a person accepts it.
fn shown(told: &[ToolChange]) -> Vec<AcceptedTool> {
    told.iter().map(AcceptedTool::from).collect()
}

fn changes(view: &ConnectionView) -> u32 {
    match &view.status {
        SessionStatus::Connected { changes, .. } => *changes,
        other => panic!("not connected: {other:?}"),
    }
}

#[tokio::test]
async fn the_first_list_is_accepted_and_later_changes_wait_in_both_eras() {
    for era in [EraChoice::Modern, EraChoice::Legacy] {
        let (world, fixture, id) = listed(era).await;
        assert_eq!(standings(&world.app.tools(id).await.unwrap()), BTreeMap::new());
        assert_eq!(world.app.tool_changes(id).await.unwrap(), []);

        // Some of its tools under the same names with other definitions, and others gone.
        fixture.switch(Mode::Mixed);
        let view = world.app.reconnect(id).await.unwrap();
        let list = world.app.tools(id).await.unwrap();
        assert_eq!(standings(&list).get("echo"), Some(&ToolStanding::Changed));
        let told = world.app.tool_changes(id).await.unwrap();
        let echo = told.iter().find(|change| change.name == "echo").unwrap();
        assert_eq!(echo.kind, ToolChangeKind::Changed);
        assert!(
            echo.fields.contains(&"inputSchema".to_owned())
                || echo.fields.contains(&"description".to_owned())
        );
        assert_ne!(echo.before, echo.after);
        assert!(told.iter().any(|change| change.kind == ToolChangeKind::Removed && change.after.is_none()));
        next_changes(&world, id, told.len()).await;
        assert!(changes(&view) == 0 || changes(&view) as usize == told.len());

        let offered = world.app.offered_tools(id).await.unwrap();
        assert!(offered.tools.iter().all(|tool| tool.name != "echo"));
        let held = Failure::ToolHeld { tool: "echo".into() };
        assert_eq!(world.app.require_accepted(id, "echo").await, Err(held.clone()));

        let world = world.restart().await;
        assert_eq!(world.app.require_accepted(id, "echo").await, Err(held), "also when it is not connected");
        assert_eq!(standings(&world.app.tools(id).await.unwrap()), standings(&list));

        let list = world.app.accept_tools(id, Vec::new()).await.unwrap();
        assert_eq!(standings(&list).get("echo"), Some(&ToolStanding::Changed), "nothing was named");
        let accepted = world.app.accept_tools(id, vec![AcceptedTool::from(echo)]).await.unwrap();
        assert_eq!(standings(&accepted).get("echo"), None);
        world.app.require_accepted(id, "echo").await.unwrap();
        assert_eq!(world.app.tool_changes(id).await.unwrap().len(), told.len() - 1);

        world.app.connect(id).await.unwrap();
        world.app.accept_tools(id, shown(&told)).await.unwrap();
        assert_eq!(world.app.tool_changes(id).await.unwrap(), []);
        assert_eq!(changes(&world.app.connection(id).await.unwrap()), 0);

        // What was there before is new again once its absence was accepted.
        fixture.switch(Mode::Good);
        world.app.reconnect(id).await.unwrap();
        let list = world.app.tools(id).await.unwrap();
        assert!(standings(&list).values().any(|standing| *standing == ToolStanding::New), "{list:?}");
        world.app.close().await;
    }
}

/// The status tells how much waits.
async fn next_changes(world: &World, id: ConnectionId, expected: usize) {
    let mut events = world.app.events();
    if changes(&world.app.connection(id).await.unwrap()) as usize == expected {
        return;
    }
    next(&mut events, |event| match event {
        AppEvent::StatusChanged { status: SessionStatus::Connected { changes, .. }, .. } => {
            (changes as usize == expected).then_some(())
        }
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn another_process_accepts_for_all() {
    let (world, fixture, id) = listed(EraChoice::Auto).await;
    fixture.switch(Mode::Mixed);
    world.app.reconnect(id).await.unwrap();
    assert!(!standings(&world.app.tools(id).await.unwrap()).is_empty());
    let mut events = world.app.events();
    let twin = world.twin().await;
    let told = twin.app.tool_changes(id).await.unwrap();
    twin.app.accept_tools(id, shown(&told)).await.unwrap();
    next(&mut events, |event| match event {
        AppEvent::StatusChanged { status: SessionStatus::Connected { changes: 0, .. }, .. } => Some(()),
        _ => None,
    })
    .await;
    assert!(standings(&world.app.tools(id).await.unwrap()).is_empty());
}

#[tokio::test]
async fn the_sample_server_is_trusted() {
    let world = World::start().await;
    let id = world.app.add_sample().await.unwrap().id;
    world.app.connect(id).await.unwrap();
    assert!(standings(&world.app.tools(id).await.unwrap()).is_empty());
    assert_eq!(world.query::<i64>("SELECT count(*) FROM accepted_tools"), [0]);
}

#[tokio::test]
async fn accepted_definitions_go_with_their_connection() {
    let (world, _fixture, id) = listed(EraChoice::Auto).await;
    world.app.tools(id).await.unwrap();
    assert_ne!(world.query::<i64>("SELECT count(*) FROM accepted_tools"), [0]);
    world.app.remove_connection(id).await.unwrap();
    let world = world.restart().await;
    assert_eq!(world.query::<i64>("SELECT count(*) FROM accepted_tools"), [0]);
    assert_eq!(world.query::<i64>("SELECT count(*) FROM accepted_lists"), [0]);
}

#[tokio::test]
async fn what_changed_again_since_it_was_shown_is_not_accepted() {
    let (world, fixture, id) = listed(EraChoice::Auto).await;
    fixture.switch(Mode::Mixed);
    world.app.reconnect(id).await.unwrap();
    world.app.tools(id).await.unwrap();
    let told = world.app.tool_changes(id).await.unwrap();
    // Another definition takes the place of the one that was looked at, and something asks for the changes behind the
    // person's back.
    fixture.switch(Mode::Names);
    world.app.reconnect(id).await.unwrap();
    world.app.tools(id).await.unwrap();
    let now = world.app.tool_changes(id).await.unwrap();
    let digest = |changes: &[ToolChange]| {
        changes.iter().find(|change| change.name == "echo").map(|change| change.digest.clone()).unwrap()
    };
    assert_ne!(digest(&told), digest(&now));
    let list = world.app.accept_tools(id, shown(&told)).await.unwrap();
    assert_eq!(standings(&list).get("echo"), Some(&ToolStanding::Changed));
    let list = world.app.accept_tools(id, shown(&now)).await.unwrap();
    assert_eq!(standings(&list).get("echo"), None);
}

#[tokio::test]
async fn a_tool_that_is_offered_again_does_not_pass_for_one_that_is_gone() {
    let (world, fixture, id) = listed(EraChoice::Auto).await;
    fixture.switch(Mode::Mixed);
    world.app.reconnect(id).await.unwrap();
    world.app.tools(id).await.unwrap();
    let told = world.app.tool_changes(id).await.unwrap();
    let gone: Vec<_> = told.iter().filter(|change| change.kind == ToolChangeKind::Removed).cloned().collect();
    assert!(!gone.is_empty(), "{told:?}");
    fixture.switch(Mode::Good);
    world.app.reconnect(id).await.unwrap();
    world.app.accept_tools(id, shown(&gone)).await.unwrap();
    assert_eq!(world.app.tool_changes(id).await.unwrap(), [], "their definitions are still accepted");
}

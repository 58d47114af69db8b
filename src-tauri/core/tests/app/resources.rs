//! Resources: listed, read, followed, filled in.

use hitchpost_core::call::{
    CallOutcome, CompletionReference, CompletionRequest, ContentPart, LogLevel, NamedText,
};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;

use crate::talk::{ERAS, TOKEN, Talk, read};
use crate::world::{World, content, files_with, next, request, text};

fn counts(status: &SessionStatus) -> Option<(u32, u32)> {
    match status {
        SessionStatus::Connected { resources: Some(resources), prompts: Some(prompts), .. } => {
            Some((*resources, *prompts))
        }
        _ => None,
    }
}

#[tokio::test]
async fn resources_and_templates_are_listed_in_both_eras() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let list = talk.app().resources(talk.id, false).await.unwrap();
        let uris: Vec<_> = list.resources.iter().map(|resource| resource.uri.as_str()).collect();
        assert_eq!(uris, ["talk://notes/today", "talk://pixel.png", "talk://secret", "talk://long"], "{era}");
        let today = &list.resources[0];
        assert_eq!((today.title.as_deref(), today.size, today.subscribed), (Some("Today"), Some(12), false));
        let variables: Vec<_> = list.templates.iter().map(|template| template.variables.join(" ")).collect();
        assert_eq!(variables, ["day tag lang", ""]);
        assert_eq!((list.rejected.len(), list.rejected[0].reason.as_str()), (1, "`uri` is missing"));
        assert!(list.can_subscribe && list.can_complete && list.cut.is_none());
        assert!(!format!("{list:?}").contains(TOKEN), "{list:?}");
    }
}

#[tokio::test]
async fn a_window_knows_how_many_there_are_without_waiting_for_it() {
    let talk = Talk::start("legacy").await;
    let mut events = talk.app().events();
    loop {
        if let Some(counts) = counts(&talk.app().connection(talk.id).await.unwrap().status) {
            assert_eq!(counts, (6, 2));
            break;
        }
        next(&mut events, |event| matches!(event, AppEvent::StatusChanged { .. }).then_some(())).await;
    }
}

#[tokio::test]
async fn a_server_that_declares_neither_is_not_asked() {
    let talk = Talk::start("bare").await;
    assert!(talk.app().resources(talk.id, false).await.unwrap().resources.is_empty());
    assert!(talk.app().prompts(talk.id, false).await.unwrap().prompts.is_empty());
    let asked: Vec<_> = talk.fixture.log().into_iter().filter_map(|seen| seen.rpc).collect();
    assert!(
        !asked.iter().any(|method| method.starts_with("resources/") || method.starts_with("prompts/")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_resource_is_read_like_a_tool_is_called() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let report = talk.read("talk://notes/today").await;
        let [ContentPart::Resource { uri, text, .. }] = content(&report) else { panic!("{report:?}") };
        assert_eq!(
            (uri.as_str(), text.text.as_str()),
            ("talk://notes/today", "contents of talk://notes/today")
        );
        assert!(!report.wire.is_empty());

        let long = talk.read("talk://long").await;
        let [ContentPart::Resource { text, .. }] = content(&long) else { panic!("{long:?}") };
        assert_eq!((text.shown_bytes, text.total_bytes), (256 << 10, 1 << 20));
        let page = talk.app().result_text(&long.call_id, text.part, text.shown_bytes, 10).await.unwrap();
        assert_eq!(page.text, "xxxxxxxxxx");

        let pixel = talk.read("talk://pixel.png").await;
        let saved = talk.app().save_result(&pixel.call_id, 0).await.unwrap();
        assert!(saved.path.ends_with("pixel.png"), "{}", saved.path);

        let unknown = talk.read("talk://nothing").await.outcome;
        assert!(
            matches!(unknown, CallOutcome::Failed { failure: Failure::Rpc { rpc_code: -32002, .. } }),
            "{unknown:?}"
        );
        let kept: Vec<String> =
            talk.world.query("SELECT kind || ' ' || tool || ' ' || outcome FROM history ORDER BY id");
        assert_eq!(kept[0], "resource talk://notes/today completed");
        assert_eq!(kept[3], "resource talk://nothing failed");
    }
}

#[tokio::test]
async fn reading_can_be_cancelled_and_runs_out_of_time() {
    let talk = Talk::start("legacy").await;
    let request = read(talk.id, "talk://never");
    let (call, app) = (request.call_id.clone(), talk.app().clone());
    let running = tokio::spawn(async move { app.read_resource(request, |_| {}).await.unwrap() });
    let is_asked = || talk.fixture.log().iter().any(|seen| seen.rpc.as_deref() == Some("resources/read"));
    while !is_asked() {
        tokio::task::yield_now().await;
    }
    talk.app().cancel_call(&call);
    assert_eq!(running.await.unwrap().outcome, CallOutcome::Cancelled);

    let mut late = read(talk.id, "talk://never");
    late.timeout_s = Some(1);
    let report = talk.app().read_resource(late, |_| {}).await.unwrap();
    assert_eq!(report.outcome, CallOutcome::TimedOut { seconds: 1 });
}

#[tokio::test]
async fn what_a_resource_repeats_of_a_secret_goes_no_further() {
    let talk = Talk::start("modern").await;
    let report = talk.read("talk://secret").await;
    let [ContentPart::Resource { text, .. }] = content(&report) else { panic!("{report:?}") };
    assert_eq!(text.text, "sent as ••••");
    assert!(!format!("{report:?}").contains(TOKEN));
    talk.world.app.close().await;
    assert!(files_with(talk.world.dir.path(), TOKEN).is_empty());
}

#[tokio::test]
async fn changes_are_heard_of_once_somebody_follows() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        talk.app().subscribe_resource(talk.id, "talk://notes/today", true).await.unwrap();
        let list = talk.app().resources(talk.id, false).await.unwrap();
        assert!(list.resources[0].subscribed);
        let mut events = talk.app().events();
        talk.world.call(talk.id, "touch", r#"{"uri":"talk://notes/today"}"#).await;
        let uri = next(&mut events, |event| match event {
            AppEvent::ResourceUpdated { uri, .. } => Some(uri),
            _ => None,
        });
        assert_eq!(uri.await, "talk://notes/today", "{era}");

        talk.world.call(talk.id, "grow", "{}").await;
        while talk.app().resources(talk.id, false).await.unwrap().resources.len() < 5 {
            next(&mut events, |event| matches!(event, AppEvent::ResourcesChanged { .. }).then_some(())).await;
        }
        talk.app().subscribe_resource(talk.id, "talk://notes/today", false).await.unwrap();
        assert!(!talk.app().resources(talk.id, false).await.unwrap().resources[0].subscribed);
    }
}

#[tokio::test]
async fn a_template_is_filled_in_with_the_servers_help() {
    let talk = Talk::start("modern").await;
    let template = "talk://notes/{day}{?tag,lang}";
    let completion = CompletionRequest {
        reference: CompletionReference::Resource { uri_template: template.into() },
        argument: "day".into(),
        value: "tu".into(),
        context: Vec::new(),
    };
    assert_eq!(talk.app().complete(talk.id, completion).await.unwrap().values, ["tuesday"]);
    let named = |name: &str, value: &str| NamedText { name: name.into(), value: value.into() };
    let filled =
        talk.app().expand_template(template, &[named("day", "tuesday"), named("tag", "a b")]).unwrap();
    assert_eq!(
        (filled.uri.as_str(), filled.missing),
        ("talk://notes/tuesday?tag=a%20b", vec!["lang".to_owned()])
    );
    let report = talk.read(&filled.uri).await;
    assert!(matches!(report.outcome, CallOutcome::Completed { .. }), "{report:?}");
}

#[tokio::test]
async fn a_server_logs_as_much_as_it_is_told_to() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        talk.app().set_log_level(talk.id, LogLevel::Error).await.unwrap();
        assert_eq!(text(&talk.world.call(talk.id, "level", "{}").await), "error", "{era}");
    }
}

#[tokio::test]
async fn without_a_session_there_is_no_list() {
    let world = World::start().await;
    let id = world.app.add_connection(request(&"http://127.0.0.1:1/mcp")).await.unwrap().id;
    for failure in [
        world.app.resources(id, true).await.unwrap_err(),
        world.app.prompts(id, false).await.unwrap_err(),
        world.app.subscribe_resource(id, "talk://x", true).await.unwrap_err(),
        world.app.set_log_level(id, LogLevel::Info).await.unwrap_err(),
    ] {
        assert!(matches!(failure, Failure::NotConnected { .. }), "{failure}");
    }
}

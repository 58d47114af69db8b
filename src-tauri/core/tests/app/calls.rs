//! Calling tools: four ways to end, and results of every kind and size.

use hitchpost_core::call::{CallEvent, CallOutcome, ContentPart, Direction, TextPart, ToolHint, WireKind};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::Failure;
use hitchpost_testkit::fixture::{Fixture, Mode};

use crate::world::{World, call, content, next, request, text, tools};

#[tokio::test]
async fn a_tool_that_reports_a_problem_has_completed() {
    let world = World::start().await;
    let id = world.app.add_sample().await.unwrap().id;
    let report = world.call(id, "fail_always", "{}").await;
    assert!(matches!(report.outcome, CallOutcome::Completed { is_error: true, .. }), "{:?}", report.outcome);
    assert_eq!(world.query::<String>("SELECT outcome FROM history"), ["tool_error"]);
}

#[tokio::test]
async fn arguments_travel_byte_for_byte_and_numbers_stay_exact() {
    let (world, _fixture, view) = World::with(Mode::Good).await;
    let arguments = r#"{ "text" : "x", "n":123456789012345678901234567890, "f":1.10 }"#;
    let report = world.call(view.id, "every_field", arguments).await;
    let sent = report.wire.iter().find(|frame| frame.kind == WireKind::HttpRequest).unwrap();
    assert_eq!(sent.direction, Direction::Sent);
    assert!(sent.body.as_ref().unwrap().contains(arguments), "{:?}", sent.body);
    assert_eq!(world.query::<String>("SELECT arguments FROM history"), [arguments]);
}

#[tokio::test]
async fn arguments_that_are_no_object_are_refused_with_their_place() {
    let world = World::start().await;
    let id = world.app.add_sample().await.unwrap().id;
    let refused = world.app.call_tool(call(id, "echo", "{\n \"text\": }"), |_| {}).await;
    assert!(matches!(refused, Err(Failure::InvalidArguments { line: 2, column: 10, .. })), "{refused:?}");
    let refused = world.app.call_tool(call(id, "echo", "[]"), |_| {}).await;
    assert!(matches!(refused, Err(Failure::InvalidArguments { line: 1, column: 1, .. })), "{refused:?}");
    assert_eq!(world.query::<i64>("SELECT count(*) FROM history"), [0]);
}

#[tokio::test]
async fn progress_is_told_while_it_happens() {
    let (world, _fixture, view) = World::with(Mode::Good).await;
    let counting = call(view.id, "slow_count", r#"{"to":3,"delay_ms":5}"#);
    let (report, heard) = world.call_and_listen(counting).await;
    assert!(matches!(report.outcome, CallOutcome::Completed { is_error: false, .. }), "{:?}", report.outcome);
    let percents: Vec<Option<u32>> = heard
        .iter()
        .filter_map(|event| match event {
            CallEvent::Progress { percent, .. } => Some(*percent),
            CallEvent::Log { .. } | CallEvent::Task { .. } | CallEvent::Asked { .. } => None,
        })
        .collect();
    assert_eq!(percents.last(), Some(&Some(100)), "{heard:?}");
    assert!(report.wire.iter().any(|frame| frame.kind == WireKind::SseEvent));
}

#[tokio::test]
async fn a_call_can_be_cancelled() {
    let (world, _fixture, view) = World::with(Mode::Good).await;
    let counting = call(view.id, "slow_count", r#"{"to":60,"delay_ms":1000}"#);
    let (app, name) = (world.app.clone(), counting.call_id.clone());
    let report = world.app.call_tool(counting, move |_| app.cancel_call(&name)).await.unwrap();
    assert_eq!(report.outcome, CallOutcome::Cancelled);
    assert_eq!(world.query::<String>("SELECT outcome FROM history"), ["cancelled"]);
}

#[tokio::test]
async fn a_call_that_takes_too_long_has_timed_out() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Slow).await.unwrap();
    let id = world.app.add_connection(request(&fixture.url())).await.unwrap().id;
    let mut slow = call(id, "slow", r#"{"ms":60000}"#);
    slow.timeout_s = Some(1);
    let report = world.app.call_tool(slow, |_| {}).await.unwrap();
    assert_eq!(report.outcome, CallOutcome::TimedOut { seconds: 1 });
    assert_eq!(world.query::<String>("SELECT outcome FROM history"), ["timed_out"]);
}

#[tokio::test]
async fn an_error_of_the_protocol_is_a_failure_with_its_code() {
    let (world, _fixture, view) = World::with(Mode::RpcError).await;
    let tool = world.app.tools(view.id).await.unwrap().tools[0].name.clone();
    let report = world.call(view.id, &tool, "{}").await;
    let CallOutcome::Failed { failure: Failure::Rpc { method, data, .. } } = &report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert_eq!(method, "tools/call");
    assert!(data.is_some());
}

#[tokio::test]
async fn ten_thousand_tools_are_listed_and_kept() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let id = world.app.add_connection(request(&fixture.at("/many?tools=10000"))).await.unwrap().id;
    let mut events = world.app.events();
    assert_eq!(tools(&world.app.connect(id).await.unwrap()), Some(10_000));
    let list = world.app.tools(id).await.unwrap();
    let last = list.tools.last().unwrap().clone();
    assert!(last.params.contains(&"dry_run".to_owned()), "{last:?}");
    next(&mut events, |event| matches!(event, AppEvent::ToolsChanged { .. }).then_some(())).await;

    let world = world.restart().await;
    let kept = world.app.tools(id).await.unwrap();
    assert_eq!((kept.tools.len(), kept.listed_at), (10_000, list.listed_at));
    assert_eq!(kept.tools.last(), Some(&last));
    let detail = world.app.tool(id, &last.name).await.unwrap();
    assert!(detail.input_schema.contains("dry_run") && detail.definition.starts_with("{\n"));
}

#[tokio::test]
async fn malformed_tools_do_not_cost_the_others() {
    let (world, _fixture, view) = World::with(Mode::Mixed).await;
    let list = world.app.tools(view.id).await.unwrap();
    let names: Vec<&str> = list.tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["echo", "add", "fail_always", "every_field", "slow_count"]);
    assert_eq!(list.rejected.iter().map(|tool| tool.index).collect::<Vec<_>>(), [1, 3, 5]);
    assert!(list.rejected.iter().all(|tool| !tool.reason.is_empty() && tool.raw.starts_with('{')));
    assert_eq!(list.tools[0].hint, ToolHint::Unknown);
}

#[tokio::test]
async fn a_list_without_end_is_cut_and_says_so() {
    let (world, _fixture, view) = World::with(Mode::Loop).await;
    let list = world.app.tools(view.id).await.unwrap();
    assert_eq!(list.cut, Some(hitchpost_core::call::ListCut::RepeatedCursor));
}

#[tokio::test]
async fn ten_megabytes_are_shown_in_part_read_on_and_saved() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let id = world.app.add_connection(request(&fixture.at("/big?mb=10"))).await.unwrap().id;
    let report = world.call(id, "big", "{}").await;
    let [ContentPart::Text { text: TextPart { part, text, total_bytes, shown_bytes } }] = content(&report)
    else {
        panic!("{:?}", report.outcome)
    };
    assert!(*total_bytes >= 10 << 20 && report.size_bytes >= *total_bytes);
    assert!(*shown_bytes <= 256 << 10);
    let mut whole = text.clone();
    while whole.len() < *total_bytes as usize {
        let offset = u32::try_from(whole.len()).unwrap();
        let page = world.app.result_text(&report.call_id, *part, offset, 1 << 20).await.unwrap();
        assert!(page.end > offset);
        whole.push_str(&page.text);
    }
    let saved = world.app.save_result(&report.call_id, *part).await.unwrap();
    assert!(saved.path.ends_with("big.txt"), "{}", saved.path);
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), whole);
    assert_eq!(world.query::<i64>("SELECT max(length(result)) <= 65536 FROM history"), [1]);
}

#[tokio::test]
async fn every_kind_of_content_is_shown_or_can_be_saved() {
    let (world, _fixture, view) = World::with(Mode::Parts).await;
    let report = world.call(view.id, "parts", "{}").await;
    let mut shown = Vec::new();
    for part in content(&report) {
        let (kind, part) = match part {
            ContentPart::Text { text } => ("text", text.part),
            ContentPart::Image { part, .. } => ("image", *part),
            ContentPart::Binary { part, .. } => ("binary", *part),
            ContentPart::Resource { text, .. } => ("resource", text.part),
            ContentPart::Unknown { json, .. } => ("unknown", json.part),
            ContentPart::Message { .. } => ("message", 0),
            ContentPart::ResourceLink { .. } => {
                shown.push("link");
                continue;
            }
        };
        assert!(world.app.save_result(&report.call_id, part).await.unwrap().bytes > 0, "{kind}");
        shown.push(kind);
    }
    assert_eq!(
        shown,
        [
            "text", "image", "binary", "resource", "image", "link", "unknown", "unknown", "binary",
            "unknown", "unknown"
        ]
    );
}

#[tokio::test]
async fn the_sample_draws_a_picture() {
    let world = World::start().await;
    let id = world.app.add_sample().await.unwrap().id;
    let report = world.call(id, "make_image", "{}").await;
    let picture = content(&report).iter().find_map(|part| match part {
        ContentPart::Image { mime_type, width, part, .. } => Some((mime_type.clone(), *width, *part)),
        _ => None,
    });
    let Some((mime_type, Some(_), part)) = picture else { panic!("{:?}", report.outcome) };
    assert_eq!(mime_type, "image/png");
    assert!(world.app.save_result(&report.call_id, part).await.unwrap().path.ends_with("make_image.png"));
}

#[tokio::test]
async fn a_connection_that_cannot_be_reached_fails_the_call_with_its_reason() {
    let world = World::start().await;
    let id = world.app.add_connection(request(&"http://no-such-host.invalid/mcp")).await.unwrap().id;
    let report = world.call(id, "echo", "{}").await;
    let failure = Failure::Dns { host: "no-such-host.invalid".into() };
    assert_eq!(report.outcome, CallOutcome::Failed { failure });
    assert_eq!(world.query::<String>("SELECT tool FROM history"), ["echo"]);
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let world = World::start().await;
    let id = world.app.add_sample().await.unwrap().id;
    let report = world.call(id, "echo", r#"{"text":"x"}"#).await;
    assert_eq!(text(&report), "x");
    for missing in [
        world.app.result_text(&report.call_id, 99, 0, 10).await.err(),
        world.app.save_result(&report.call_id, 99).await.err(),
        world.app.tool(id, "no_such_tool").await.err(),
        world.app.find_connection("nowhere").await.err(),
    ] {
        assert!(matches!(missing, Some(Failure::NotFound { .. })), "{missing:?}");
    }
}

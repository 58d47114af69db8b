//! Calls that go on as tasks, in the way of each era.

use hitchpost_core::call::{CallEvent, CallOutcome, TaskChoice, TaskSupport};
use hitchpost_core::failure::Failure;

use crate::talk::{ERAS, TOKEN, Talk};
use crate::world::{call, text};

#[tokio::test]
async fn a_task_is_followed_to_its_result() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let (report, heard) = talk.world.call_and_listen(call(talk.id, "job", "{}")).await;
        assert_eq!(text(&report), "the result of a task", "{era}: {:?}", report.outcome);
        let told: Vec<_> = heard
            .iter()
            .filter_map(|event| match event {
                CallEvent::Task { status, message, .. } => Some((status.as_str(), message.as_deref())),
                _ => None,
            })
            .collect();
        assert_eq!(told.first().map(|(status, _)| *status), Some("working"), "{era}: {heard:?}");
        assert!(!format!("{heard:?}").contains(TOKEN), "{heard:?}");
    }
}

#[tokio::test]
async fn whether_a_call_becomes_a_task_is_the_persons_choice_where_the_tool_leaves_it() {
    let talk = Talk::start("legacy").await;
    for (choice, said) in [
        (TaskChoice::Automatic, "done at once"),
        (TaskChoice::Never, "done at once"),
        (TaskChoice::Always, "the result of a task"),
    ] {
        let mut request = call(talk.id, "maybe_job", "{}");
        request.task = choice;
        let report = talk.app().call_tool(request, |_| {}).await.unwrap();
        assert_eq!(text(&report), said, "{choice:?}");
    }
    let mut request = call(talk.id, "job", "{}");
    request.task = TaskChoice::Never;
    let outcome = talk.app().call_tool(request, |_| {}).await.unwrap().outcome;
    assert!(
        matches!(outcome, CallOutcome::Failed { failure: Failure::Rpc { rpc_code: -32601, .. } }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_tool_says_whether_it_can_be_a_task() {
    let talk = Talk::start("legacy").await;
    for (tool, support) in [
        ("job", TaskSupport::Required),
        ("maybe_job", TaskSupport::Optional),
        ("ask", TaskSupport::Forbidden),
    ] {
        assert_eq!(talk.app().tool(talk.id, tool).await.unwrap().task_support, support, "{tool}");
    }
}

//! Prompts: listed, filled in and got.

use hitchpost_core::call::{
    CallId, CallOutcome, CallReport, CompletionReference, CompletionRequest, ContentPart, NamedText,
    PromptRequest,
};
use hitchpost_core::failure::Failure;

use crate::talk::{ERAS, TOKEN, Talk};
use crate::world::content;

fn named(name: &str, value: &str) -> NamedText {
    NamedText { name: name.into(), value: value.into() }
}

async fn get(talk: &Talk, prompt: &str, arguments: Vec<NamedText>) -> CallReport {
    let request = PromptRequest {
        call_id: CallId(uuid::Uuid::new_v4().to_string()),
        connection_id: talk.id,
        prompt: prompt.into(),
        arguments,
        timeout_s: None,
    };
    talk.app().get_prompt(request, |_| {}).await.unwrap()
}

#[tokio::test]
async fn prompts_are_listed_with_their_arguments() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let list = talk.app().prompts(talk.id, false).await.unwrap();
        let names: Vec<_> = list.prompts.iter().map(|prompt| prompt.name.as_str()).collect();
        assert_eq!(
            (names, list.rejected.len(), list.can_complete),
            (vec!["write", "plain"], 1, true),
            "{era}"
        );
        let arguments: Vec<_> = list.prompts[0]
            .arguments
            .iter()
            .map(|argument| (argument.name.as_str(), argument.required))
            .collect();
        assert_eq!(arguments, [("topic", true), ("tone", false)]);
        assert!(!format!("{list:?}").contains(TOKEN), "{list:?}");
    }
}

#[tokio::test]
async fn a_prompt_becomes_messages() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let report = get(&talk, "write", vec![named("topic", "rain"), named("tone", "calm")]).await;
        let [first, second, third] = content(&report) else { panic!("{report:?}") };
        let ContentPart::Message { role, content: said } = first else { panic!("{first:?}") };
        let ContentPart::Text { text } = &**said else { panic!("{said:?}") };
        let expected = r#"Write about "rain" in a "calm" tone, as ••••."#;
        assert_eq!((role.as_str(), text.text.as_str()), ("user", expected), "{era}");
        let is_picture = |part: &ContentPart| matches!(part, ContentPart::Message { content, .. } if matches!(**content, ContentPart::Image { .. }));
        assert!(is_picture(second), "{second:?}");
        let is_odd = |part: &ContentPart| matches!(part, ContentPart::Message { content, .. } if matches!(**content, ContentPart::Unknown { .. }));
        assert!(is_odd(third), "{third:?}");
        let kept: Vec<String> =
            talk.world.query("SELECT kind || ' ' || tool || ' ' || arguments FROM history");
        assert_eq!(kept, [r#"prompt write {"topic":"rain","tone":"calm"}"#]);
    }
}

#[tokio::test]
async fn a_prompt_without_what_it_needs_fails_with_the_servers_words() {
    let talk = Talk::start("legacy").await;
    let outcome = get(&talk, "write", Vec::new()).await.outcome;
    let CallOutcome::Failed { failure: Failure::Rpc { rpc_code, rpc_message, .. } } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((rpc_code, rpc_message.as_str()), (-32602, "topic is missing"));
}

#[tokio::test]
async fn an_argument_is_completed_with_the_others_in_mind() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let completion = |value: &str| CompletionRequest {
            reference: CompletionReference::Prompt { name: "write".into() },
            argument: "tone".into(),
            value: value.into(),
            context: vec![named("topic", "rain")],
        };
        let found = talk.app().complete(talk.id, completion("f")).await.unwrap();
        assert_eq!(found.values, ["formal about rain", "friendly about rain"], "{era}");
        assert_eq!((found.total, found.has_more), (Some(2), false));
        let echoed = talk.app().complete(talk.id, completion("as")).await.unwrap();
        assert_eq!(echoed.values, ["as ••••"]);
    }
}

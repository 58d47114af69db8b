//! Prompts and suggestions, in both eras.

use hitchpost_mcp::{
    CancellationToken, Client, Complete, ContentBlock, Error, Extras, Freshness, GetPrompt, Reference,
};
use serde_json::json;

use crate::script::{Script, connect_legacy, legacy, modern, serve};

async fn both() -> [(Script, Client); 2] {
    let answer = |seen: crate::script::Seen, modern_era: bool| async move {
        match seen.what() {
            "prompts/list" => seen.ok(json!({ "prompts": [
                { "name": "p", "arguments": [{ "name": "a", "required": true }] },
                { "name": 5 }, { "name": "q", "arguments": "none" }, { "name": "r" },
            ] })),
            "prompts/get" => seen.ok(json!({ "description": "d", "messages": [
                { "role": "user", "content": { "type": "text", "text": "t" } },
                { "role": "assistant", "content": { "type": "hologram" } }, 7,
            ] })),
            "completion/complete" if seen.body["params"]["argument"]["value"] == "slow" => {
                std::future::pending().await
            }
            "completion/complete" => seen.ok(json!({ "completion": { "values": ["a", "ab"], "total": 12 } })),
            _ if modern_era => modern(&seen),
            _ => legacy(&seen),
        }
    };
    let old = serve(move |seen| answer(seen, false)).await;
    let new = serve(move |seen| answer(seen, true)).await;
    let (first, second) = (connect_legacy(&old).await, Client::connect(new.config()).await.unwrap());
    [(old, first), (new, second)]
}

#[tokio::test]
async fn a_malformed_prompt_does_not_hide_the_good_ones() {
    for (_script, client) in both().await {
        let list = client.list_prompts(Freshness::Fresh).await.unwrap();
        let names: Vec<&str> = list.items.iter().map(|prompt| prompt.name.as_str()).collect();
        assert_eq!((names, list.rejected.len()), (vec!["p", "r"], 2));
        assert!(list.items[0].arguments[0].required);
        assert_eq!(list.rejected[1].name.as_deref(), Some("q"));
    }
}

#[tokio::test]
async fn a_prompt_is_got_message_by_message() {
    for (script, client) in both().await {
        let arguments = vec![("a".to_owned(), "x\"y".to_owned())];
        let prompt = client.get_prompt(GetPrompt::new("p", arguments)).await.unwrap();
        assert_eq!((prompt.description.as_deref(), prompt.messages.len()), (Some("d"), 3));
        assert!(matches!(prompt.messages[0].content, ContentBlock::Text { .. }));
        assert!(matches!(prompt.messages[1].content, ContentBlock::Unknown { .. }));
        assert!(matches!(prompt.messages[2].content, ContentBlock::Unknown { .. }));
        let asked = script.until("prompts/get").await;
        assert_eq!(asked.body["params"]["arguments"], json!({ "a": "x\"y" }));
        client.get_prompt(GetPrompt::new("p", Vec::new())).await.unwrap();
        assert!(script.seen().last().unwrap().body["params"]["arguments"].is_null());
    }
}

fn complete(value: &str, extras: Extras) -> Complete {
    Complete {
        reference: Reference::Resource { uri_template: "u:{id}".into() },
        argument: ("id".into(), value.into()),
        context: vec![("other".into(), "1".into())],
        extras,
    }
}

#[tokio::test]
async fn suggestions_are_asked_for_with_what_is_filled_in_already() {
    for (script, client) in both().await {
        let suggested = client.complete(complete("a", Extras::default())).await.unwrap();
        assert_eq!(
            (suggested.values, suggested.total, suggested.has_more),
            (vec!["a".into(), "ab".into()], Some(12), false)
        );
        let params = &script.until("completion/complete").await.body["params"];
        assert_eq!(params["ref"], json!({ "type": "ref/resource", "uri": "u:{id}" }));
        assert_eq!(params["argument"], json!({ "name": "id", "value": "a" }));
        assert_eq!(params["context"], json!({ "arguments": { "other": "1" } }));
    }
}

#[tokio::test]
async fn whoever_no_longer_wants_suggestions_does_not_wait_for_them() {
    for (script, client) in both().await {
        let cancel = CancellationToken::new();
        let asked = complete("slow", Extras { cancel: cancel.clone(), ..Extras::default() });
        let asking = tokio::spawn(async move { client.complete(asked).await });
        script.until("completion/complete").await;
        cancel.cancel();
        assert_eq!(asking.await.unwrap().unwrap_err(), Error::Cancelled);
    }
}

//! Programs that write what they should not: it costs what it is, and the conversation goes on.

use std::sync::{Arc, Mutex};

use hitchpost_mcp::{Client, ClientConfig, Error, Tap, TapKind};
use serde_json::json;

use crate::world::{World, said, within};

/// A tap that keeps the lines that were no messages, and the notes.
fn noise() -> (Tap, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    let tap = Tap::new(move |event| {
        let text = match event.kind {
            TapKind::Noise(line) => format!("noise {}", String::from_utf8_lossy(&line)),
            TapKind::Lifecycle(note) => format!("note {note}"),
            _ => return,
        };
        listener.lock().unwrap().push(text);
    });
    (tap, heard)
}

#[tokio::test]
async fn whatever_stands_between_messages_is_shown_and_skipped() {
    for (mode, lines) in [
        (
            "banner",
            &["noise Welcome to the fixture!", r#"noise {"level":"info","msg":"ready"}"#, "noise [1, 2]"][..],
        ),
        ("bom", &[]),
        ("binary", &["noise \u{fffd}\u{fffd}\0\u{1}", "noise \0\0\0"]),
        ("mixed", &[r#"noise {"jsonrpc":"2.0","method":{"jsonrpc":"2.0","id":1,"result":{}}"#]),
        ("long-line 200000000", &["note a line of 200000000 bytes was ignored: more than 1048576"]),
        ("stderr 3000000", &[]),
    ] {
        let (world, (tap, heard)) = (World::new(mode), noise());
        let mut config = ClientConfig { tap, ..world.config() };
        config.limits.frame = 1 << 20;
        let client = within(Client::connect(config)).await.unwrap();
        assert_eq!(said(&client, "echo", &json!({ "a": 1 })).await.unwrap(), r#"{"a":1}"#, "{mode}");
        within(client.close()).await;
        world.until_gone().await;
        let heard = heard.lock().unwrap().clone();
        for line in lines {
            assert!(heard.iter().any(|text| text == line), "{mode}: {line} is not in {heard:#?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_too_long_costs_that_answer() {
    let world = World::new("legacy");
    let mut config = world.config();
    config.limits.frame = 1 << 20;
    let client = within(Client::connect(config)).await.unwrap();
    let error = said(&client, "big", &json!({ "bytes": 5 << 20 })).await.unwrap_err();
    assert_eq!(error, Error::TooLarge { limit: 1 << 20 });
    assert_eq!(said(&client, "big", &json!({ "bytes": 100_000 })).await.unwrap().len(), 100_000);
    within(client.close()).await;
}

#[tokio::test]
async fn words_in_the_middle_of_a_call_and_answers_in_an_array_are_no_trouble() {
    let (world, (tap, heard)) = (World::new("legacy"), noise());
    let client = within(Client::connect(ClientConfig { tap, ..world.config() })).await.unwrap();
    assert_eq!(said(&client, "noise", &json!({})).await.unwrap(), "quiet again");
    assert_eq!(said(&client, "batch", &json!({})).await.unwrap(), "batched");
    within(client.close()).await;
    let heard = heard.lock().unwrap().clone();
    assert!(heard.contains(&"noise processing your request".to_owned()), "{heard:?}");
    assert!(heard.iter().any(|text| text.starts_with("note an element of a batch was ignored")), "{heard:?}");
}

#[tokio::test]
async fn what_goes_to_standard_error_is_kept_to_a_mebibyte() {
    let world = World::new("stderr 3000000");
    let client = world.connect_legacy().await;
    let kept = client.stderr();
    // What keeping a line takes counts too.
    assert!(kept.len() > 750_000 && kept.len() <= 1 << 20, "{}", kept.len());
    assert!(kept.ends_with("eeee"));
    within(client.close()).await;
}

//! What servers ask the person: shown, answered, declined, taken back, and refused where it breaks the rules.

use std::sync::{Arc, Mutex};

use hitchpost_core::ask::{AskAnswer, AskKind};
use hitchpost_core::call::{CallEvent, CallOutcome, ContentPart};
use hitchpost_core::connection::AsksRequest;
use hitchpost_core::failure::{Failure, InputEnd};
use serde_json::json;
use tokio::task::JoinSet;

use crate::talk::{ERAS, TOKEN, Talk, heard, read, submit};
use crate::world::{World, call, content, text};

#[tokio::test]
async fn a_form_is_shown_checked_and_sent() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let (call, running) = talk.asking("form");
        let ask = talk.question().await;
        assert_eq!((ask.connection_id, ask.calls.as_slice()), (talk.id, &[call][..]), "{era}");
        let AskKind::Form { message, schema } = &ask.kind else { panic!("{ask:?}") };
        assert!(message == "Who are you?" && schema.contains("colour"), "{ask:?}");
        for (content, reason) in [
            ("{}", "`name` has to be filled in"),
            (r#"{"name":"A","mail":"nobody"}"#, "`mail`: this has to be an email address"),
            ("nonsense", "expected"),
        ] {
            let refused = talk.app().answer_ask(&ask.id, submit(content)).unwrap_err();
            let Failure::InvalidArguments { reason: said, .. } = refused else { panic!("{refused}") };
            assert!(said.contains(reason), "{said}");
        }
        assert_eq!(talk.app().asks().len(), 1);
        talk.answer(&ask, submit(r#"{"name":"Ä","age":7,"colour":"r"}"#));
        let answer = json!({ "action": "accept", "content": { "name": "Ä", "age": 7, "colour": "r" } });
        assert_eq!(heard(running).await, answer, "{era}");
        talk.quiet().await;
        assert!(matches!(talk.app().answer_ask(&ask.id, AskAnswer::Decline), Err(Failure::NotFound { .. })));
    }
}

#[tokio::test]
async fn a_call_hears_of_its_question() {
    let talk = Talk::start("legacy").await;
    let events = Arc::new(Mutex::new(Vec::new()));
    let (app, listener) = (talk.app().clone(), Arc::clone(&events));
    let request = call(talk.id, "ask", "{}");
    let running = tokio::spawn(async move {
        app.call_tool(request, move |event| listener.lock().unwrap().push(event)).await.unwrap()
    });
    let ask = talk.question().await;
    talk.answer(&ask, submit(r#"{"name":"A"}"#));
    running.await.unwrap();
    assert!(events.lock().unwrap().contains(&CallEvent::Asked { ask: ask.id }), "{events:?}");
}

#[tokio::test]
async fn no_is_an_answer() {
    let talk = Talk::start("legacy").await;
    for (answer, action) in [(AskAnswer::Decline, "decline"), (AskAnswer::Cancel, "cancel")] {
        let (_, running) = talk.asking("form");
        talk.answer(&talk.question().await, answer);
        assert_eq!(heard(running).await, json!({ "action": action }));
    }
}

#[tokio::test]
async fn a_page_is_shown_with_its_host_and_opened_by_whoever_hosts_the_core() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let (_, running) = talk.asking("url");
        let ask = talk.question().await;
        let AskKind::Url { url, host, unicode_host, opened, .. } = &ask.kind else { panic!("{ask:?}") };
        assert_eq!(
            (url.as_str(), host.as_str()),
            ("https://xn--pple-43d.com/start?for=talk", "xn--pple-43d.com")
        );
        assert_eq!((unicode_host.as_deref(), *opened), (Some("\u{430}pple.com"), false));
        assert_eq!(talk.app().ask_url(&ask.id).unwrap().as_str(), url);
        talk.answer(&ask, AskAnswer::Opened);
        assert_eq!(heard(running).await, json!({ "action": "accept" }), "{era}");
        // The call is over, and with it what it was opened for.
        talk.quiet().await;
    }
}

#[tokio::test]
async fn an_opened_page_waits_until_the_server_says_it_is_done() {
    let talk = Talk::start("legacy").await;
    // Keeps the question's call alive.
    let (forever, running) = talk.calling("ask_forever", "{}");
    let form = talk.question().await;
    let (_, page) = talk.asking("url");
    let asks = talk.questions(|asks| asks.len() == 2).await;
    let url = asks.iter().find(|ask| ask.id != form.id).unwrap().clone();
    assert!(url.calls.contains(&forever) || url.calls.len() == 1, "{url:?}");
    talk.answer(&url, AskAnswer::Opened);
    heard(page).await;
    talk.world.call(talk.id, "finish", r#"{"id":"e-1"}"#).await;
    talk.questions(|asks| asks.iter().all(|ask| ask.id != url.id)).await;
    talk.app().cancel_call(&forever);
    running.await.unwrap();
    talk.quiet().await;
}

#[tokio::test]
async fn a_gate_opens_once_the_person_has_been_to_the_page() {
    let talk = Talk::start("legacy").await;
    let (_, running) = talk.calling("gate", "{}");
    let ask = talk.question().await;
    assert!(matches!(ask.kind, AskKind::Url { .. }), "{ask:?}");
    talk.answer(&ask, AskAnswer::Opened);
    assert_eq!(text(&running.await.unwrap()), "open");
}

#[tokio::test]
async fn the_person_answers_in_place_of_a_model() {
    for era in ERAS {
        let talk = Talk::allowing(era, Talk::everything()).await;
        let (_, running) = talk.asking("sampling");
        let ask = talk.question().await;
        let AskKind::Sampling { messages, system_prompt, max_tokens, json } = &ask.kind else {
            panic!("{ask:?}")
        };
        let [ContentPart::Text { text }] = messages[0].content.as_slice() else { panic!("{messages:?}") };
        assert_eq!(
            (text.text.as_str(), system_prompt.as_deref(), *max_tokens),
            ("Who is ••••?", Some("Be brief."), Some(100))
        );
        assert!(!json.contains(TOKEN), "{json}");
        talk.answer(&ask, AskAnswer::Write { text: "Somebody.".into() });
        let said = heard(running).await;
        assert_eq!(
            (&said["role"], &said["content"]["text"]),
            (&json!("assistant"), &json!("Somebody.")),
            "{era}"
        );
    }
    let talk = Talk::allowing("legacy", Talk::everything()).await;
    let (_, running) = talk.asking("sampling");
    talk.answer(&talk.question().await, AskAnswer::Decline);
    assert_eq!(heard(running).await["code"], -1);
}

#[tokio::test]
async fn folders_are_told_without_asking() {
    for era in ERAS {
        let talk = Talk::allowing(era, Talk::everything()).await;
        let (_, running) = talk.asking("roots");
        assert_eq!(heard(running).await["roots"][0]["uri"], "file:///home/me/project", "{era}");
    }
}

#[tokio::test]
async fn what_was_not_allowed_is_not_asked() {
    let nothing = AsksRequest { elicitation: false, sampling: false, roots: Vec::new() };
    let talk = Talk::allowing("legacy", nothing).await;
    for what in ["form", "sampling", "roots"] {
        let (_, running) = talk.asking(what);
        assert_eq!(heard(running).await["code"], -32601, "{what}");
    }
    let talk = Talk::start("legacy").await;
    for what in ["sampling", "roots", "unknown"] {
        let (_, running) = talk.asking(what);
        assert_eq!(heard(running).await["code"], -32601, "{what}");
    }
}

#[tokio::test]
async fn a_question_that_breaks_the_rules_is_answered_without_the_person() {
    let talk = Talk::start("legacy").await;
    for what in ["javascript", "file", "userinfo", "nonsense", "fields"] {
        let (_, running) = talk.asking(what);
        let said = heard(running).await;
        assert_eq!(said["code"], -32602, "{what}: {said}");
    }
    assert!(talk.app().asks().is_empty());
    let modern = Talk::start("modern").await;
    let (_, running) = modern.asking("javascript");
    let outcome = running.await.unwrap().outcome;
    assert!(matches!(outcome, CallOutcome::Failed { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_question_repeats_no_secret() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let (_, running) = talk.asking("secret");
        let ask = talk.question().await;
        assert!(!format!("{ask:?}").contains(TOKEN), "{ask:?}");
        talk.answer(&ask, submit(r#"{"yes":true}"#));
        assert_eq!(heard(running).await["action"], "accept");
    }
}

#[tokio::test]
async fn a_server_that_never_has_enough_is_stopped() {
    let talk = Talk::start("modern").await;
    let (_, running) = talk.calling("ask_forever", "{}");
    let answering = async {
        loop {
            let ask = talk.question().await;
            talk.answer(&ask, submit(r#"{"name":"A"}"#));
            talk.questions(|asks| asks.iter().all(|other| other.id != ask.id)).await;
        }
    };
    let report = tokio::select! { report = running => report.unwrap(), () = answering => unreachable!() };
    let CallOutcome::Failed { failure: Failure::InputRequired { why, .. } } = report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert_eq!(why, InputEnd::TooManyRounds);

    let (_, running) = talk.calling("ask_forever", "{}");
    let declining = async {
        loop {
            let ask = talk.question().await;
            talk.answer(&ask, AskAnswer::Decline);
            talk.questions(|asks| asks.iter().all(|other| other.id != ask.id)).await;
        }
    };
    let report = tokio::select! { report = running => report.unwrap(), () = declining => unreachable!() };
    let CallOutcome::Failed { failure: Failure::InputRequired { why, .. } } = report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert_eq!(why, InputEnd::Declined);
}

#[tokio::test]
async fn a_question_goes_with_its_call_and_with_its_session() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let (call, running) = talk.asking("form");
        talk.question().await;
        talk.app().cancel_call(&call);
        assert_eq!(running.await.unwrap().outcome, CallOutcome::Cancelled, "{era}");
        talk.quiet().await;

        let (_, running) = talk.asking("form");
        talk.question().await;
        talk.app().disconnect(talk.id).await.unwrap();
        assert!(!matches!(running.await.unwrap().outcome, CallOutcome::Completed { .. }), "{era}");
        talk.quiet().await;
    }
}

#[tokio::test]
async fn only_so_many_questions_wait() {
    let talk = Talk::start("legacy").await;
    let mut running = JoinSet::new();
    for _ in 0..11 {
        let (_, call) = talk.asking("form");
        running.spawn(heard(call));
    }
    // One of them is told that there are enough already; the others wait.
    assert_eq!(running.join_next().await.unwrap().unwrap()["code"], -32000);
    let asks = talk.questions(|asks| asks.len() == 10).await;
    for ask in &asks {
        talk.answer(ask, AskAnswer::Decline);
    }
    let declined = running.join_all().await;
    assert!(declined.iter().all(|said| said["action"] == "decline"), "{declined:?}");
}

#[tokio::test]
async fn reading_can_ask_too() {
    for era in ERAS {
        let talk = Talk::start(era).await;
        let (app, request) = (talk.app().clone(), read(talk.id, "talk://asks"));
        let running = tokio::spawn(async move { app.read_resource(request, |_| {}).await.unwrap() });
        talk.answer(&talk.question().await, submit(r#"{"name":"A"}"#));
        let report = running.await.unwrap();
        let [ContentPart::Resource { text, .. }] = content(&report) else { panic!("{report:?}") };
        assert!(text.text.contains("accept"), "{era}: {}", text.text);
    }
}

#[tokio::test]
async fn where_nobody_looks_everything_is_declined() {
    let world = World::start().await;
    let fixture =
        hitchpost_testkit::fixture::Fixture::start(hitchpost_testkit::fixture::Mode::Talk).await.unwrap();
    let url = fixture.at("/talk?as=legacy");
    let id = world.app.add_connection(crate::world::request(&url)).await.unwrap().id;
    let report = world.call(id, "ask", "{}").await;
    assert_eq!(text(&report), r#"{"action":"decline"}"#);
}

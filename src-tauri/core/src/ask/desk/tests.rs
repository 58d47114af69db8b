use std::future::Future;
use std::pin::Pin;

use tokio::sync::broadcast::error::TryRecvError;

use super::super::page;
use super::*;

type Asking = Pin<Box<dyn Future<Output = Option<Decision>> + Send>>;

const CONNECTION: ConnectionId = ConnectionId(uuid::Uuid::nil());

fn desk() -> (Desk, broadcast::Receiver<AppEvent>) {
    let (events, heard) = broadcast::channel(64);
    (Desk::new(events), heard)
}

/// Sends the person to a page; it waits from the first poll on.
fn asking(desk: &Desk) -> (AskId, Asking) {
    let page = page::read("https://example.com/start").unwrap();
    let kind = AskKind::Url {
        message: String::new(),
        url: page.url.to_string(),
        host: page.host.clone(),
        unicode_host: None,
        opened: false,
    };
    let view = AskView::new((CONNECTION, "c"), Vec::new(), kind);
    let (id, desk) = (view.id.clone(), desk.clone());
    let question = Question::Page { page, id: Some("e-1".to_owned()) };
    (id, Box::pin(async move { desk.ask(1, view, question).await }))
}

async fn is_waiting(asking: &mut Asking) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(asking.as_mut().poll(context).is_pending())).await
}

#[tokio::test]
async fn a_server_does_not_say_yes_for_the_person() {
    let (desk, _heard) = desk();
    let (id, mut asking) = asking(&desk);
    assert!(is_waiting(&mut asking).await);
    desk.completed(CONNECTION, "e-1");
    assert!(is_waiting(&mut asking).await, "nobody has decided yet");
    assert_eq!(desk.list().len(), 1);

    desk.answer(&id, AskAnswer::Opened).unwrap();
    assert_eq!(asking.await, Some(Decision::Accept(None)));
    assert_eq!(desk.list().len(), 1, "the page is open");
    desk.completed(CONNECTION, "e-1");
    assert!(desk.list().is_empty());
}

#[tokio::test(start_paused = true)]
async fn many_changes_are_told_together_and_the_last_one_too() {
    let (desk, mut heard) = desk();
    let begin = Instant::now();
    let mut waiting = Vec::new();
    for _ in 0..5 {
        let (_, mut asking) = asking(&desk);
        assert!(is_waiting(&mut asking).await);
        waiting.push(asking);
    }
    assert_eq!(heard.try_recv(), Ok(AppEvent::AsksChanged), "the first one at once");
    assert_eq!(heard.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(heard.recv().await, Ok(AppEvent::AsksChanged));
    assert!(begin.elapsed() >= TELL);
    drop(waiting);
    assert_eq!(heard.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(heard.recv().await, Ok(AppEvent::AsksChanged));
    assert!(begin.elapsed() >= 2 * TELL && desk.list().is_empty());
    assert_eq!(heard.try_recv(), Err(TryRecvError::Empty));
}

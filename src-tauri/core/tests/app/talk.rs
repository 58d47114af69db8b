//! A connected server that offers more than tools, and what it takes to talk with it.

use std::time::Duration;

use hitchpost_core::App;
use hitchpost_core::ask::{AskAnswer, AskView};
use hitchpost_core::call::{CallEvent, CallId, CallReport, ReadRequest};
use hitchpost_core::connection::{AsksRequest, ConnectionId, RootRequest};
use hitchpost_core::event::AppEvent;
use hitchpost_testkit::fixture::{Fixture, Mode};
use tokio::task::JoinHandle;

use crate::world::{World, call, next, request, set, text, token};

/// What the server hears of us, and repeats wherever it can.
pub const TOKEN: &str = "tlk-7c1e55d0a9b2";

/// The eras, as the fixture calls them.
pub const ERAS: [&str; 2] = ["legacy", "modern"];

pub struct Talk {
    pub world: World,
    pub id: ConnectionId,
    pub fixture: Fixture,
}

impl Talk {
    /// As a window has it: the session is listened to, and somebody looks at what is asked.
    pub async fn start(variant: &str) -> Self {
        Self::allowing(variant, AsksRequest::default()).await
    }

    pub async fn allowing(variant: &str, asks: AsksRequest) -> Self {
        let (world, fixture) = (World::start().await, Fixture::start(Mode::Talk).await.unwrap());
        world.app.restore_sessions().await.unwrap();
        world.app.attend_asks();
        let mut wanted = request(&fixture.at(&format!("/talk?as={variant}")));
        (wanted.auth, wanted.asks) = (token(set(TOKEN)), asks);
        let id = world.app.add_connection(wanted).await.unwrap().id;
        let view = world.app.connect(id).await.unwrap();
        assert_eq!(crate::world::tools(&view), Some(9), "{:?}", view.status);
        Self { world, id, fixture }
    }

    /// Whoever asks for everything.
    pub fn everything() -> AsksRequest {
        let root = RootRequest { uri: "file:///home/me/project".into(), name: "Project".into() };
        AsksRequest { elicitation: true, sampling: true, roots: vec![root] }
    }

    pub fn app(&self) -> &App {
        &self.world.app
    }

    /// Has the server ask, without waiting for the end of it.
    pub fn asking(&self, what: &str) -> (CallId, JoinHandle<CallReport>) {
        self.calling("ask", &format!(r#"{{"what":"{what}"}}"#))
    }

    pub fn calling(&self, tool: &str, arguments: &str) -> (CallId, JoinHandle<CallReport>) {
        let request = call(self.id, tool, arguments);
        let (id, app) = (request.call_id.clone(), self.app().clone());
        (id, tokio::spawn(async move { app.call_tool(request, |_| {}).await.unwrap() }))
    }

    /// The one question that waits, once it does.
    pub async fn question(&self) -> AskView {
        self.questions(|asks| asks.len() == 1).await.remove(0)
    }

    pub async fn questions(&self, wanted: impl Fn(&[AskView]) -> bool) -> Vec<AskView> {
        let mut events = self.app().events();
        loop {
            let asks = self.app().asks();
            if wanted(&asks) {
                return asks;
            }
            next(&mut events, |event| (event == AppEvent::AsksChanged).then_some(())).await;
        }
    }

    /// Until nothing is asked any more.
    pub async fn quiet(&self) {
        self.questions(<[AskView]>::is_empty).await;
    }

    pub fn answer(&self, ask: &AskView, answer: AskAnswer) {
        self.app().answer_ask(&ask.id, answer).unwrap();
    }

    pub async fn read(&self, uri: &str) -> CallReport {
        self.app().read_resource(read(self.id, uri), |_: CallEvent| {}).await.unwrap()
    }
}

pub fn read(connection_id: ConnectionId, uri: &str) -> ReadRequest {
    let call_id = CallId(uuid::Uuid::new_v4().to_string());
    ReadRequest { call_id, connection_id, uri: uri.to_owned(), timeout_s: None }
}

pub fn submit(content: &str) -> AskAnswer {
    AskAnswer::Submit { content: content.to_owned() }
}

/// What the server heard, as its tool says.
pub async fn heard(running: JoinHandle<CallReport>) -> serde_json::Value {
    let report = tokio::time::timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
    serde_json::from_str(text(&report)).unwrap()
}

//! A world in a line: an application on a directory of its own, and requests to fill it with.

use std::path::Path;
use std::sync::{Arc, Mutex};

use hitchpost_core::call::{
    CallEvent, CallId, CallOutcome, CallReport, CallRequest, ContentPart, TaskChoice,
};
use hitchpost_core::connection::{
    AsksRequest, AuthRequest, ConnectionId, ConnectionRequest, ConnectionView, EraChoice, SecretInput,
    TargetRequest,
};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::Failure;
use hitchpost_core::secret::SecretText;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::{App, AppConfig};
use hitchpost_testkit::fixture::{Fixture, Mode};
use tokio::sync::broadcast;

/// An application and its directory.
pub struct World {
    pub app: App,
    pub dir: Arc<tempfile::TempDir>,
}

impl World {
    pub async fn start() -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let app = App::open(config(dir.path())).await.unwrap();
        Self { app, dir }
    }

    /// Quits and starts again on the same directory.
    pub async fn restart(self) -> Self {
        self.app.close().await;
        drop(self.app);
        self.dir.path().join("app.db").metadata().unwrap();
        let app = App::open(config(self.dir.path())).await.unwrap();
        Self { app, dir: self.dir }
    }

    /// A second application on the same directory, as another process would be.
    pub async fn twin(&self) -> Self {
        let app = App::open(config(self.dir.path())).await.unwrap();
        Self { app, dir: Arc::clone(&self.dir) }
    }

    /// A server of this behaviour, and a connection to it that is connected, or failed to be.
    pub async fn with(mode: Mode) -> (Self, Fixture, ConnectionView) {
        let world = Self::start().await;
        let fixture = Fixture::start(mode).await.unwrap();
        let added = world.app.add_connection(request(&fixture.url())).await.unwrap();
        let view = world.app.connect(added.id).await.unwrap();
        (world, fixture, view)
    }

    pub async fn call(&self, id: ConnectionId, tool: &str, arguments: &str) -> CallReport {
        self.app.call_tool(call(id, tool, arguments), |_| {}).await.unwrap()
    }

    /// Calls and collects what is said meanwhile.
    pub async fn call_and_listen(&self, request: CallRequest) -> (CallReport, Vec<CallEvent>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listener = Arc::clone(&heard);
        let report = self.app.call_tool(request, move |event| listener.lock().unwrap().push(event)).await;
        let heard = heard.lock().unwrap().clone();
        (report.unwrap(), heard)
    }

    /// Reads the database the way another program would.
    pub fn query<T: rusqlite::types::FromSql>(&self, sql: &str) -> Vec<T> {
        let db = rusqlite::Connection::open(self.dir.path().join("app.db")).unwrap();
        let mut statement = db.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

pub fn config(dir: &Path) -> AppConfig {
    AppConfig { downloads_dir: dir.join("downloads"), ..AppConfig::for_data_dir(dir) }
}

/// A request without a name or authentication.
pub fn request(url: &impl ToString) -> ConnectionRequest {
    ConnectionRequest {
        target: TargetRequest::url(url.to_string()),
        name: String::new(),
        auth: AuthRequest::None,
        era: EraChoice::Auto,
        connect_timeout_s: 5,
        request_timeout_s: 20,
        allow_plain_http: false,
        asks: AsksRequest::default(),
    }
}

pub fn set(secret: &str) -> SecretInput {
    SecretInput::Set { value: SecretText::new(secret) }
}

pub fn token(input: SecretInput) -> AuthRequest {
    AuthRequest::Token { header: "Authorization".into(), prefix: "Bearer".into(), token: input }
}

pub fn call(connection_id: ConnectionId, tool: &str, arguments: &str) -> CallRequest {
    CallRequest {
        call_id: CallId(uuid::Uuid::new_v4().to_string()),
        connection_id,
        tool: tool.to_owned(),
        arguments: arguments.to_owned(),
        timeout_s: None,
        task: TaskChoice::Automatic,
    }
}

/// Waits for an event for which `wanted` has an answer.
pub async fn next<T>(
    events: &mut broadcast::Receiver<AppEvent>,
    wanted: impl Fn(AppEvent) -> Option<T>,
) -> T {
    let found = async {
        loop {
            if let Some(found) = wanted(events.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), found).await.expect("no such event in 20 s")
}

pub fn content(report: &CallReport) -> &[ContentPart] {
    match &report.outcome {
        CallOutcome::Completed { content, .. } => content,
        other => panic!("not completed: {other:?}"),
    }
}

pub fn text(report: &CallReport) -> &str {
    match content(report) {
        [ContentPart::Text { text }] => &text.text,
        other => panic!("not one text: {other:?}"),
    }
}

pub fn tools(view: &ConnectionView) -> Option<u32> {
    match &view.status {
        SessionStatus::Connected { tools, .. } => *tools,
        other => panic!("not connected: {other:?}"),
    }
}

/// The failure a status shows, whatever its kind.
pub fn failure(view: &ConnectionView) -> &Failure {
    match &view.status {
        SessionStatus::Error { failure, .. } | SessionStatus::NeedsSignIn { failure } => failure,
        other => panic!("no failure: {other:?}"),
    }
}

/// Every file below a directory that contains the text.
pub fn files_with(dir: &Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path);
        }
    }
    found
}

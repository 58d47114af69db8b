//! A process of its own, for tests that need a second one or want to kill one. It opens a data directory and does as it
//! is told on its input, one JSON line for each order, and answers each with one.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test's other half: it answers on its output

use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::Arc;

use hitchpost_core::config::StepHook;
use hitchpost_core::connection::ConnectionId;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_core::{App, AppConfig};
use serde::{Deserialize, Serialize};

/// How the process starts, from its only argument.
#[derive(Deserialize)]
struct Start {
    data_dir: PathBuf,
    /// Kill itself when it has come to this step.
    kill_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// So many tasks ask at once for a token, other than that of the generation the server refused.
    Ask { connection: ConnectionId, refused: Option<i64>, tasks: usize },
    /// Begin to sign in.
    SignIn { connection: ConnectionId },
    /// The browser has come back.
    Complete { callback: String },
}

#[derive(Default, Serialize)]
struct Answer {
    /// Different ones that the tasks got, with their generations.
    tokens: BTreeSet<(i64, String)>,
    /// The page to open.
    url: Option<String>,
    /// What went wrong.
    failures: BTreeSet<String>,
}

#[tokio::main]
async fn main() {
    let start: Start = serde_json::from_str(&std::env::args().nth(1).unwrap()).unwrap();
    let app = App::open(config(start)).await.unwrap();
    let (orders, mut waiting) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let _ = orders.send(serde_json::from_str::<Order>(&line.unwrap()).unwrap());
        }
    });
    while let Some(order) = waiting.recv().await {
        let answer = obey(&app, order).await;
        println!("{}", serde_json::to_string(&answer).unwrap());
    }
}

fn config(start: Start) -> AppConfig {
    let kill_at = start.kill_at.map(|fatal| -> StepHook {
        Arc::new(move |step| {
            if step == fatal {
                die();
            }
        })
    });
    AppConfig { step_hook: kill_at, ..AppConfig::for_data_dir(&start.data_dir) }
}

/// As a power cut would: nothing is cleaned up.
fn die() {
    #[cfg(unix)]
    nix::sys::signal::raise(nix::sys::signal::Signal::SIGKILL).unwrap();
    std::process::abort();
}

async fn obey(app: &App, order: Order) -> Answer {
    let mut answer = Answer::default();
    match order {
        Order::Ask { connection, refused, tasks } => {
            let mut asking = tokio::task::JoinSet::new();
            for _ in 0..tasks {
                let app = app.clone();
                asking.spawn(async move { app.authorization(connection, refused).await });
            }
            for token in asking.join_all().await {
                match token {
                    Ok(token) => answer.tokens.insert((token.generation, token.value.expose().to_owned())),
                    Err(failure) => answer.failures.insert(text(&failure)),
                };
            }
        }
        Order::SignIn { connection } => match app.start_sign_in(connection, SignInRequest::default()).await {
            Ok(started) => {
                answer.url = Some(app.sign_in_url(started.sign_in.id).await.unwrap().to_string());
            }
            Err(failure) => {
                answer.failures.insert(text(&failure));
            }
        },
        Order::Complete { callback } => {
            if let Err(failure) = app.complete_sign_in(&callback).await {
                answer.failures.insert(text(&failure));
            }
        }
    }
    answer
}

fn text(failure: &hitchpost_core::failure::Failure) -> String {
    serde_json::to_string(failure).unwrap()
}

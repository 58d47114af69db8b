//! What a server may ask, as typed: `hitchpost add --sampling --root …`.

use clap::Args;
use hitchpost_core::connection::{AsksRequest, RootRequest};

/// Questions are let through, and nothing else, unless it is said here.
#[derive(Args)]
#[command(next_help_heading = "What the server may ask")]
pub struct Asks {
    /// Let it ask for texts that a model would write; you write them
    #[arg(long)]
    pub sampling: bool,
    /// Do not let it ask questions
    #[arg(long)]
    pub no_questions: bool,
    /// Tell it of this folder; may be repeated
    #[arg(long = "root", value_name = "DIR")]
    pub roots: Vec<String>,
}

impl Asks {
    /// As the core takes it.
    pub fn request(&self) -> AsksRequest {
        let root = |typed: &String| RootRequest { uri: absolute(typed), name: String::new() };
        AsksRequest {
            elicitation: !self.no_questions,
            sampling: self.sampling,
            roots: self.roots.iter().map(root).collect(),
        }
    }
}

/// As seen from here, unless it is an address.
fn absolute(typed: &str) -> String {
    if typed.contains("://") || typed.starts_with('~') {
        return typed.to_owned();
    }
    std::path::absolute(typed).map_or_else(|_| typed.to_owned(), |path| path.display().to_string())
}

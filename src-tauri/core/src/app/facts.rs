//! What was found out on the way to a server, in words, step by step.

use std::time::SystemTime;

use hitchpost_net::Inspection;
use time::OffsetDateTime;

use super::App;
use crate::connection::{Connection, Millis, ServerView, StepKind, Transport};
use crate::session::{Endpoint, Place};

/// Facts about the steps.
#[derive(Default)]
pub(super) struct Facts(Vec<(StepKind, String)>);

/// How much a server offers.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub tools: u32,
    pub rejected: u32,
    pub prompts: u32,
    pub resources: u32,
}

impl Facts {
    /// The facts about one step.
    pub fn take(&mut self, step: StepKind) -> Vec<String> {
        let (these, others) = std::mem::take(&mut self.0).into_iter().partition(|(kind, _)| *kind == step);
        self.0 = others;
        Vec::into_iter(these).map(|(_, fact)| fact).collect()
    }

    fn add(&mut self, step: StepKind, fact: impl Into<String>) {
        self.0.push((step, fact.into()));
    }

    /// Who we say we are.
    pub fn of_account(&mut self, known_as: Option<String>, endpoint: &Endpoint) {
        let secrets = match &endpoint.place {
            Place::Program { command, .. } => command.secrets.len(),
            Place::Url { .. } => 0,
        };
        let fact = match (known_as, &endpoint.credential) {
            (Some(account), _) => account,
            (None, Some(credential)) => credential.clone(),
            (None, None) if secrets == 1 => "one secret variable, from the keychain".to_owned(),
            (None, None) if secrets > 1 => format!("{secrets} secret variables, from the keychain"),
            (None, None) => "no credential".to_owned(),
        };
        self.add(StepKind::Authorization, fact);
    }

    /// The way there, as far as somebody looked at it.
    pub fn of_way(&mut self, endpoint: &Endpoint, way: Option<&Inspection>) {
        if let Place::Program { command, .. } = &endpoint.place {
            self.add(StepKind::Address, command.program.display().to_string());
            if let Some(directory) = &command.directory {
                self.add(StepKind::Address, format!("in {}", directory.display()));
            }
            let started = if command.per_call { "a process for every request" } else { "process started" };
            self.add(StepKind::Network, started);
        }
        let Some(way) = way else { return };
        for address in &way.addresses {
            self.add(StepKind::Address, address.to_string());
        }
        if let Some(proxy) = &way.through_proxy {
            self.add(StepKind::Network, format!("through the proxy {proxy}"));
        }
        if let Some(tls) = &way.tls {
            let clean = |text: &str| endpoint.redactor.clean(text).into_owned();
            let issuer = clean(&tls.issuer);
            self.add(
                StepKind::Tls,
                format!("{}, issued by {issuer}, until {}", tls.version, day(tls.not_after)),
            );
            if !tls.trusted {
                self.add(StepKind::Tls, "not trusted by this computer");
            }
            if endpoint.is_insecure() {
                self.add(StepKind::Tls, "the certificate is not checked");
            }
        }
    }

    /// Who answered.
    pub fn of_server(&mut self, server: &ServerView) {
        let transport = match server.transport {
            Transport::StreamableHttp => "Streamable HTTP",
            Transport::HttpSse => "HTTP+SSE",
            Transport::Stdio => "stdio",
        };
        self.add(StepKind::Handshake, format!("MCP {} over {transport}", server.protocol));
        let version = server.version.as_deref().unwrap_or_default();
        self.add(StepKind::Handshake, format!("{} {version}", server.name).trim().to_owned());
    }

    /// What it offers.
    pub fn of_lists(&mut self, counts: Counts) {
        let Counts { tools, rejected, prompts, resources } = counts;
        let further = [counted(prompts, "prompt"), counted(resources, "resource")];
        let tools = counted(tools, "tool").unwrap_or_else(|| "lists no tools".to_owned());
        let parts = std::iter::once(tools).chain(further.into_iter().flatten());
        self.add(StepKind::Capabilities, parts.collect::<Vec<_>>().join(", "));
        if let Some(rejected) = counted(rejected, "tool") {
            self.add(StepKind::Capabilities, format!("{rejected} left out as malformed"));
        }
    }
}

impl App {
    /// Which account an attempt goes with, in words.
    pub(super) async fn known_as(&self, connection: &Connection, endpoint: &Endpoint) -> Option<String> {
        let used = endpoint.account()?;
        let accounts = self.accounts().await.ok()?.of(connection);
        let account = accounts.into_iter().find(|account| account.id == used)?;
        let until = match (account.expires_at, account.refreshable) {
            (Some(_), true) => ", renewed by itself".to_owned(),
            (Some(at), false) => format!(", until {}", day_of(at)),
            (None, _) => String::new(),
        };
        Some(format!("signed in as {}{until}", account.label))
    }
}

fn counted(count: u32, what: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{count} {what}s")),
    }
}

fn day_of(at: Millis) -> String {
    let since = std::time::Duration::from_millis(u64::try_from(at).unwrap_or(0));
    day(SystemTime::UNIX_EPOCH + since)
}

/// Such as `3 Nov 2027`, in UTC.
fn day(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let month = at.month().to_string();
    format!("{} {} {}", at.day(), month.get(..3).unwrap_or(&month), at.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_offers_is_counted_in_words() {
        for (counts, said) in [
            (Counts::default(), "lists no tools"),
            (Counts { tools: 1, ..Counts::default() }, "1 tool"),
            (Counts { tools: 23, prompts: 2, resources: 4, rejected: 0 }, "23 tools, 2 prompts, 4 resources"),
            (Counts { prompts: 3, ..Counts::default() }, "lists no tools, 3 prompts"),
        ] {
            let mut facts = Facts::default();
            facts.of_lists(counts);
            assert_eq!(facts.take(StepKind::Capabilities), [said]);
        }
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(day_of(1_825_286_400_000), "4 Nov 2027");
    }
}

//! Modern servers (2026-07-28): every request stands for itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use serde::Deserialize;

use crate::client::Transport;
use crate::client::ask::Ask;
use crate::client::asking::{Rounds, with_tasks};
use crate::client::exchange::{Prepared, Reply, Side, body};
use crate::client::introduction::{Discovered, from_discover};
use crate::client::legacy::{PROTOCOL_VERSION, header_text};
use crate::client::link::Link;
use crate::client::program::Program;
use crate::client::unanswered::Unanswered;
use crate::client::wants::{Answered, Meant, Wants, no_task_here};
use crate::client::way::Way;
use crate::error::{Error, InputEnd};
use crate::wire::RawJson;
use crate::wire::header::encode_value;
use crate::wire::request::{Member, quoted};

/// What we speak, newest first.
pub(crate) const VERSIONS: [&str; 1] = ["2026-07-28"];

const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

pub(crate) const HEADER_MISMATCH: i64 = -32020;
pub(crate) const MISSING_CAPABILITY: i64 = -32021;
pub(crate) const UNSUPPORTED_VERSION: i64 = -32022;

#[derive(Clone)]
pub(crate) struct Modern {
    link: Arc<Link>,
    way: Way,
    /// Members of `_meta` that every request carries, as JSON without braces.
    meta: String,
}

impl Modern {
    pub(crate) fn new(link: &Arc<Link>, way: &Way, version: &str) -> Result<Modern, Error> {
        let way = match way {
            Way::Posts(posts) => {
                let mut headers = posts.headers.clone();
                headers.insert(PROTOCOL_VERSION, header_text(version)?);
                posts.with(headers).into()
            }
            Way::Lines(program) => Way::Lines(Arc::clone(program)),
        };
        // A process per call does not live to be asked about its tasks.
        let capabilities =
            if link.lives_on() { with_tasks(&link.capabilities) } else { link.capabilities.clone() };
        const PREFIX: &str = "io.modelcontextprotocol/";
        let meta = format!(
            r#""{PREFIX}protocolVersion":{},"{PREFIX}clientInfo":{},"{PREFIX}clientCapabilities":{}"#,
            quoted(version),
            link.client_info,
            capabilities,
        );
        Ok(Modern { link: Arc::clone(link), way, meta })
    }

    /// `server/discover`, which tells a modern server from others.
    pub(crate) async fn discover(&self, version: &str, ask: &Ask<'_>) -> Result<Discovered, Error> {
        let reply = self.once(ask, &[]).await?;
        from_discover(&reply.result, version)
    }

    /// A request to its complete result, answering what the server asks on the way.
    pub(crate) async fn request(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
        match self.call(ask).await? {
            Answered::Complete(result) => Ok(result),
            Answered::Task(result) => Err(no_task_here(ask.method, &result)),
        }
    }

    /// The same where a server may make a task of it.
    pub(crate) async fn call(&self, ask: &Ask<'_>) -> Result<Answered, Error> {
        let (mut responses, mut state): (Option<String>, Option<String>) = (None, None);
        let mut rounds = Rounds::default();
        loop {
            let mut more: Vec<Member<'_>> = Vec::new();
            more.extend(responses.as_deref().map(|json| ("inputResponses", json)));
            more.extend(state.as_deref().map(|json| ("requestState", json)));
            let result = self.once_in_our_version(ask, &more).await?.result;
            let wants = match Wants::of(result, ask.method)? {
                Meant::Answer(answered) => return Ok(answered),
                Meant::Wants(wants) => wants,
            };
            ask.note_asked_back();
            rounds.begin(wants.asks()).map_err(|why| Error::InputRequired { what: wants.what(), why })?;
            responses = wants.answer(&self.link, ask, &mut rounds).await?;
            state = wants.state.map(|state| state.as_str().to_owned());
        }
    }

    /// A server may name our version again while it refuses it, as when it has just been upgraded.
    async fn once_in_our_version(&self, ask: &Ask<'_>, more: &[Member<'_>]) -> Result<Reply, Error> {
        match self.once(ask, more).await {
            Err(Error::Rpc { code: UNSUPPORTED_VERSION, data, .. }) => {
                let offered = offered(data.as_ref());
                if mutual(&offered).is_none() {
                    return Err(Error::Version { offered });
                }
                Box::pin(self.once(ask, more)).await
            }
            // It would ask, if we had said that it may.
            Err(Error::Rpc { code: MISSING_CAPABILITY, data: Some(data), .. })
                if !required(&data).is_empty() =>
            {
                Err(Error::InputRequired { what: required(&data).join(", "), why: InputEnd::NotOffered })
            }
            outcome => outcome,
        }
    }

    async fn once(&self, ask: &Ask<'_>, members: &[Member<'_>]) -> Result<Reply, Error> {
        self.once_as(self.link.next_id(), ask, members).await
    }

    /// A request under this id.
    pub(crate) async fn once_as(
        &self,
        id: u64,
        ask: &Ask<'_>,
        members: &[Member<'_>],
    ) -> Result<Reply, Error> {
        let mut more = ask.headers.clone();
        more.push((METHOD, HeaderValue::from_static(ask.method)));
        more.extend(ask.name.map(|name| (NAME, encode_value(name))));
        let prepared = Prepared {
            id,
            way: &self.way,
            headers: more,
            body: body(ask, id, Some(&self.meta_of(ask, id)), members),
            deadline: ask.deadline(self.link.limits.request_cap),
            side: Side::Modern,
        };
        // Where there is no stream to close, the server is told.
        let is_told = matches!(self.way, Way::Lines(_));
        let mut unanswered = Unanswered { link: &self.link, way: &self.way, id, armed: is_told };
        let outcome = self.link.exchange(prepared, ask).await;
        unanswered.armed = is_told && matches!(outcome, Err(Error::Timeout { .. }));
        outcome
    }

    pub(crate) fn transport(&self) -> Transport {
        match &self.way {
            Way::Posts(_) => Transport::StreamableHttp,
            Way::Lines(_) => Transport::Stdio,
        }
    }

    /// The program it runs in, if it does.
    pub(crate) fn program(&self) -> Option<&Arc<Program>> {
        match &self.way {
            Way::Posts(_) => None,
            Way::Lines(program) => Some(program),
        }
    }

    fn meta_of(&self, ask: &Ask<'_>, id: u64) -> String {
        let mut meta = String::with_capacity(self.meta.len() + 80);
        meta.push('{');
        meta.push_str(&self.meta);
        if ask.progress.is_some() {
            meta.push_str(&format!(r#","progressToken":{id}"#));
        }
        let level = self.link.log_level.json().or(ask.log.is_some().then_some("\"debug\""));
        if let Some(level) = level {
            meta.push_str(r#","io.modelcontextprotocol/logLevel":"#);
            meta.push_str(level);
        }
        meta.push('}');
        meta
    }
}

/// The newest revision both sides speak.
pub(crate) fn mutual(offered: &[String]) -> Option<&'static str> {
    VERSIONS.into_iter().find(|version| offered.iter().any(|offered| offered == version))
}

/// `data.supported` of a −32022.
pub(crate) fn offered(data: Option<&RawJson>) -> Vec<String> {
    #[derive(Deserialize)]
    struct Supported {
        #[serde(default)]
        supported: Vec<String>,
    }
    data.and_then(|data| data.read::<Supported>().ok()).map_or_else(Vec::new, |data| data.supported)
}

/// The names in `data.requiredCapabilities` of a −32021.
fn required(data: &RawJson) -> Vec<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Required {
        required_capabilities: BTreeMap<String, serde::de::IgnoredAny>,
    }
    data.read::<Required>()
        .map_or_else(|_| Vec::new(), |data| data.required_capabilities.into_keys().collect())
}

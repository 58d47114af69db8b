//! Modern servers (2026-07-28): every request stands for itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
use memchr::memmem;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::ServerRequest;
use crate::client::exchange::{Prepared, Reply, Side, body};
use crate::client::introduction::{Discovered, from_discover};
use crate::client::legacy::{PROTOCOL_VERSION, header_text};
use crate::client::link::{Ask, Link};
use crate::error::{Error, InputEnd, excerpt};
use crate::tap::Direction;
use crate::transport::{Deadline, Headers};
use crate::wire::header::encode_value;
use crate::wire::request::{Member, quoted};
use crate::wire::{RawJson, tool};

/// What we speak, newest first.
pub(crate) const VERSIONS: [&str; 1] = ["2026-07-28"];

const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

pub(crate) const HEADER_MISMATCH: i64 = -32020;
pub(crate) const MISSING_CAPABILITY: i64 = -32021;
pub(crate) const UNSUPPORTED_VERSION: i64 = -32022;

/// A server that still asks after this many answers is asking in circles.
const MAX_ROUNDS: usize = 10;

pub(crate) struct Modern {
    link: Arc<Link>,
    headers: HeaderMap,
    /// Members of `_meta` that every request carries, as JSON without braces.
    meta: String,
}

impl Modern {
    pub(crate) fn new(link: &Arc<Link>, version: &str) -> Result<Modern, Error> {
        let mut headers = link.http.headers.clone();
        headers.insert(PROTOCOL_VERSION, header_text(version)?);
        const PREFIX: &str = "io.modelcontextprotocol/";
        let meta = format!(
            r#""{PREFIX}protocolVersion":{},"{PREFIX}clientInfo":{},"{PREFIX}clientCapabilities":{}"#,
            quoted(version),
            link.client_info,
            link.capabilities,
        );
        Ok(Modern { link: Arc::clone(link), headers, meta })
    }

    /// `server/discover`, which tells a modern server from others.
    pub(crate) async fn discover(&self, version: &str, ask: &Ask<'_>) -> Result<Discovered, Error> {
        let reply = self.once(ask, &[]).await?;
        from_discover(&reply.result, version)
    }

    /// A request to its complete result, answering what the server asks on the way.
    pub(crate) async fn request(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
        let (mut responses, mut state): (Option<String>, Option<String>) = (None, None);
        let mut asked = String::new();
        for _ in 0..=MAX_ROUNDS {
            let mut more: Vec<Member<'_>> = Vec::new();
            more.extend(responses.as_deref().map(|json| ("inputResponses", json)));
            more.extend(state.as_deref().map(|json| ("requestState", json)));
            let result = self.once_in_our_version(ask, &more).await?.result;
            let Some(wants) = Wants::of(&result, ask.method)? else { return Ok(result) };
            asked = wants.what();
            responses = wants.answer(&self.link).await?;
            state = wants.state.map(|state| state.as_str().to_owned());
        }
        Err(Error::InputRequired { what: asked, why: InputEnd::TooManyRounds })
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
        let id = self.link.next_id();
        let mut more = ask.headers.clone();
        more.push((METHOD, HeaderValue::from_static(ask.method)));
        more.extend(ask.name.map(|name| (NAME, encode_value(name))));
        let prepared = Prepared {
            id,
            headers: Headers { base: &self.headers, more },
            body: body(ask, id, Some(&self.meta_of(ask, id)), members),
            deadline: Arc::new(Deadline::new(ask.timeout, self.link.http.limits.request_cap)),
            side: Side::Modern,
        };
        self.link.exchange(prepared, ask).await
    }

    fn meta_of(&self, ask: &Ask<'_>, id: u64) -> String {
        let mut meta = String::with_capacity(self.meta.len() + 80);
        meta.push('{');
        meta.push_str(&self.meta);
        if ask.progress.is_some() {
            meta.push_str(&format!(r#","progressToken":{id}"#));
        }
        if ask.log.is_some() {
            meta.push_str(r#","io.modelcontextprotocol/logLevel":"debug""#);
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

/// Methods on whose way a server may ask something.
fn may_ask(method: &str) -> bool {
    matches!(method, "tools/call" | "prompts/get" | "resources/read")
}

/// Whether every `resultType` there is, at whatever depth, says that it is complete. Results may be long, and this
/// needs no reading of them; names and words that are escaped or spaced are left to that.
fn is_plainly_complete(result: &[u8]) -> bool {
    let count = |wanted: &[u8]| memmem::find_iter(result, wanted).count();
    memmem::find(result, br"\u").is_none() && count(b"resultType") == count(br#""resultType":"complete""#)
}

/// Without `resultType` a result is complete.
pub(crate) fn require_complete(kind: Option<&RawValue>, method: &str) -> Result<(), String> {
    let Some(kind) = kind else { return Ok(()) };
    match tool::text(kind).ok_or("`resultType` is not a string")?.as_str() {
        "complete" => Ok(()),
        kind => Err(format!("the result of `{method}` has the unknown `resultType` {kind:?}")),
    }
}

/// What a server wants before it goes on (`resultType: "input_required"`).
struct Wants {
    questions: Vec<(String, ServerRequest)>,
    state: Option<RawJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultWire<'a> {
    #[serde(borrow)]
    result_type: Option<&'a RawValue>,
    #[serde(borrow)]
    input_requests: Option<&'a RawValue>,
    #[serde(borrow)]
    request_state: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Question<'a> {
    method: String,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
}

impl Wants {
    /// `None` for a complete result.
    fn of(result: &RawJson, method: &str) -> Result<Option<Wants>, Error> {
        let malformed = |reason: String| Error::Malformed { reason, excerpt: Some(excerpt(result.as_str())) };
        if !result.is_object() {
            return Err(malformed(format!("the result of `{method}` is not an object")));
        }
        // Lists are long, and who reads them looks at the type on the way.
        if !may_ask(method) || is_plainly_complete(result.as_bytes()) {
            return Ok(None);
        }
        let wire: ResultWire<'_> = result
            .read()
            .map_err(|error| malformed(format!("the result of `{method}` can't be read: {error}")))?;
        if wire.result_type.and_then(tool::text).as_deref() != Some("input_required") {
            return require_complete(wire.result_type, method).map(|()| None).map_err(malformed);
        }
        let requests: BTreeMap<String, Question<'_>> = match wire.input_requests {
            None => BTreeMap::new(),
            Some(requests) => serde_json::from_str(requests.get())
                .map_err(|error| malformed(format!("`inputRequests` can't be read: {error}")))?,
        };
        let frame = result.text();
        let question = |(key, question): (String, Question<'_>)| {
            let params =
                question.params.map_or_else(RawJson::empty_object, |params| RawJson::slice(frame, params));
            (key, ServerRequest { method: question.method, params })
        };
        Ok(Some(Wants {
            questions: requests.into_iter().map(question).collect(),
            state: wire.request_state.map(|state| RawJson::slice(frame, state)),
        }))
    }

    fn what(&self) -> String {
        self.questions.first().map_or_else(|| "requestState".into(), |(_, question)| question.method.clone())
    }

    /// The answers as JSON, under the keys of the questions; `None` when nothing was asked.
    async fn answer(&self, link: &Link) -> Result<Option<String>, Error> {
        if self.questions.is_empty() {
            return Ok(None);
        }
        let Some(handler) = &link.handler else {
            return Err(Error::InputRequired { what: self.what(), why: InputEnd::NotOffered });
        };
        let mut answers = Vec::with_capacity(self.questions.len());
        for (key, question) in &self.questions {
            match handler.handle(question.clone()).await {
                Ok(answer) => answers.push(format!("{}:{answer}", quoted(key))),
                Err(error) => {
                    link.taps().note(Direction::Sent, || {
                        format!("{} was not answered: {}", question.method, error.message)
                    });
                    let what = question.method.clone();
                    return Err(Error::InputRequired { what, why: InputEnd::NotOffered });
                }
            }
        }
        Ok(Some(format!("{{{}}}", answers.join(","))))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_complete(json: &str) -> bool {
        matches!(Wants::of(&RawJson::parse(json.to_owned()).unwrap(), "tools/call"), Ok(None))
    }

    #[test]
    fn a_type_is_found_however_it_is_written() {
        for (json, complete) in [
            (r#"{}"#, true),
            (r#"{"resultType":"complete"}"#, true),
            (r#"{ "resultType" : "complete" }"#, true),
            (r#"{"content":[{"resultType":"complete"}],"resultType":"complete"}"#, true),
            (r#"{"text":"\"resultType\":\"input_required\""}"#, true),
            (r#"{"a":{"resultType":"input_required"}}"#, true),
            (r#"{"resultType":"input_required"}"#, false),
            (r#"{"result\u0054ype":"input_required"}"#, false),
            (r#"{"resultType":"input\u005frequired"}"#, false),
            (r#"{"a":{"resultType":"complete"},"resultType":"task"}"#, false),
            (r#"{"a":"\"resultType\":\"complete\"","resultType":null,"b":{"resultType":"complete"}}"#, true),
            (r#"{"resultType":5}"#, false),
        ] {
            assert_eq!(is_complete(json), complete, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_plainly_complete_reads_as_complete(
            parts in proptest::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", " ", "\\", "\"", "\\u0054", "resultType", "complete", "task",
                    r#""resultType":"complete""#, r#""resultType":"task""#, r#""a":"#, "1",
                ]),
                0..12,
            ),
        ) {
            let text = format!("{{{}}}", parts.concat());
            if let Ok(json) = RawJson::parse(text) && is_plainly_complete(json.as_bytes()) {
                let wire: Result<ResultWire<'_>, _> = json.read();
                // A name that is given twice is refused where it is read.
                if let Ok(wire) = wire {
                    prop_assert_eq!(require_complete(wire.result_type, "tools/call"), Ok(()));
                }
            }
        }
    }
}

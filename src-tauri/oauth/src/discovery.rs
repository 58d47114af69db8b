//! From a refusal to the metadata of an authorization server.
//!
//! Resource metadata (RFC 9728) names issuers, an issuer's metadata (RFC 8414, OpenID Connect) names endpoints.
//! Servers of revision 2025-03-26 publish no resource metadata and are authorization servers themselves.

mod places;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::{Map, Value};
use url::Url;

use crate::challenge::BearerChallenge;
use crate::checks::{endpoint, shown};
use crate::error::{EndpointFault, Error};
use crate::http::{Http, Outgoing};
use crate::metadata::{AuthorizationServerMetadata, ProtectedResourceMetadata, text};
use crate::resource::covers;

/// Issuers asked when the first do not answer; nobody offers more in earnest.
const MAX_ISSUERS: usize = 3;

/// How to sign in at a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    /// What protects the server, when it says so.
    pub resource: Option<ProtectedResourceMetadata>,
    /// Every issuer it offers.
    pub issuers: Vec<String>,
    /// The one chosen.
    pub server: AuthorizationServerMetadata,
    /// Whether the MCP server's own origin was assumed to be the issuer, as revision 2025-03-26 has it.
    pub legacy: bool,
    /// Where we looked, in order.
    pub tried: Vec<Tried>,
}

/// A place where we looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Where, without the query.
    pub url: String,
    /// What was there.
    pub outcome: Outcome,
}

/// What a look came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The document.
    Found,
    /// An HTTP status other than success.
    Status(u16),
    /// A page for people.
    WebPage,
    /// Something else that is no JSON object.
    NotJson,
    /// A document for someone else, or one that cannot be used.
    Unusable(String),
    /// The address may not be used; nothing was sent.
    Refused(EndpointFault),
    /// No answer.
    Unreachable(String),
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.url, self.outcome)
    }
}

impl Outcome {
    /// Whether something seems to live there.
    fn is_answer(&self) -> bool {
        match self {
            Outcome::WebPage => true,
            Outcome::Status(status) => !matches!(status, 401 | 403 | 404 | 410 | 500..),
            _ => false,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Found => f.write_str("found"),
            Outcome::Status(status) => write!(f, "it answered {status}"),
            Outcome::WebPage => f.write_str("it is a web page"),
            Outcome::NotJson => f.write_str("it is no JSON object"),
            Outcome::Unusable(reason) | Outcome::Unreachable(reason) => f.write_str(reason),
            Outcome::Refused(fault) => write!(f, "refused: {fault}"),
        }
    }
}

/// Finds the authorization server of the MCP server at `server`, which refused with `challenge`. `issuer` is the
/// person's own choice: then no other is found, whatever the server says. Sends nothing but GET and OPTIONS.
pub async fn discover(
    http: &Http,
    server: &Url,
    challenge: Option<&BearerChallenge>,
    issuer: Option<&str>,
) -> Result<Discovered, Error> {
    discover_for(http, server, challenge, Choice { pinned: issuer, ..Choice::default() }).await
}

/// Which of several issuers to ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// The person's.
    pub pinned: Option<&'a str>,
    /// The one of an earlier sign-in, as long as the server offers it.
    pub before: Option<&'a str>,
    /// Whether the first alone will do: what goes there must not go to the next when it is out of order.
    pub first_only: bool,
}

/// The same by a [`Choice`].
pub async fn discover_for(
    http: &Http,
    server: &Url,
    challenge: Option<&BearerChallenge>,
    choice: Choice<'_>,
) -> Result<Discovered, Error> {
    let mut search = Search { http, server, tried: Vec::new(), faults: Vec::new() };
    let resource = search.resource(challenge).await?;
    let metadata = match (&resource, choice.pinned) {
        (Some(resource), _) if !resource.authorization_servers.is_empty() => {
            search.named(&choice.among(&resource.authorization_servers)?).await
        }
        // An address that was refused is no sign of an old server.
        (None, _) if search.is_refused() => None,
        // The issuer speaks for itself: the server could put its own endpoints into another's name.
        (_, Some(issuer)) if !search.is_own(issuer) => search.named(&[issuer.to_owned()]).await,
        (resource, issuer) => match search.at_origin(issuer).await {
            None if resource.is_none() && search.faults.is_empty() => search.assumed(issuer).await,
            found => found,
        },
    };
    let Some(metadata) = metadata else { return Err(search.into_error()) };
    let named = resource.iter().flat_map(|resource| &resource.authorization_servers);
    let issuers: Vec<String> = named.cloned().collect();
    let legacy = issuers.is_empty() && search.is_own(&metadata.issuer);
    let issuers = if issuers.is_empty() { vec![metadata.issuer.clone()] } else { issuers };
    Ok(Discovered { resource, issuers, server: metadata, legacy, tried: search.tried })
}

impl Choice<'_> {
    /// The issuers to ask, in order. What a person pinned is the identifier as they wrote it, slash and all.
    fn among(self, offered: &[String]) -> Result<Vec<String>, Error> {
        if let Some(pinned) = self.pinned {
            let same = |issuer: &String| issuer.trim_end_matches('/') == pinned.trim_end_matches('/');
            return match offered.iter().any(same) {
                true => Ok(vec![pinned.to_owned()]),
                false => {
                    Err(Error::IssuerNotOffered { wanted: pinned.to_owned(), offered: offered.to_vec() })
                }
            };
        }
        let before = offered.iter().find(|issuer| self.before == Some(issuer.as_str()));
        let count = if self.first_only { 1 } else { MAX_ISSUERS };
        Ok(before
            .map_or_else(|| offered.iter().take(count).cloned().collect(), |before| vec![before.clone()]))
    }
}

/// A search and what it has come across.
struct Search<'a> {
    http: &'a Http,
    server: &'a Url,
    tried: Vec<Tried>,
    /// What stands in the way should nothing be found.
    faults: Vec<Error>,
}

impl Search<'_> {
    /// The resource metadata: where the challenge says, else at the server's well-known places.
    async fn resource(
        &mut self,
        challenge: Option<&BearerChallenge>,
    ) -> Result<Option<ProtectedResourceMetadata>, Error> {
        let mut places = Vec::new();
        if let Some(named) = challenge.and_then(|challenge| challenge.resource_metadata.as_deref()) {
            match places::named(self.http, named) {
                Ok(url) => places.push((url, true)),
                Err(fault) => self.refuse(named, fault),
            }
        }
        for place in places::of_resource(self.server) {
            if places.iter().all(|(known, _)| *known != place) {
                places.push((place, false));
            }
        }
        for (url, is_named) in places {
            let Some(document) = self.fetch("resource metadata", &url, is_named).await else { continue };
            let metadata = ProtectedResourceMetadata::read(&document)
                .map_err(|reason| Error::Malformed { url: shown(&url), reason: reason.to_owned() })?;
            if !Url::parse(&metadata.resource).is_ok_and(|resource| covers(&resource, self.server)) {
                let (expected, found) = (self.server.to_string(), metadata.resource);
                return Err(Error::ResourceMismatch { expected, found });
            }
            return Ok(Some(metadata));
        }
        Ok(None)
    }

    /// The first of these issuers whose metadata can be used.
    async fn named(&mut self, issuers: &[String]) -> Option<AuthorizationServerMetadata> {
        for issuer in issuers {
            let url = match endpoint(self.http, "issuer", issuer) {
                Ok(url) => url,
                Err(fault) => {
                    self.refuse(issuer, fault);
                    continue;
                }
            };
            for place in places::of_issuer(&url) {
                if let Some(found) = self.metadata(&place, &[issuer], true).await {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The server's own origin as an issuer, with and without a slash.
    fn own(&self) -> [String; 2] {
        let origin = self.server.origin().ascii_serialization();
        [origin.clone(), format!("{origin}/")]
    }

    fn is_own(&self, issuer: &str) -> bool {
        self.own().iter().any(|own| own == issuer)
    }

    /// Metadata at the server's own origin, which nobody but perhaps the person named: with or without its slash.
    async fn at_origin(&mut self, choice: Option<&str>) -> Option<AuthorizationServerMetadata> {
        let own = self.own();
        let issuers = choice.map_or_else(|| own.iter().map(String::as_str).collect(), |choice| vec![choice]);
        let root = self.server.join("/").ok()?;
        for place in places::of_issuer(&root) {
            if let Some(found) = self.metadata(&place, &issuers, false).await {
                return Some(found);
            }
        }
        None
    }

    /// The document at `place`, when it is for one of `issuers` and all its addresses can be used.
    async fn metadata(
        &mut self,
        place: &Url,
        issuers: &[&str],
        is_named: bool,
    ) -> Option<AuthorizationServerMetadata> {
        let document = self.fetch("authorization server metadata", place, is_named).await?;
        let found = text(&document, "issuer").unwrap_or_default();
        let read = if issuers.contains(&found.as_str()) {
            AuthorizationServerMetadata::read(self.http, &found, place, &document)
        } else {
            let expected = issuers.first().map(ToString::to_string).unwrap_or_default();
            Err(Error::IssuerMismatch { expected, found })
        };
        read.map_err(|fault| self.unusable(fault)).ok()
    }

    /// The default endpoints of 2025-03-26, when there is something at the first of them.
    async fn assumed(&mut self, choice: Option<&str>) -> Option<AuthorizationServerMetadata> {
        let [origin, _] = self.own();
        let issuer = choice.unwrap_or(&origin);
        // Where nothing was named, endpoints that could not be used are as good as none.
        let assumed = AuthorizationServerMetadata::assumed(self.http, issuer, self.server).ok()?;
        let url = assumed.authorization_endpoint.as_ref()?;
        // OPTIONS first: an authorization request without parameters is a mistake that servers may hold against us.
        let mut outcome = self.knock(Method::OPTIONS, url).await;
        let mut is_there = outcome.is_answer();
        let nowhere = places::of_issuer(url);
        if is_there
            && let Some(nowhere) = nowhere.first()
            && self.knock(Method::OPTIONS, nowhere).await == outcome
        {
            outcome = self.knock(Method::GET, url).await;
            // A server that answers everything alike has said nothing about this place.
            is_there = outcome.is_answer() && self.tried.iter().all(|tried| tried.outcome != outcome);
        }
        self.note(url, if is_there { Outcome::Found } else { outcome });
        is_there.then_some(assumed)
    }

    /// What one request without a redirect comes to.
    async fn knock(&mut self, method: Method, url: &Url) -> Outcome {
        let outgoing = Outgoing {
            what: "authorization_endpoint",
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            within: self.http.timeout() / 3,
        };
        match self.http.send(outgoing).await {
            Ok(reply) if reply.is_html() && reply.is_success() => Outcome::WebPage,
            Ok(reply) => Outcome::Status(reply.status),
            Err(fault) => self.outcome(fault),
        }
    }

    /// The JSON object at `url`. What else is there is only a fault where someone said that it would be there.
    async fn fetch(&mut self, what: &str, url: &Url, is_named: bool) -> Option<Map<String, Value>> {
        let outcome = match self.http.look(what, url).await {
            Ok(reply) if !reply.is_success() => Outcome::Status(reply.status),
            Ok(reply) if reply.is_html() => Outcome::WebPage,
            Ok(reply) => match reply.json() {
                Ok(document) => {
                    self.note(url, Outcome::Found);
                    return Some(document);
                }
                Err(_) => Outcome::NotJson,
            },
            Err(fault) => self.outcome(fault),
        };
        let is_broken = matches!(outcome, Outcome::Status(500..));
        let is_odd = is_named && matches!(outcome, Outcome::WebPage | Outcome::NotJson);
        if is_broken || is_odd {
            self.faults.push(Error::Malformed { url: shown(url), reason: outcome.to_string() });
        }
        self.note(url, outcome);
        None
    }

    fn outcome(&mut self, fault: Error) -> Outcome {
        let outcome = match &fault {
            Error::EndpointRefused { reason, .. } => Outcome::Refused(*reason),
            Error::Network(fault) => Outcome::Unreachable(fault.reason.clone()),
            other => Outcome::Unusable(other.to_string()),
        };
        self.faults.push(fault);
        outcome
    }

    fn note(&mut self, url: &Url, outcome: Outcome) {
        self.tried.push(Tried { url: shown(url), outcome });
    }

    /// Notes an address that was not even tried.
    fn refuse(&mut self, text: &str, fault: Error) {
        let outcome = self.outcome(fault);
        self.tried.push(Tried { url: crate::checks::shown_text(text), outcome });
    }

    /// Notes that the document just found is of no use.
    fn unusable(&mut self, fault: Error) {
        if let Some(last) = self.tried.last_mut() {
            last.outcome = Outcome::Unusable(fault.to_string());
        }
        self.faults.push(fault);
    }

    fn is_refused(&self) -> bool {
        self.faults.iter().any(|fault| matches!(fault, Error::EndpointRefused { .. }))
    }

    /// What to say when nothing was found: what someone did wrong before what may pass.
    fn into_error(self) -> Error {
        let is_passing = |fault: &Error| matches!(fault, Error::Network(_));
        let (passing, lasting): (Vec<Error>, Vec<Error>) = self.faults.into_iter().partition(is_passing);
        let first = lasting.into_iter().chain(passing).next();
        first.unwrap_or_else(|| Error::Unsupported { server: self.server.clone(), tried: self.tried })
    }
}

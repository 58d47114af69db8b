//! The address a browser opens: what it asks for, and the proofs that only we can answer.

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use secrecy::SecretString;
use url::Url;

use crate::error::Error;
use crate::metadata::ProtectedResourceMetadata;
use crate::scope::OFFLINE_ACCESS;

/// Parameters that belong to the protocol. Neither a person's extra ones nor an endpoint's own query may set them.
const RESERVED: &[&str] = &[
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "redirect_uri",
    "refresh_token",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// 256 bits.
const STATE_BYTES: u32 = 32;

/// Whether a parameter of this name is the protocol's own and cannot be added by hand.
pub fn is_reserved_parameter(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// What goes into the address.
pub(crate) struct Request<'a> {
    pub endpoint: &'a Url,
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub scopes: &'a [String],
    pub resource: Option<&'a str>,
    pub pkce: bool,
    pub extra: &'a [(String, String)],
}

/// The address and what proves that its answer is ours.
pub(crate) struct Asked {
    pub url: Url,
    pub state: SecretString,
    pub verifier: Option<SecretString>,
}

impl Request<'_> {
    pub(crate) fn build(&self) -> Result<Asked, Error> {
        let redirect = RedirectUrl::new(self.redirect_uri.to_owned()).map_err(|_| Error::RedirectRefused)?;
        let client = BasicClient::new(ClientId::new(self.client_id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(without_reserved(self.endpoint)))
            .set_redirect_uri(redirect);
        let mut request = client
            .authorize_url(|| CsrfToken::new_random_len(STATE_BYTES))
            .add_scopes(self.scopes.iter().cloned().map(Scope::new));
        let mut verifier = None;
        if self.pkce {
            let (challenge, proof) = PkceCodeChallenge::new_random_sha256();
            request = request.set_pkce_challenge(challenge);
            verifier = Some(proof.into_secret().into());
        }
        if let Some(resource) = self.resource {
            request = request.add_extra_param("resource", resource);
        }
        // OpenID Connect gives a refresh token for `offline_access` only with an explicit consent.
        let prompted = self.extra.iter().any(|(name, _)| name == "prompt");
        if !prompted && self.scopes.iter().any(|scope| scope == OFFLINE_ACCESS) {
            request = request.add_extra_param("prompt", "consent");
        }
        for (name, value) in self.extra.iter().filter(|(name, _)| !is_reserved_parameter(name)) {
            request = request.add_extra_param(name, value);
        }
        let (url, state) = request.url();
        Ok(Asked { url, state: state.into_secret().into(), verifier })
    }
}

/// The endpoint with its own query (RFC 6749 §3.1), but nothing in it that would speak for us.
fn without_reserved(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    url.set_fragment(None);
    let kept: Vec<(String, String)> =
        endpoint.query_pairs().into_owned().filter(|(name, _)| !is_reserved_parameter(name)).collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url
}

/// Which resource tokens are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ResourceChoice {
    /// What the resource metadata says, else the server's address; nothing for servers of 2025-03-26.
    #[default]
    Automatic,
    /// This text.
    Custom(String),
    /// No `resource` parameter: some servers refuse it.
    Omit,
}

impl ResourceChoice {
    pub(crate) fn choose(
        &self,
        server: &Url,
        metadata: Option<&ProtectedResourceMetadata>,
        legacy: bool,
    ) -> Option<String> {
        match self {
            ResourceChoice::Custom(resource) => Some(resource.clone()),
            ResourceChoice::Omit => None,
            ResourceChoice::Automatic => match metadata {
                Some(metadata) => Some(metadata.resource.clone()),
                None if legacy => None,
                None => Some(canonical(server)),
            },
        }
    }
}

/// The server's address as a resource identifier. Its query may hold a key and stays out.
fn canonical(server: &Url) -> String {
    let mut url = server.clone();
    url.set_fragment(None);
    url.set_query(None);
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secrecy::ExposeSecret as _;

    use super::*;

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn parameters(url: &Url) -> BTreeMap<String, Vec<String>> {
        let mut parameters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in url.query_pairs() {
            parameters.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        parameters
    }

    fn build(endpoint: &str, scopes: &str, extra: &[(&str, &str)], pkce: bool) -> Asked {
        let extra: Vec<(String, String)> =
            extra.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let request = Request {
            endpoint: &Url::parse(endpoint).unwrap(),
            client_id: "client 1",
            redirect_uri: "http://127.0.0.1:4000/callback",
            scopes: &list(scopes),
            resource: Some("https://mcp.example/mcp"),
            pkce,
            extra: &extra,
        };
        request.build().unwrap()
    }

    #[test]
    fn asks_with_a_fresh_state_and_an_s256_challenge() {
        let asked = build("https://as.example/authorize?tenant=7", "a b", &[("audience", "x")], true);
        let found = parameters(&asked.url);
        let one = |name: &str| found[name].join("|");
        assert_eq!(one("tenant"), "7");
        assert_eq!(one("response_type"), "code");
        assert_eq!(one("client_id"), "client 1");
        assert_eq!(one("redirect_uri"), "http://127.0.0.1:4000/callback");
        assert_eq!(one("scope"), "a b");
        assert_eq!(one("resource"), "https://mcp.example/mcp");
        assert_eq!(one("audience"), "x");
        assert_eq!(one("code_challenge_method"), "S256");
        assert_eq!(one("state"), asked.state.expose_secret());
        assert_eq!(asked.state.expose_secret().len(), 43);
        assert_eq!(asked.verifier.unwrap().expose_secret().len(), 43);
        let again = build("https://as.example/authorize", "a b", &[], true);
        assert_ne!(again.state.expose_secret(), asked.state.expose_secret());
    }

    #[test]
    fn nothing_added_by_hand_or_by_the_server_speaks_for_the_protocol() {
        let hostile = "https://as.example/a?state=known&redirect_uri=https://evil.example&client_id=evil&response_mode=form_post#frag";
        let extra =
            [("state", "fixed"), ("code_challenge", "fixed"), ("resource", "other"), ("prompt", "login")];
        let asked = build(hostile, "a", &extra, true);
        let found = parameters(&asked.url);
        for name in ["state", "redirect_uri", "client_id", "code_challenge", "resource", "prompt"] {
            assert_eq!(found[name].len(), 1, "{name}");
        }
        assert_eq!(found["client_id"], ["client 1"]);
        assert_eq!(found["prompt"], ["login"]);
        assert_ne!(found["state"], ["fixed"]);
        // An answer in another form would not find its way back.
        assert!(!found.contains_key("response_mode"));
        assert_eq!(asked.url.fragment(), None);
    }

    #[test]
    fn consent_is_asked_for_with_offline_access() {
        let asked = build("https://as.example/a", "a offline_access", &[], true);
        assert_eq!(parameters(&asked.url)["prompt"], ["consent"]);
        let asked = build("https://as.example/a", "a offline_access", &[("prompt", "none")], true);
        assert_eq!(parameters(&asked.url)["prompt"], ["none"]);
        let asked = build("https://as.example/a", "a", &[], true);
        assert!(!parameters(&asked.url).contains_key("prompt"));
    }

    #[test]
    fn without_scopes_the_parameter_is_absent_and_without_pkce_so_are_its_own() {
        let asked = build("https://as.example/a", "", &[], false);
        let found = parameters(&asked.url);
        assert!(!found.contains_key("scope") && !found.contains_key("code_challenge"));
        assert!(asked.verifier.is_none());
    }

    #[test]
    fn the_resource_is_what_metadata_says_else_the_bare_address() {
        let choose = |choice: ResourceChoice, server: &str, legacy| {
            choice.choose(&Url::parse(server).unwrap(), None, legacy)
        };
        let address = "https://MCP.example:443/mcp/?key=secret#x";
        assert_eq!(choose(ResourceChoice::Automatic, address, false).unwrap(), "https://mcp.example/mcp");
        assert_eq!(
            choose(ResourceChoice::Automatic, "https://mcp.example/", false).unwrap(),
            "https://mcp.example"
        );
        assert_eq!(choose(ResourceChoice::Automatic, address, true), None);
        assert_eq!(choose(ResourceChoice::Omit, address, false), None);
        assert_eq!(choose(ResourceChoice::Custom("api://x".into()), address, true).unwrap(), "api://x");
    }
}

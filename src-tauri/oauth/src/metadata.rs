//! The two documents that say how to sign in. Read kindly: what is not needed may be wrong.

use serde_json::{Map, Value};
use url::Url;

use crate::checks::{endpoint, shown};
use crate::error::Error;
use crate::http::Http;

/// RFC 9728: what protects an MCP server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProtectedResourceMetadata {
    /// The resource it speaks for.
    pub resource: String,
    /// The issuers of its tokens.
    pub authorization_servers: Vec<String>,
    /// What can be asked for.
    pub scopes_supported: Vec<String>,
}

/// RFC 8414: where and how an authorization server answers. Its addresses have passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationServerMetadata {
    /// Who it is.
    pub issuer: String,
    /// Where a person consents.
    pub authorization_endpoint: Option<Url>,
    /// Where codes become tokens.
    pub token_endpoint: Url,
    /// RFC 7591.
    pub registration_endpoint: Option<Url>,
    /// RFC 7009.
    pub revocation_endpoint: Option<Url>,
    /// What can be asked for.
    pub scopes_supported: Vec<String>,
    /// PKCE methods; absent when it says nothing about PKCE.
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// How clients prove themselves.
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Grants it knows.
    pub grant_types_supported: Option<Vec<String>>,
    /// Whether every answer names its issuer (RFC 9207).
    pub authorization_response_iss_parameter_supported: bool,
    /// Whether a client may be the address of a document.
    pub client_id_metadata_document_supported: bool,
}

impl ProtectedResourceMetadata {
    /// Reads a document; `Err` says what it lacks.
    pub(crate) fn read(document: &Map<String, Value>) -> Result<Self, &'static str> {
        Ok(Self {
            resource: text(document, "resource").ok_or("it names no resource")?,
            authorization_servers: texts(document, "authorization_servers").unwrap_or_default(),
            scopes_supported: texts(document, "scopes_supported").unwrap_or_default(),
        })
    }
}

impl AuthorizationServerMetadata {
    /// Reads the document at `source` whose `issuer` has been checked, and checks every address in it.
    pub(crate) fn read(
        http: &Http,
        issuer: &str,
        source: &Url,
        document: &Map<String, Value>,
    ) -> Result<Self, Error> {
        let address = |name: &str| {
            let address = text(document, name);
            address.map(|address| endpoint(http, name, &address)).transpose()
        };
        let lacking =
            || Error::Malformed { url: shown(source), reason: "it names no token endpoint".to_owned() };
        let flag = |name: &str| document.get(name).and_then(Value::as_bool).unwrap_or_default();
        Ok(Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: address("authorization_endpoint")?,
            token_endpoint: address("token_endpoint")?.ok_or_else(lacking)?,
            registration_endpoint: address("registration_endpoint")?,
            revocation_endpoint: address("revocation_endpoint")?,
            scopes_supported: texts(document, "scopes_supported").unwrap_or_default(),
            code_challenge_methods_supported: texts(document, "code_challenge_methods_supported"),
            token_endpoint_auth_methods_supported: texts(document, "token_endpoint_auth_methods_supported"),
            grant_types_supported: texts(document, "grant_types_supported"),
            authorization_response_iss_parameter_supported: flag(
                "authorization_response_iss_parameter_supported",
            ),
            client_id_metadata_document_supported: flag("client_id_metadata_document_supported"),
        })
    }

    /// What revision 2025-03-26 assumes of a server that publishes nothing.
    pub(crate) fn assumed(http: &Http, issuer: &str, origin: &Url) -> Result<Self, Error> {
        let at = |what: &str, path: &str| match origin.join(path) {
            Ok(url) => endpoint(http, what, url.as_str()),
            Err(_) => endpoint(http, what, path),
        };
        Ok(Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: Some(at("authorization_endpoint", "/authorize")?),
            token_endpoint: at("token_endpoint", "/token")?,
            registration_endpoint: Some(at("registration_endpoint", "/register")?),
            revocation_endpoint: None,
            scopes_supported: Vec::new(),
            // That revision makes PKCE a duty of every server.
            code_challenge_methods_supported: Some(vec!["S256".into()]),
            token_endpoint_auth_methods_supported: None,
            grant_types_supported: None,
            authorization_response_iss_parameter_supported: false,
            client_id_metadata_document_supported: false,
        })
    }
}

/// A text that is not empty.
pub(crate) fn text(document: &Map<String, Value>, name: &str) -> Option<String> {
    document.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The texts of a list; a lone text counts as a list of words.
fn texts(document: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    match document.get(name)? {
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Value::String(words) => Some(words.split_whitespace().map(str::to_owned).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_beside_the_point_is_left_out() {
        let document = serde_json::json!({
            "resource": "https://h.example/", "authorization_servers": ["https://as.example", 7, null],
            "scopes_supported": "a b", "resource_name": 5,
        });
        let read = ProtectedResourceMetadata::read(document.as_object().unwrap()).unwrap();
        assert_eq!(read.authorization_servers, ["https://as.example"]);
        assert_eq!(read.scopes_supported, ["a", "b"]);
        assert!(ProtectedResourceMetadata::read(&Map::new()).is_err());
    }
}

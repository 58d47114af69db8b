//! Who we are at one authorization server.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::Error;
use crate::redirect::fits;
use crate::signing_key::SigningKey;

/// How a client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// It does not: a public client, protected by PKCE.
    None,
    /// The secret in an `Authorization` header.
    Basic,
    /// The secret among the form fields.
    Post,
    /// A signed assertion (RFC 7523).
    PrivateKeyJwt,
}

/// Where a client identity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientOrigin {
    /// The person registered an app and typed its id.
    Own,
    /// The id is the address of a document that describes us.
    MetadataDocument,
    /// The server gave us the id when we asked (RFC 7591).
    Dynamic,
}

/// A client identity at one issuer. Serializes without its secrets; those go through [`Client::to_secret`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Client {
    /// The only authorization server it may be shown to.
    pub issuer: String,
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    #[serde(skip)]
    pub secret: Option<SecretString>,
    /// What signs assertions for [`ClientAuthentication::PrivateKeyJwt`]. The connection keeps it, not the client.
    #[serde(skip)]
    pub key: Option<SigningKey>,
    /// How it proves itself.
    pub authentication: ClientAuthentication,
    /// Where it comes from.
    pub origin: ClientOrigin,
    /// The redirect addresses it is registered with.
    pub redirect_uris: Vec<String>,
    /// When the secret stops working, in seconds since 1970.
    pub secret_expires_at: Option<u64>,
    /// How to remove the registration.
    pub registration: Option<Management>,
}

/// Where and with what a dynamic registration is managed (RFC 7592).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Management {
    /// `registration_client_uri`.
    pub uri: Url,
    /// `registration_access_token`.
    #[serde(skip)]
    pub access_token: SecretString,
}

/// What of a client belongs in the keychain.
#[derive(Deserialize)]
struct Secrets {
    secret: Option<SecretString>,
    registration_access_token: Option<SecretString>,
}

impl Client {
    /// Its secrets as one text for the keychain; `None` when it has none.
    pub fn to_secret(&self) -> Option<SecretString> {
        let secret = self.secret.as_ref().map(ExposeSecret::expose_secret);
        let token = self.registration.as_ref().map(|management| management.access_token.expose_secret());
        if secret.is_none() && token.is_none() {
            return None;
        }
        let text = serde_json::json!({ "secret": secret, "registration_access_token": token }).to_string();
        Some(text.into())
    }

    /// The client again as it was before [`Client::to_secret`]; `None` when what was kept is damaged.
    pub fn with_secret(mut self, kept: &SecretString) -> Option<Client> {
        let kept: Secrets = serde_json::from_str(kept.expose_secret()).ok()?;
        self.secret = kept.secret;
        // Without its token a registration cannot be managed.
        self.registration = self
            .registration
            .zip(kept.registration_access_token)
            .map(|(management, access_token)| Management { access_token, ..management });
        Some(self)
    }

    /// Whether an earlier registration serves again: same issuer, a redirect address it knows, a secret that lives.
    pub(crate) fn serves(&self, issuer: &str, redirect_uri: &str, now: u64) -> bool {
        let alive = self.secret_expires_at.is_none_or(|expiry| now < expiry);
        let needed = matches!(self.authentication, ClientAuthentication::Basic | ClientAuthentication::Post);
        self.issuer == issuer
            && alive
            && (self.secret.is_some() || !needed)
            && self.redirect_uris.iter().any(|known| fits(known, redirect_uri))
    }

    pub(crate) fn key(&self) -> Result<&SigningKey, Error> {
        self.key.as_ref().ok_or_else(|| Error::KeyUnusable { reason: "there is no private key".into() })
    }
}

/// What decides how a client proves itself.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    /// The person's choice.
    pub wished: Option<ClientAuthentication>,
    /// What the server registered us with.
    pub registered: Option<ClientAuthentication>,
    /// `token_endpoint_auth_methods_supported`.
    pub advertised: Option<&'a [String]>,
    /// Whether there is a secret.
    pub secret: bool,
    /// Whether there is a private key.
    pub key: bool,
}

impl ClientAuthentication {
    /// As registrations and metadata name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ClientAuthentication::None => "none",
            ClientAuthentication::Basic => "client_secret_basic",
            ClientAuthentication::Post => "client_secret_post",
            ClientAuthentication::PrivateKeyJwt => "private_key_jwt",
        }
    }

    pub(crate) fn named(name: &str) -> Option<ClientAuthentication> {
        use ClientAuthentication::{Basic, None as Public, Post, PrivateKeyJwt};
        [Public, Basic, Post, PrivateKeyJwt].into_iter().find(|method| method.name() == name)
    }

    /// The person's choice, else what the registration says, else the first the server supports of basic, post, none.
    pub(crate) fn choose(means: Means<'_>) -> ClientAuthentication {
        use ClientAuthentication::{Basic, None as Public, Post, PrivateKeyJwt};
        let listed = |method: ClientAuthentication| {
            means.advertised.is_none_or(|list| list.iter().any(|name| name == method.name()))
        };
        if let Some(wished) = means.wished {
            return wished;
        }
        if !means.secret {
            return if means.key { PrivateKeyJwt } else { Public };
        }
        if let Some(registered) =
            means.registered.filter(|method| *method != PrivateKeyJwt && listed(*method))
        {
            return registered;
        }
        // RFC 8414: a server that lists nothing supports basic.
        [Basic, Post, Public].into_iter().find(|method| listed(*method)).unwrap_or(Basic)
    }

    /// What to register with: public where the server allows it. Else the secret goes into the form: servers on the
    /// Python SDK look for the client's id there, whatever the header says.
    pub(crate) fn to_register(advertised: Option<&[String]>) -> ClientAuthentication {
        use ClientAuthentication::{Basic, None as Public, Post};
        let listed = |method: &ClientAuthentication| {
            advertised.is_none_or(|list| list.is_empty() || list.iter().any(|name| name == method.name()))
        };
        [Public, Post, Basic].into_iter().find(listed).unwrap_or(Public)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    const SECRET: Means<'_> =
        Means { wished: None, registered: None, advertised: None, secret: true, key: false };

    #[test]
    fn the_persons_choice_comes_before_everything() {
        let advertised = names(&["client_secret_basic"]);
        let means =
            Means { wished: Some(ClientAuthentication::Post), advertised: Some(&advertised), ..SECRET };
        assert_eq!(ClientAuthentication::choose(means), ClientAuthentication::Post);
    }

    #[test]
    fn what_was_registered_counts_when_the_server_supports_it() {
        let registered = Some(ClientAuthentication::Post);
        assert_eq!(ClientAuthentication::choose(Means { registered, ..SECRET }), ClientAuthentication::Post);
        let advertised = names(&["client_secret_basic"]);
        let means = Means { registered, advertised: Some(&advertised), ..SECRET };
        assert_eq!(ClientAuthentication::choose(means), ClientAuthentication::Basic);
    }

    #[test]
    fn metadata_decides_in_the_order_basic_post_none() {
        for (advertised, expected) in [
            (names(&["none", "client_secret_post", "client_secret_basic"]), ClientAuthentication::Basic),
            (names(&["none", "client_secret_post"]), ClientAuthentication::Post),
            (names(&["none"]), ClientAuthentication::None),
            (names(&[]), ClientAuthentication::Basic),
            (names(&["tls_client_auth"]), ClientAuthentication::Basic),
        ] {
            let means = Means { advertised: Some(&advertised), ..SECRET };
            assert_eq!(ClientAuthentication::choose(means), expected, "{advertised:?}");
        }
        assert_eq!(ClientAuthentication::choose(SECRET), ClientAuthentication::Basic);
    }

    #[test]
    fn without_a_secret_a_key_signs_and_without_a_key_nothing_does() {
        let public = Means { secret: false, ..SECRET };
        assert_eq!(ClientAuthentication::choose(public), ClientAuthentication::None);
        let signing = Means { key: true, ..public };
        assert_eq!(ClientAuthentication::choose(signing), ClientAuthentication::PrivateKeyJwt);
    }

    #[test]
    fn registers_as_a_public_client_where_the_server_allows_it() {
        for (advertised, expected) in [
            (None, ClientAuthentication::None),
            (Some(names(&[])), ClientAuthentication::None),
            (Some(names(&["client_secret_basic", "none"])), ClientAuthentication::None),
            (Some(names(&["client_secret_basic", "client_secret_post"])), ClientAuthentication::Post),
            (Some(names(&["client_secret_basic"])), ClientAuthentication::Basic),
            (Some(names(&["private_key_jwt"])), ClientAuthentication::None),
        ] {
            assert_eq!(ClientAuthentication::to_register(advertised.as_deref()), expected, "{advertised:?}");
        }
    }

    fn registered() -> Client {
        Client {
            issuer: "https://as.example".into(),
            id: "abc".into(),
            secret: Some("s3cret-canary".into()),
            key: None,
            authentication: ClientAuthentication::Basic,
            origin: ClientOrigin::Dynamic,
            redirect_uris: vec!["http://127.0.0.1:4000/callback".into()],
            secret_expires_at: Some(1_000),
            registration: Some(Management {
                uri: Url::parse("https://as.example/register/abc").unwrap(),
                access_token: "manage-canary".into(),
            }),
        }
    }

    #[test]
    fn serves_again_only_for_its_issuer_its_redirect_and_while_the_secret_lives() {
        let client = registered();
        let redirect = "http://127.0.0.1:4000/callback";
        assert!(client.serves("https://as.example", redirect, 999));
        assert!(!client.serves("https://as.example", redirect, 1_000));
        assert!(!client.serves("https://as.example/", redirect, 999));
        assert!(!client.serves("https://as.example", "http://127.0.0.1:4001/callback", 999));
        let robbed = Client { secret: None, ..client };
        assert!(!robbed.serves("https://as.example", redirect, 999));
    }

    #[test]
    fn secrets_are_kept_apart_and_put_back() {
        let client = registered();
        let open = serde_json::to_string(&client).unwrap();
        assert!(!open.contains("canary") && !format!("{client:?}").contains("canary"));
        let kept = client.to_secret().unwrap();
        let again = serde_json::from_str::<Client>(&open).unwrap().with_secret(&kept).unwrap();
        assert_eq!(again.secret.unwrap().expose_secret(), "s3cret-canary");
        assert_eq!(again.registration.unwrap().access_token.expose_secret(), "manage-canary");
        assert!(client.with_secret(&"damaged".into()).is_none());
    }

    #[test]
    fn a_public_client_keeps_no_secret() {
        let client = Client { secret: None, registration: None, ..registered() };
        assert!(client.to_secret().is_none());
    }
}

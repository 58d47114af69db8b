//! OAuth 2.0 as a person chooses it, as it is saved and as it is shown. The secrets are in the keychain.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{AccountView, Millis, SecretInput};

/// OAuth as entered. Every blank field is found out from the server.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OAuthRequest {
    /// Who signs in: a person in the browser, or this app for itself.
    pub grant: Grant,
    /// Blank, or together with the token URL in place of what the server says.
    pub authorization_url: String,
    /// Blank, or in place of what the server says.
    pub token_url: String,
    /// Of an app the person registered; blank lets Hitchpost register itself.
    pub client_id: String,
    /// Of that app, if it has one.
    pub client_secret: SecretInput,
    /// PEM, for `private_key_jwt`.
    pub private_key: SecretInput,
    /// Separated by spaces; blank takes what the server asks for.
    pub scopes: String,
    /// How the token endpoint is told which client asks.
    pub client_authentication: ClientAuthentication,
    /// Used when the client ID is blank.
    pub registration: Registration,
    /// Proof that whoever redeems the code is whoever asked for it.
    pub pkce: PkceChoice,
    /// RFC 8707: for which server the token is to be good.
    pub resource: ResourceRequest,
    /// Added to the authorization request, such as `prompt`.
    pub extra_parameters: Vec<ExtraParameter>,
    /// Where the browser comes back to.
    pub redirect: RedirectMode,
    /// A fixed port for the loopback address; otherwise any free one.
    pub loopback_port: Option<u16>,
    /// Blank, or the only authorization server to accept.
    pub issuer: String,
    /// A server with a public address may name sign-in addresses on a private network.
    pub allow_private_addresses: bool,
}

/// OAuth as shown: the same fields, with “saved on …” in place of the secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OAuthView {
    /// Who signs in.
    pub grant: Grant,
    /// As typed; blank when the server is asked.
    pub authorization_url: String,
    /// As typed; blank when the server is asked.
    pub token_url: String,
    /// As typed; blank when Hitchpost registers itself.
    pub client_id: String,
    /// When the client secret was saved.
    pub client_secret_saved_at: Option<Millis>,
    /// When the private key was saved.
    pub private_key_saved_at: Option<Millis>,
    /// As typed; empty takes what the server asks for.
    pub scopes: Vec<String>,
    /// How the token endpoint is told which client asks.
    pub client_authentication: ClientAuthentication,
    /// Used when the client ID is blank.
    pub registration: Registration,
    /// Proof that whoever redeems the code is whoever asked for it.
    pub pkce: PkceChoice,
    /// For which server the token is to be good.
    pub resource: ResourceRequest,
    /// Added to the authorization request.
    pub extra_parameters: Vec<ExtraParameter>,
    /// Where the browser comes back to.
    pub redirect: RedirectMode,
    /// A fixed port for the loopback address.
    pub loopback_port: Option<u16>,
    /// As typed; blank accepts whichever the server names.
    pub issuer: String,
    /// A server with a public address may name sign-in addresses on a private network.
    pub allow_private_addresses: bool,
    /// The account in use.
    pub account: Option<AccountView>,
    /// All accounts of this connection.
    pub accounts: Vec<AccountView>,
    /// What to register at the authorization server for an app of one's own.
    pub redirect_uri: String,
}

/// Who signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// A person, in the browser.
    #[default]
    AuthorizationCode,
    /// The app itself, with its secret or key; no browser.
    ClientCredentials,
}

/// How a client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// As the server says it can.
    #[default]
    Automatic,
    /// Not at all: a public client.
    None,
    /// The secret in a Basic header.
    Basic,
    /// The secret in the form.
    Post,
    /// RFC 7523: a statement signed with the private key.
    PrivateKeyJwt,
}

/// How Hitchpost introduces itself where the person has no app of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// With a metadata document where the server takes one, else by registering.
    #[default]
    Automatic,
    /// With a client ID metadata document only.
    MetadataDocument,
    /// By dynamic registration only (RFC 7591).
    Dynamic,
}

/// PKCE (RFC 7636), always with S256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PkceChoice {
    /// Only with servers that say that they support it.
    #[default]
    Required,
    /// Sent also to a server that does not say so.
    AllowUnadvertised,
    /// Not sent: for servers that refuse it.
    Off,
}

/// The `resource` parameter (RFC 8707).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum ResourceRequest {
    /// As the server's metadata says, else its address.
    #[default]
    Automatic,
    /// This one.
    Custom {
        /// An absolute URI without a fragment.
        value: String,
    },
    /// None, for servers that refuse it.
    Omit,
}

/// A parameter of one's own for the authorization request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtraParameter {
    /// Its name.
    pub name: String,
    /// Its value; not a secret.
    pub value: String,
}

/// Where the browser comes back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RedirectMode {
    /// An app of one's own: the link where this computer hands it to us. Otherwise the loopback address.
    #[default]
    Automatic,
    /// `http://127.0.0.1:<port>/callback`.
    Loopback,
    /// `hitchpost://oauth/callback`.
    DeepLink,
}

/// The port on which an app of the person's own comes back unless they chose another: many servers want to know the
/// whole address beforehand.
pub(crate) const OWN_APP_PORT: u16 = 41873;

/// The link that brings a sign-in back.
pub(crate) const DEEP_LINK: &str = "hitchpost://oauth/callback";

/// OAuth as it is saved with a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OAuthSettings {
    pub grant: Grant,
    pub authorization_url: Option<Url>,
    pub token_url: Option<Url>,
    pub client_id: Option<String>,
    pub scopes: Vec<String>,
    pub client_authentication: ClientAuthentication,
    pub registration: Registration,
    pub pkce: PkceChoice,
    pub resource: ResourceRequest,
    pub extra_parameters: Vec<ExtraParameter>,
    pub redirect: RedirectMode,
    pub loopback_port: Option<u16>,
    pub issuer: Option<String>,
    pub allow_private_addresses: bool,
}

impl OAuthSettings {
    /// What a person registers at the authorization server, as far as it is known before a sign-in.
    pub fn redirect_uri(&self) -> String {
        match (self.redirect, self.loopback_port, &self.client_id) {
            (RedirectMode::DeepLink, ..) | (RedirectMode::Automatic, None, Some(_)) => DEEP_LINK.to_owned(),
            (_, Some(port), _) => loopback_uri(port),
            (_, None, Some(_)) => loopback_uri(OWN_APP_PORT),
            (_, None, None) => "http://127.0.0.1/callback".to_owned(),
        }
    }

    /// What a host may see of it.
    pub fn view(
        &self,
        client_secret_saved_at: Option<Millis>,
        private_key_saved_at: Option<Millis>,
        accounts: &[AccountView],
    ) -> OAuthView {
        let text = |url: &Option<Url>| url.as_ref().map(Url::to_string).unwrap_or_default();
        OAuthView {
            grant: self.grant,
            authorization_url: text(&self.authorization_url),
            token_url: text(&self.token_url),
            client_id: self.client_id.clone().unwrap_or_default(),
            client_secret_saved_at,
            private_key_saved_at,
            scopes: self.scopes.clone(),
            client_authentication: self.client_authentication,
            registration: self.registration,
            pkce: self.pkce,
            resource: self.resource.clone(),
            extra_parameters: self.extra_parameters.clone(),
            redirect: self.redirect,
            loopback_port: self.loopback_port,
            issuer: self.issuer.clone().unwrap_or_default(),
            allow_private_addresses: self.allow_private_addresses,
            account: accounts.iter().find(|account| account.in_use).cloned(),
            accounts: accounts.to_vec(),
            redirect_uri: self.redirect_uri(),
        }
    }
}

/// Where the browser comes back to on this computer.
pub(crate) fn loopback_uri(port: u16) -> String {
    format!("http://127.0.0.1:{port}/callback")
}

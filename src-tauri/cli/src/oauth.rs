//! OAuth settings as typed: `hitchpost add --oauth …`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use hitchpost_core::connection::{
    AuthRequest, ClientAuthentication, ExtraParameter, Grant, OAuthRequest, PkceChoice, RedirectMode,
    Registration, ResourceRequest, SecretInput,
};
use hitchpost_core::secret::SecretText;

use crate::exit::Stop;
use crate::secrets::{ask, from_environment};

/// Everything but `--oauth` itself can be left out: the server says it, and Hitchpost registers itself.
#[derive(Args)]
#[command(next_help_heading = "OAuth")]
pub struct OAuth {
    /// Sign in with OAuth 2.0, later, with: hitchpost connect
    #[arg(long, conflicts_with_all = ["token", "token_env", "headers", "secret_headers"])]
    pub oauth: bool,
    /// The ID of an app you registered [default: Hitchpost registers itself]
    #[arg(long, value_name = "ID", requires = "oauth")]
    pub client_id: Option<String>,
    /// Ask for that app's secret, or read it from standard input when that is not a terminal
    #[arg(long, visible_alias = "client-secret-stdin", requires = "client_id")]
    pub client_secret: bool,
    /// Take that app's secret from this environment variable
    #[arg(long, value_name = "NAME", requires = "client_id", conflicts_with = "client_secret")]
    pub client_secret_env: Option<String>,
    /// Sign with the private key in this PEM file
    #[arg(long, value_name = "FILE", requires = "client_id")]
    pub private_key: Option<PathBuf>,
    /// The app signs in for itself, without a person and without a browser
    #[arg(long, requires = "client_id")]
    pub client_credentials: bool,
    /// How the token endpoint is told which app asks
    #[arg(long, default_value = "automatic", requires = "oauth")]
    pub client_authentication: Authentication,
    /// How Hitchpost introduces itself without an app of yours
    #[arg(long, default_value = "automatic", requires = "oauth")]
    pub registration: HowToRegister,
    /// The page to sign in, in place of the one the server names; needs --token-url
    #[arg(long, value_name = "URL", requires = "token_url")]
    pub authorization_url: Option<String>,
    /// Where tokens come from, in place of what the server says
    #[arg(long, value_name = "URL", requires = "oauth")]
    pub token_url: Option<String>,
    /// What to ask for, separated by spaces; may be repeated [default: what the server asks for]
    #[arg(long = "scope", value_name = "SCOPE", requires = "oauth")]
    pub scopes: Vec<String>,
    /// The server the token is for, in place of the one the server names
    #[arg(long, value_name = "URI", requires = "oauth")]
    pub resource: Option<String>,
    /// Do not say which server the token is for
    #[arg(long, requires = "oauth", conflicts_with = "resource")]
    pub no_resource: bool,
    /// The proof that whoever redeems the code is whoever asked for it
    #[arg(long, default_value = "required", requires = "oauth")]
    pub pkce: Pkce,
    /// Add this to the page's address, as in "prompt=consent"; may be repeated
    #[arg(long = "parameter", value_name = "NAME=VALUE", requires = "oauth")]
    pub parameters: Vec<String>,
    /// Where the browser comes back to
    #[arg(long, default_value = "automatic", requires = "oauth")]
    pub redirect: Redirect,
    /// Come back to this port of this computer [default: any free one]
    #[arg(long, value_name = "PORT", requires = "oauth")]
    pub callback_port: Option<u16>,
    /// The only authorization server to accept
    #[arg(long, value_name = "URL", requires = "oauth")]
    pub issuer: Option<String>,
    /// Accept a sign-in service on your private network although the server's own address is a name
    #[arg(long, requires = "oauth")]
    pub allow_private_addresses: bool,
}

impl OAuth {
    /// The settings as the core takes them; asks for secrets.
    pub fn request(&self) -> Result<AuthRequest, Stop> {
        let settings = OAuthRequest {
            grant: match self.client_credentials {
                true => Grant::ClientCredentials,
                false => Grant::AuthorizationCode,
            },
            authorization_url: self.authorization_url.clone().unwrap_or_default(),
            token_url: self.token_url.clone().unwrap_or_default(),
            client_id: self.client_id.clone().unwrap_or_default(),
            client_secret: self.client_secret()?,
            private_key: self.private_key.as_deref().map_or(Ok(SecretInput::Forget), read_key)?,
            scopes: self.scopes.join(" "),
            client_authentication: self.client_authentication.into(),
            registration: self.registration.into(),
            pkce: self.pkce.into(),
            resource: match (&self.resource, self.no_resource) {
                (Some(value), _) => ResourceRequest::Custom { value: value.clone() },
                (None, true) => ResourceRequest::Omit,
                (None, false) => ResourceRequest::Automatic,
            },
            extra_parameters: self.parameters.iter().map(|pair| parameter(pair)).collect::<Result<_, _>>()?,
            redirect: self.redirect.into(),
            loopback_port: self.callback_port,
            issuer: self.issuer.clone().unwrap_or_default(),
            allow_private_addresses: self.allow_private_addresses,
        };
        Ok(AuthRequest::OAuth { settings: Box::new(settings) })
    }

    fn client_secret(&self) -> Result<SecretInput, Stop> {
        Ok(match (&self.client_secret_env, self.client_secret) {
            (Some(variable), _) => set(from_environment(variable)?),
            (None, true) => set(ask("Client secret: ")?),
            (None, false) => SecretInput::Forget,
        })
    }
}

fn set(secret: String) -> SecretInput {
    SecretInput::Set { value: SecretText::new(secret) }
}

fn read_key(file: &Path) -> Result<SecretInput, Stop> {
    let key = std::fs::read_to_string(file)
        .map_err(|error| Stop::Input(format!("{} can't be read: {error}", file.display())))?;
    Ok(set(key))
}

fn parameter(pair: &str) -> Result<ExtraParameter, Stop> {
    let (name, value) = pair
        .split_once('=')
        .ok_or_else(|| Stop::Input(format!("`{pair}` is not a parameter; write name=value")))?;
    Ok(ExtraParameter { name: name.to_owned(), value: value.to_owned() })
}

/// Makes a choice that can be typed of one of the core's.
macro_rules! typed {
    ($(#[$about:meta])* $typed:ident of $chosen:ident { $($(#[$doc:meta])* $name:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, ValueEnum)]
        pub enum $typed { $($(#[$doc])* $name,)+ }

        impl From<$typed> for $chosen {
            fn from(typed: $typed) -> Self {
                match typed { $($typed::$name => Self::$name,)+ }
            }
        }
    };
}

typed! {
    /// How a client proves itself at the token endpoint.
    Authentication of ClientAuthentication {
        /// As the server says it can
        Automatic,
        /// Not at all
        None,
        /// The secret in a Basic header
        Basic,
        /// The secret in the form
        Post,
        /// A statement signed with the private key
        PrivateKeyJwt,
    }
}

typed! {
    /// How Hitchpost introduces itself.
    HowToRegister of Registration {
        /// With its metadata document where the server takes one, else by registering
        Automatic,
        /// With its metadata document
        MetadataDocument,
        /// By registering
        Dynamic,
    }
}

typed! {
    /// When PKCE is used.
    Pkce of PkceChoice {
        /// Only with servers that say that they support it
        Required,
        /// Also with servers that do not say so
        AllowUnadvertised,
        /// Never: for servers that refuse it
        Off,
    }
}

typed! {
    /// Where the browser comes back to.
    Redirect of RedirectMode {
        /// To this computer's own address, or by a link to an app of yours
        Automatic,
        /// To this computer's own address
        Loopback,
        /// By a hitchpost:// link, which the window receives
        DeepLink,
    }
}

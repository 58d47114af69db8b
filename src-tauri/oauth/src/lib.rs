//! OAuth 2.1 the way MCP servers want it: from a 401 to tokens and back.
//!
//! The order of things: a server refuses with a [`BearerChallenge`]; [`discover`] finds who issues its tokens;
//! [`prepare`] becomes a client there and builds the address a browser opens; [`finish`] redeems what comes back;
//! [`refresh`] renews it where it was granted. This crate opens no browser, keeps nothing and knows neither MCP nor
//! saved connections. Everything a server names is checked before it is asked, and no text of an [`Error`] holds a
//! secret.

mod authorize;
mod callback;
mod challenge;
mod checks;
mod client;
mod client_credentials;
mod discovery;
mod error;
mod flow;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod grant;
mod http;
mod metadata;
mod quoted;
mod redirect;
mod refresh;
mod registration;
mod reply;
mod resource;
mod revoke;
mod scope;
mod signing_key;
mod token;

pub use authorize::{ResourceChoice, is_reserved_parameter};
pub use challenge::BearerChallenge;
pub use checks::{Pkce, typed_address};
pub use client::{Client, ClientAuthentication, ClientOrigin, Management};
pub use client_credentials::{client_credentials, prepare_client_credentials};
pub use discovery::{Choice, Discovered, Outcome, Tried, discover, discover_for};
pub use error::{EndpointFault, Error, NetworkFault, NetworkKind};
pub use flow::{Ground, OwnClient, Prepared, Step, Wishes, finish, prepare};
pub use grant::{GrantContext, Granted, Pending};
pub use http::{Exchange, Http, HttpOptions, Observer};
pub use metadata::{AuthorizationServerMetadata, ProtectedResourceMetadata};
pub use redirect::is_redirect_refused;
pub use refresh::refresh;
pub use registration::{RegistrationChoice, deregister};
pub use resource::covers;
pub use revoke::{TokenHint, revoke};
pub use signing_key::SigningKey;

pub use hitchpost_net::Reach;
pub use secrecy::SecretString;
pub use url::Url;

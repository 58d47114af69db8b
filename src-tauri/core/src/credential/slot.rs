//! What a secret is for.

use std::fmt;
use std::str::FromStr;

/// What a secret is for, within its owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// Of a connection.
    Token,
    /// Of a connection; the header's name in lower case.
    Header(String),
    /// Of a connection; the query parameter's name, see `ServerUrl::hidden`.
    Query(String),
    /// Of a connection; the environment variable's name.
    Env(String),
    /// Of a connection: of its proxy's user.
    ProxyPassword,
    /// Of a connection: of the person's own OAuth client.
    ClientSecret,
    /// Of a connection: of the person's own OAuth client, in PEM.
    PrivateKey,
    /// Of an account: all its tokens in one item, so that a rotation is one write.
    Tokens,
    /// Of an OAuth client: what it proves itself with.
    Client,
    /// Of a sign-in: what must be remembered until the browser comes back.
    Pending,
}

/// Slots without a name of their own, as they are written.
const PLAIN: [(Slot, &str); 7] = [
    (Slot::Token, "token"),
    (Slot::ProxyPassword, "proxy_password"),
    (Slot::ClientSecret, "client_secret"),
    (Slot::PrivateKey, "private_key"),
    (Slot::Tokens, "tokens"),
    (Slot::Client, "client"),
    (Slot::Pending, "pending"),
];

impl Slot {
    /// The slot of a header, whichever way its name is written.
    pub fn header(name: &str) -> Self {
        Self::Header(name.to_ascii_lowercase())
    }

    /// How a person would call it.
    pub fn label(&self) -> &str {
        match self {
            Self::Token => "token",
            Self::Header(name) | Self::Query(name) | Self::Env(name) => name,
            Self::ProxyPassword => "proxy password",
            Self::ClientSecret => "client secret",
            Self::PrivateKey => "private key",
            Self::Tokens | Self::Client | Self::Pending => "sign-in",
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Query(name) => write!(f, "query:{name}"),
            Self::Env(name) => write!(f, "env:{name}"),
            plain => {
                let written = PLAIN.iter().find(|(slot, _)| slot == plain).map(|(_, text)| *text);
                f.write_str(written.unwrap_or_default())
            }
        }
    }
}

impl FromStr for Slot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("header", name)) => Ok(Self::Header(name.to_owned())),
            Some(("query", name)) => Ok(Self::Query(name.to_owned())),
            Some(("env", name)) => Ok(Self::Env(name.to_owned())),
            _ => PLAIN
                .iter()
                .find(|(_, written)| *written == text)
                .map(|(slot, _)| slot.clone())
                .ok_or_else(|| format!("unknown kind of secret `{text}`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_read_as_it_was_written() {
        let named =
            [Slot::header("X-Api-Key"), Slot::Query("key#2".to_owned()), Slot::Env("A:b_KEY".to_owned())];
        for slot in PLAIN.iter().map(|(slot, _)| slot).chain(&named) {
            let written = slot.to_string();
            assert!(!written.is_empty());
            assert_eq!(written.parse::<Slot>().as_ref(), Ok(slot));
        }
        assert!("tokenz".parse::<Slot>().is_err());
    }
}

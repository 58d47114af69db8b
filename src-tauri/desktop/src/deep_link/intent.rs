//! What a `hitchpost://` link may ask for. Anybody can write one, so a link names an intent declared here or nothing;
//! it never runs, connects or changes anything by itself.

use std::collections::HashSet;

use hitchpost_core::connection::{ConnectionId, LinkedAddress, names_secret};
use serde::Serialize;
use serde_json::{Map, Value};
use tauri::Url;

/// The longest link that is read at all. Authorization codes of some servers take several kilobytes.
const LONGEST: usize = 16 * 1024;

/// The only version of `add` links so far.
const ADD_VERSION: &str = "1";

/// The longest name of a server or tool in a link.
const LONGEST_NAME: usize = 256;

/// What a link asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// `open` or `signed-in`: bring the window to the front.
    Return,
    /// `oauth/callback?…`: a sign-in's answer. It stays in the link, which carries secrets.
    Callback,
    /// `add`, `open?connection=` or `tool`: for the window, which shows or asks.
    Show(LinkView),
}

/// A link as the window sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum LinkView {
    /// Somebody proposes a server: ask before anything is sent there.
    Add {
        /// Its address, without anything that looks like a secret.
        url: String,
        /// What to call it.
        name: Option<String>,
        /// The link carried something that looks like a secret; it was left out.
        refused_secret: bool,
    },
    /// Show a connection.
    Open {
        /// Which one; it may no longer be there.
        connection: ConnectionId,
    },
    /// Show a tool, filled in, without running it.
    Tool {
        /// Whose tool.
        connection: ConnectionId,
        /// Its name.
        tool: String,
        /// Its arguments: the text of a JSON object.
        args: Option<String>,
    },
    /// A link this version does not know or that is damaged.
    Unknown,
}

/// Why a link is not followed. Says nothing of its contents, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not an intent of this version.
    Unknown,
    /// Longer than any honest link.
    TooLong,
    /// A parameter stands there twice, so two readers could see two different links.
    Duplicate,
    /// A parameter is missing, or is not what it should be.
    Malformed,
}

impl Intent {
    /// Reads a link, whoever sent it.
    pub fn parse(link: &Url) -> Result<Self, Refusal> {
        if link.as_str().len() > LONGEST {
            return Err(Refusal::TooLong);
        }
        let has_extras = !link.username().is_empty() || link.password().is_some() || link.port().is_some();
        if link.scheme() != "hitchpost" || has_extras {
            return Err(Refusal::Unknown);
        }
        let parameters = Parameters::read(link)?;
        match (link.host_str(), link.path()) {
            (Some("oauth"), "/callback") => Ok(Self::Callback),
            (Some("signed-in"), "" | "/") => Ok(Self::Return),
            (Some("open"), "" | "/") => open(&parameters),
            (Some("add"), "" | "/") => add(&parameters),
            (Some("tool"), "" | "/") => tool(&parameters),
            _ => Err(Refusal::Unknown),
        }
    }
}

fn open(parameters: &Parameters) -> Result<Intent, Refusal> {
    match parameters.connection()? {
        Some(connection) => Ok(Intent::Show(LinkView::Open { connection })),
        None => Ok(Intent::Return),
    }
}

fn add(parameters: &Parameters) -> Result<Intent, Refusal> {
    if parameters.text("v")? != Some(ADD_VERSION) {
        return Err(Refusal::Unknown);
    }
    let address = parameters.text("url")?.and_then(LinkedAddress::parse).ok_or(Refusal::Malformed)?;
    Ok(Intent::Show(LinkView::Add {
        url: address.url,
        name: parameters.name("name")?.map(str::to_owned),
        refused_secret: address.refused_secret || parameters.carry_secret(),
    }))
}

fn tool(parameters: &Parameters) -> Result<Intent, Refusal> {
    let args = parameters.text("args")?;
    if args.is_some_and(|args| serde_json::from_str::<Map<String, Value>>(args).is_err()) {
        return Err(Refusal::Malformed);
    }
    Ok(Intent::Show(LinkView::Tool {
        connection: parameters.connection()?.ok_or(Refusal::Malformed)?,
        tool: parameters.name("tool")?.ok_or(Refusal::Malformed)?.to_owned(),
        args: args.map(str::to_owned),
    }))
}

/// A link's parameters, decoded once: what is still encoded after that stays so.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn read(link: &Url) -> Result<Self, Refusal> {
        let pairs: Vec<(String, String)> = link.query_pairs().into_owned().collect();
        let mut names = HashSet::new();
        if !pairs.iter().all(|(name, _)| names.insert(name)) {
            return Err(Refusal::Duplicate);
        }
        Ok(Self(pairs))
    }

    /// A parameter's text; never empty, and never with characters that nobody can see or type.
    fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let found = self.0.iter().find(|(other, value)| other == name && !value.is_empty());
        match found {
            // U+FFFD stands for bytes that are not UTF-8.
            Some((_, value)) if value.chars().any(|c| c.is_control() || c == '\u{fffd}') => {
                Err(Refusal::Malformed)
            }
            found => Ok(found.map(|(_, value)| value.as_str())),
        }
    }

    fn name(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.text(name)? {
            Some(text) if text.len() > LONGEST_NAME => Err(Refusal::Malformed),
            text => Ok(text),
        }
    }

    fn connection(&self) -> Result<Option<ConnectionId>, Refusal> {
        let Some(text) = self.text("connection")? else { return Ok(None) };
        serde_json::from_value(text.into()).map(Some).map_err(|_| Refusal::Malformed)
    }

    fn carry_secret(&self) -> bool {
        self.0.iter().any(|(name, value)| !value.is_empty() && names_secret(name))
    }
}

#[cfg(test)]
mod tests;

//! How servers introduce themselves: `server/discover` and `initialize`.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::{Era, Server, legacy};
use crate::error::{Error, excerpt};
use crate::wire::RawJson;
use crate::wire::tool::text;

#[derive(Deserialize)]
struct Info<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    version: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Initialized<'a> {
    protocol_version: Option<String>,
    #[serde(borrow)]
    capabilities: Option<&'a RawValue>,
    #[serde(borrow)]
    server_info: Option<&'a RawValue>,
    #[serde(borrow)]
    instructions: Option<&'a RawValue>,
}

/// What a modern server says of itself.
#[derive(Debug)]
pub(crate) struct Discovered {
    pub supported: Vec<String>,
    pub server: Server,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DiscoverWire<'a> {
    supported_versions: Vec<String>,
    #[serde(borrow)]
    capabilities: Option<&'a RawValue>,
    #[serde(borrow)]
    instructions: Option<&'a RawValue>,
    #[serde(borrow, rename = "_meta")]
    meta: Option<&'a RawValue>,
    /// Where drafts of the revision had it.
    #[serde(borrow)]
    server_info: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(borrow, rename = "io.modelcontextprotocol/serverInfo")]
    info: Option<&'a RawValue>,
}

/// Reads a DiscoverResult; a result without `supportedVersions` is none.
pub(crate) fn from_discover(result: &RawJson, protocol: &str) -> Result<Discovered, Error> {
    let wire: DiscoverWire<'_> = result.read().map_err(|error| Error::Malformed {
        reason: format!("the result of `server/discover` can't be read: {error}"),
        excerpt: Some(excerpt(result.as_str())),
    })?;
    let meta = wire.meta.and_then(|meta| serde_json::from_str::<Meta<'_>>(meta.get()).ok());
    let info = meta.and_then(|meta| meta.info).or(wire.server_info);
    let server = server(result, info, wire.capabilities, wire.instructions, (protocol, Era::Modern));
    Ok(Discovered { supported: wire.supported_versions, server })
}

/// Reads an InitializeResult and checks that we know the revision it settles on.
pub(crate) fn from_initialize(result: &RawJson) -> Result<Server, Error> {
    let wire: Initialized<'_> = result.read().map_err(|error| Error::Malformed {
        reason: format!("the result of `initialize` can't be read: {error}"),
        excerpt: Some(excerpt(result.as_str())),
    })?;
    let Some(version) = wire.protocol_version else {
        let reason = "the result of `initialize` has no `protocolVersion`".into();
        return Err(Error::Malformed { reason, excerpt: Some(excerpt(result.as_str())) });
    };
    if !legacy::VERSIONS.contains(&version.as_str()) {
        return Err(Error::Version { offered: vec![version] });
    }
    Ok(server(result, wire.server_info, wire.capabilities, wire.instructions, (&version, Era::Legacy)))
}

fn server(
    frame: &RawJson,
    info: Option<&RawValue>,
    capabilities: Option<&RawValue>,
    instructions: Option<&RawValue>,
    (protocol, era): (&str, Era),
) -> Server {
    let info = info.and_then(|info| serde_json::from_str::<Info<'_>>(info.get()).ok());
    let (name, title, version) = info.map_or((None, None, None), |info| {
        (info.name.and_then(text), info.title.and_then(text), info.version.and_then(text))
    });
    Server {
        name: name.unwrap_or_default(),
        title: title.filter(|title| !title.is_empty()),
        version,
        instructions: instructions.and_then(text).filter(|text| !text.is_empty()),
        capabilities: capabilities
            .filter(|value| value.get().starts_with('{'))
            .map_or_else(RawJson::empty_object, |value| RawJson::slice(frame.text(), value)),
        protocol: protocol.to_owned(),
        era,
    }
}

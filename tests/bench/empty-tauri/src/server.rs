//! A list of tools, fetched in the plainest way there is.

use std::io::{Error, Read as _, Result, Write as _};
use std::net::TcpStream;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What a row shows.
#[derive(Serialize)]
pub struct ListedTool {
    name: String,
    description: String,
}

/// A fetched list.
pub struct Tools {
    listed: Vec<ListedTool>,
    schemas: Vec<Box<RawValue>>,
}

impl Tools {
    /// Asks a server of this era for its list.
    pub fn fetch(url: &str) -> Result<Tools> {
        const BODY: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#;
        let rest = url.strip_prefix("http://").ok_or_else(|| Error::other("not http"))?;
        let (host, path) = rest.split_once('/').ok_or_else(|| Error::other("no path"))?;
        let mut stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        // HTTP/1.0, so that the answer comes in one piece and ends with the connection.
        write!(
            stream,
            "POST /{path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n\
             Mcp-Method: tools/list\r\nContent-Length: {}\r\n\r\n{BODY}",
            BODY.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").ok_or_else(|| Error::other("no body"))?;
        let answer: Answer<'_> = serde_json::from_str(body)?;
        let (mut listed, mut schemas) = (Vec::new(), Vec::new());
        for tool in answer.result.tools {
            listed.push(ListedTool {
                name: tool.name,
                description: tool.description.chars().take(120).collect(),
            });
            schemas.push(tool.input_schema.to_owned());
        }
        Ok(Tools { listed, schemas })
    }

    /// The rows.
    pub fn listed(&self) -> &[ListedTool] {
        &self.listed
    }

    /// The schema behind one row.
    pub fn schema(&self, index: usize) -> Option<&str> {
        Some(self.schemas.get(index)?.get())
    }
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    result: ListResult<'a>,
}

#[derive(Deserialize)]
struct ListResult<'a> {
    #[serde(borrow)]
    tools: Vec<ReceivedTool<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReceivedTool<'a> {
    name: String,
    description: String,
    #[serde(borrow)]
    input_schema: &'a RawValue,
}

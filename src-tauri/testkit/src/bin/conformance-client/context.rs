//! What the suite tells the client under test beside the server's address.

use hitchpost_oauth::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value};

/// `MCP_CONFORMANCE_CONTEXT`.
#[derive(Default, Deserialize)]
pub struct SuiteContext {
    /// Calls to make.
    #[serde(rename = "toolCalls")]
    pub tool_calls: Option<Vec<CallAskedFor>>,
    /// A client registered beforehand.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<SecretString>,
    /// Its key.
    pub private_key_pem: Option<SecretString>,
}

/// One call to make.
#[derive(Deserialize)]
pub struct CallAskedFor {
    /// The tool.
    pub name: String,
    /// Its arguments.
    #[serde(default)]
    pub arguments: Map<String, Value>,
}

impl SuiteContext {
    /// Reads the variable; absent means that there is nothing to tell.
    pub fn from_environment() -> anyhow::Result<SuiteContext> {
        match std::env::var("MCP_CONFORMANCE_CONTEXT") {
            Ok(context) => Ok(serde_json::from_str(&context)?),
            Err(_) => Ok(SuiteContext::default()),
        }
    }
}

//! An authorization server and the MCP server behind it, while a test talks to them.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use crate::test::node;
use crate::test::peers;
use crate::test::running::{Running, free_port};

/// Both servers; they end when dropped.
pub struct Site {
    /// The MCP server's address.
    pub address: String,
    /// Where the private key of the client `service-key` is, where there is such a client.
    pub service_key: PathBuf,
    /// Where the authorization server listens.
    pub authorization_port: u16,
    /// Ended in this order.
    _processes: Vec<Running>,
}

impl Site {
    /// `oidc-provider`, in front of a server on the TypeScript SDK; access tokens live that many seconds.
    pub fn typescript(root: &Path, folder: &Path, life: u32) -> anyhow::Result<Site> {
        let (authorization_port, port) = (free_port()?, free_port()?);
        let service_key = folder.join(format!("service-{life}.pem"));
        let mut authorization = node(root);
        authorization
            .args(["tests/peers/oauth/authorization-server.mjs", &authorization_port.to_string()])
            .env("ACCESS_TOKEN_SECONDS", life.to_string())
            .env("SERVICE_KEY_FILE", &service_key);
        let authorization =
            Running::start(&mut authorization, folder, &format!("authorization {life}"), authorization_port)?;
        let issuer = format!("http://127.0.0.1:{authorization_port}");
        let mut resource = node(root);
        resource.args(["tests/peers/oauth/resource-server.mjs", &port.to_string(), &issuer]);
        let resource = Running::start(&mut resource, folder, &format!("resource {life}"), port)?;
        let address = format!("http://127.0.0.1:{port}/mcp");
        Ok(Site { address, service_key, authorization_port, _processes: vec![resource, authorization] })
    }

    /// The Python SDK's own framework for both, of one of its generations.
    pub fn python(root: &Path, folder: &Path, generation: &str, life: u32) -> anyhow::Result<Site> {
        Site::python_at(free_port()?, root, folder, generation, life)
    }

    /// The same at a known port.
    pub fn python_at(
        port: u16,
        root: &Path,
        folder: &Path,
        generation: &str,
        life: u32,
    ) -> anyhow::Result<Site> {
        let mut command = Command::new(peers::environment(root, generation).join("bin/python"));
        command
            .arg(root.join("tests/peers/oauth/python_server.py"))
            .arg(port.to_string())
            .env("ACCESS_TOKEN_SECONDS", life.to_string());
        let process = Running::start(&mut command, folder, &format!("python {generation}"), port)?;
        Ok(Site {
            address: format!("http://127.0.0.1:{port}/mcp"),
            service_key: PathBuf::new(),
            authorization_port: port,
            _processes: vec![process],
        })
    }

    /// What the authorization server did so far.
    pub fn counts(&self) -> anyhow::Result<Counts> {
        self.ask("counts").map(Counts)
    }

    /// The codes and tokens it gave out, by kind.
    pub fn secrets(&self) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
        Ok(serde_json::from_value(self.ask("secrets")?)?)
    }

    fn ask(&self, question: &str) -> anyhow::Result<Value> {
        let port = self.authorization_port;
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        write!(stream, "GET /test/{question} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let body = answer.split_once("\r\n\r\n").with_context(|| format!("reading {answer:?}"))?.1;
        serde_json::from_str(body).with_context(|| format!("reading {body:?}"))
    }
}

/// Numbers by name; what never happened has none.
#[derive(Clone, Debug)]
pub struct Counts(Value);

impl Counts {
    /// How often something happened.
    pub fn of(&self, what: &str) -> i64 {
        self.0[what].as_i64().unwrap_or(0)
    }

    /// How often it happened since `before`.
    pub fn since(&self, before: &Counts, what: &str) -> i64 {
        self.of(what) - before.of(what)
    }
}

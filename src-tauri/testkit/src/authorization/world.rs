//! What all requests share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hitchpost_mcp::sample::SampleTools;
use hitchpost_mcp::server::{Door, Identity, McpServer, Offer};

use super::clients::Clients;
use super::grants::Grants;
use super::log::Log;
use super::{AuthorizationOptions, Quirk};

pub(super) struct World {
    port: u16,
    options: Mutex<AuthorizationOptions>,
    clients: Mutex<Clients>,
    grants: Mutex<Grants>,
    log: Mutex<Log>,
    pub(super) mcp: McpServer,
}

impl World {
    pub(super) fn new(port: u16, options: AuthorizationOptions) -> World {
        let identity = Identity {
            name: "fixture-authorization".into(),
            title: Some("Fixture (sign-in)".into()),
            version: env!("CARGO_PKG_VERSION").into(),
            instructions: None,
        };
        World {
            port,
            options: Mutex::new(options),
            clients: Mutex::default(),
            grants: Mutex::default(),
            log: Mutex::default(),
            mcp: McpServer::new(identity, Offer::of_tools(SampleTools::new())),
        }
    }

    pub(super) fn door(&self) -> Door {
        Door::new(self.port)
    }

    pub(super) fn options(&self) -> AuthorizationOptions {
        lock(&self.options).clone()
    }

    pub(super) fn quirk(&self) -> Quirk {
        lock(&self.options).quirk
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut AuthorizationOptions)) {
        change(&mut lock(&self.options));
    }

    pub(super) fn clients(&self) -> MutexGuard<'_, Clients> {
        lock(&self.clients)
    }

    pub(super) fn grants(&self) -> MutexGuard<'_, Grants> {
        lock(&self.grants)
    }

    pub(super) fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    /// The address of a path.
    pub(super) fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Whether tokens are issued for it: the MCP server, the whole origin, or `/other`, which is elsewhere on it.
    pub(super) fn is_resource(&self, resource: &str) -> bool {
        self.is_mcp(resource) || resource == self.at("/other")
    }

    fn is_mcp(&self, resource: &str) -> bool {
        ["/mcp", "/", ""].iter().any(|path| resource == self.at(path))
    }

    /// The scopes of an access token that counts at the MCP server.
    pub(super) fn scopes_of(&self, access: &str) -> Option<Vec<String>> {
        let grants = self.grants();
        let resource = grants.resource_of(access).flatten();
        grants.scopes_of(access).filter(|_| resource.is_none_or(|resource| self.is_mcp(&resource)))
    }

    pub(super) fn issuer(&self) -> String {
        self.at(match self.quirk() {
            Quirk::PathIssuer => "/tenant",
            _ => "",
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Which accounts there are, which connection may use them, and whether they are still good for it.

use hitchpost_oauth::{Client, ClientOrigin, GrantContext, covers};
use url::Url;

use crate::connection::{
    AccountView, Auth, Connection, ConnectionId, CredentialId, Grant, OAuthSettings, ResourceRequest, Target,
};
use crate::credential::{ClientId, Credential};
use crate::session::Footing;
use crate::store;

/// Everything the database knows of accounts, read in one go.
#[derive(Default)]
pub(crate) struct Accounts {
    credentials: Vec<Credential>,
    clients: Vec<(ClientId, Client)>,
    links: Vec<(ConnectionId, CredentialId)>,
    names: Vec<(ConnectionId, String)>,
}

impl Accounts {
    /// Reads them, with the names of the connections they are shared by.
    pub fn read(db: &rusqlite::Connection, connections: &[Connection]) -> rusqlite::Result<Self> {
        if !connections.iter().any(|connection| matches!(connection.auth, Auth::OAuth { .. })) {
            return Ok(Self::default());
        }
        Ok(Self {
            credentials: store::credentials::all(db)?,
            clients: store::oauth_clients::all(db)?,
            links: store::credentials::links(db)?,
            names: connections.iter().map(|connection| (connection.id, connection.name.clone())).collect(),
        })
    }

    /// The accounts a connection may use.
    pub fn of(&self, connection: &Connection) -> Vec<AccountView> {
        self.credentials
            .iter()
            .filter(|credential| self.links.contains(&(connection.id, credential.id)))
            .map(|credential| self.view(credential, connection))
            .collect()
    }

    /// Accounts of other connections that are good for this one too.
    pub fn shareable(&self, connection: &Connection) -> Vec<AccountView> {
        let Auth::OAuth { settings } = &connection.auth else { return Vec::new() };
        self.credentials
            .iter()
            .filter(|credential| !self.links.contains(&(connection.id, credential.id)))
            .filter(|credential| self.fits(credential, connection, settings))
            .map(|credential| self.view(credential, connection))
            .collect()
    }

    /// Whether the account in use is good for the connection.
    pub fn footing(&self, connection: &Connection) -> Footing {
        let Auth::OAuth { settings } = &connection.auth else { return Footing::Firm };
        let Some(credential) = self.in_use(connection) else {
            return match settings.grant {
                Grant::AuthorizationCode => Footing::NeverSignedIn,
                // Nobody is needed for that: connecting gets a token.
                Grant::ClientCredentials => Footing::Firm,
            };
        };
        let host = || credential.context.token_endpoint.host_str().map(str::to_owned);
        if !self.fits(credential, connection, settings) {
            return Footing::SettingsChanged { host: host() };
        }
        match credential.expired_at {
            Some(since) => Footing::Expired { since, host: host() },
            None if settings.scopes.iter().all(|scope| credential.context.scopes.contains(scope)) => {
                Footing::Firm
            }
            None => Footing::OtherScopes,
        }
    }

    /// The account a connection uses, whether it is good for it or not.
    pub fn in_use(&self, connection: &Connection) -> Option<&Credential> {
        self.credentials.iter().find(|credential| Some(credential.id) == connection.credential)
    }

    /// As whom an account was got.
    pub fn client(&self, credential: &Credential) -> Option<&Client> {
        self.clients.iter().find(|(id, _)| *id == credential.client).map(|(_, client)| client)
    }

    /// Whether an account belongs to the server and the client that a connection names: a token never goes to another.
    pub fn fits(&self, credential: &Credential, connection: &Connection, settings: &OAuthSettings) -> bool {
        let context = &credential.context;
        let origin = self.client(credential).map(|client| client.origin);
        let is_client = match &settings.client_id {
            Some(id) => *id == context.client_id,
            None => origin != Some(ClientOrigin::Own),
        };
        let is_resource = match &settings.resource {
            ResourceRequest::Automatic => true,
            ResourceRequest::Custom { value } => context.resource.as_ref() == Some(value),
            ResourceRequest::Omit => context.resource.is_none(),
        };
        is_client
            && is_resource
            && settings.grant == credential.grant
            && settings.issuer.as_ref().is_none_or(|issuer| *issuer == context.issuer)
            && settings.token_url.as_ref().is_none_or(|url| *url == context.token_endpoint)
            && leads_to(credential, connection, &settings.resource)
    }

    /// Whether an account is for the same server, the same issuer and the same client as what is granted now. Apps
    /// that Hitchpost registered there for itself are the same.
    pub fn is_for(
        &self,
        id: CredentialId,
        server: &Url,
        client: &Client,
        context: &GrantContext,
        grant: Grant,
    ) -> bool {
        let Some(credential) = self.credentials.iter().find(|credential| credential.id == id) else {
            return false;
        };
        let old = &credential.context;
        let is_ours = |client: &Client| client.origin != ClientOrigin::Own;
        credential.server.origin() == server.origin()
            && credential.grant == grant
            && (&old.issuer, &old.resource) == (&context.issuer, &context.resource)
            && match self.client(credential) {
                Some(before) if is_ours(before) => is_ours(client),
                Some(_) | None => old.client_id == context.client_id,
            }
    }

    fn view(&self, credential: &Credential, connection: &Connection) -> AccountView {
        let others = self.links.iter().filter(|(other, id)| *id == credential.id && *other != connection.id);
        let name = |id: ConnectionId| self.names.iter().find(|(other, _)| *other == id).map(|(_, name)| name);
        AccountView {
            id: credential.id,
            label: credential.label.clone(),
            issuer: credential.context.issuer.clone(),
            scopes: credential.scopes.clone(),
            expires_at: credential.expires_at,
            refreshable: credential.is_renewable(),
            signed_in_at: credential.created_at,
            expired: credential.expired_at.is_some(),
            in_use: connection.credential == Some(credential.id),
            shared_with: others.filter_map(|(id, _)| name(*id).cloned()).collect(),
        }
    }
}

/// Whether a connection leads to the server an account was got for: the same origin and, where the server said which
/// part of it the token is for, that part.
fn leads_to(credential: &Credential, connection: &Connection, wanted: &ResourceRequest) -> bool {
    let Target::Url { url } = &connection.target else { return false };
    let Ok(url) = url.without_secrets() else { return false };
    let resource = credential.context.resource.as_deref().and_then(|resource| Url::parse(resource).ok());
    url.origin() == credential.server.origin()
        && match resource {
            Some(resource) if *wanted == ResourceRequest::Automatic => covers(&resource, &url),
            // A name of the person's own choice, or none.
            Some(_) | None => true,
        }
}

/// A name for an account that has none: the first that is free.
pub(crate) fn free_label(taken: &[String]) -> String {
    let label = |number: usize| match number {
        1 => "Account".to_owned(),
        number => format!("Account {number}"),
    };
    (1..).map(label).find(|label| !taken.contains(label)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_without_a_name_are_counted() {
        assert_eq!(free_label(&[]), "Account");
        let taken = ["Account".to_owned(), "work".to_owned(), "Account 3".to_owned()];
        assert_eq!(free_label(&taken), "Account 2");
    }
}

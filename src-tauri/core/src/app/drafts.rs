//! From what a person entered to what is saved.

use super::connections::not_found;
use super::{App, Result};
use crate::connection::{
    Connection, ConnectionId, ConnectionRequest, Draft, Field, Issue, Known, SecretChange, Severity, Target,
    check,
};
use crate::credential::Slot;
use crate::failure::Failure;
use crate::session::load_network;
use crate::store;

impl App {
    /// A request judged against what is saved, and the connection it is for.
    pub(super) async fn draft(
        &self,
        id: Option<ConnectionId>,
        request: &ConnectionRequest,
    ) -> Result<(Draft, Option<Connection>)> {
        let work = move |db: &mut rusqlite::Connection| {
            let saved = id.map(|id| store::keychain_items::active(db, id)).transpose()?;
            Ok((store::connections::all(db)?, saved.unwrap_or_default()))
        };
        let (connections, saved) = self.inner.vault.store.run("read from", work).await?;
        let current = match id {
            Some(id) => Some(connections.iter().find(|other| other.id == id).ok_or_else(|| not_found(id))?),
            None => None,
        };
        let is_signed_in = current.is_some_and(|current| current.credential.is_some());
        let known = Known { connections: &connections, current, saved: &saved, is_signed_in };
        let mut draft = check(request, known);
        self.look_around(&mut draft).await;
        Ok((draft, current.cloned()))
    }

    /// Saves what a draft makes of a connection. False when it was changed or removed meanwhile.
    pub(super) async fn save(
        &self,
        base: Connection,
        draft: Draft,
        request: &ConnectionRequest,
    ) -> Result<bool> {
        let issues = draft.errors();
        let Draft { name, slug, target: Some(target), transport, network, auth, asks, secrets, .. } = draft
        else {
            return Err(Failure::Invalid { issues });
        };
        if !issues.is_empty() {
            return Err(Failure::Invalid { issues });
        }
        let connection = Connection {
            name,
            slug,
            target,
            auth,
            transport,
            network,
            asks,
            era: request.era,
            connect_timeout_s: request.connect_timeout_s,
            request_timeout_s: request.request_timeout_s,
            allow_plain_http: request.allow_plain_http,
            ..base
        };
        self.inner.vault.save(connection, secrets).await
    }

    /// What only the disk can tell: whether the program and the files are there.
    async fn look_around(&self, draft: &mut Draft) {
        match &draft.target {
            Some(Target::Command { command }) => {
                let found = self.inner.launcher.find(command).await;
                if found.program.is_none() {
                    let issue = Issue::ProgramNotFound { looked_in: found.looked_in };
                    draft.add(Field::Program, Severity::Warning, issue);
                }
                if !found.has_directory {
                    let issue = Issue::DirectoryMissing { path: found.directory.display().to_string() };
                    draft.add(Field::Directory, Severity::Warning, issue);
                }
            }
            Some(Target::Url { .. }) => {
                let password = match draft.secrets.get(&Slot::ProxyPassword) {
                    Some(SecretChange::Set(password)) => Some(password.expose().to_owned()),
                    _ => None,
                };
                if let Err(fault) = load_network(&draft.network, password.as_deref()).await {
                    let (field, issue) = fault.issue(&draft.network);
                    draft.add(field, Severity::Error, issue);
                }
            }
            Some(Target::Sample) | None => {}
        }
    }
}

//! The person's consent to a command. Nothing of one runs without it.

use super::connections::require_enabled;
use super::{App, Result};
use crate::connection::{Approval, CommandLine, Connection, ConnectionId, ConnectionView, Target};
use crate::credential::Secrets;
use crate::event::AppEvent;
use crate::failure::{Failure, SpawnFault};
use crate::session::Endpoint;
use crate::store;

impl App {
    /// Approves a connection's command as it was shown, and connects. `digest` names what was shown: where the
    /// command has changed since, nothing is approved and nothing runs, and the status shows what there is now.
    pub async fn approve_command(&self, id: ConnectionId, digest: String) -> Result<ConnectionView> {
        let connection = self.row(id).await?;
        require_enabled(&connection)?;
        let Target::Command { command } = &connection.target else {
            return Err(Failure::NotFound { what: "command".to_owned(), name: connection.name });
        };
        let found = self.inner.launcher.find(command).await;
        if found.program.is_none() {
            let (program, fault) = (command.program.clone(), SpawnFault::NotFound);
            return Err(Failure::Spawn { program, fault, looked_in: found.looked_in });
        }
        let approval = found.approval;
        if approval.digest() != digest {
            self.note_approval(&connection).await;
            self.inner.sessions.announce(id);
            return Err(Failure::NeedsApproval { name: connection.name });
        }
        let revision = connection.revision;
        let work =
            move |db: &mut rusqlite::Connection| store::connections::approve(db, id, revision, &approval);
        if !self.inner.vault.store.run("save to", work).await? {
            // Configured or removed this very moment.
            let name = self.row(id).await?.name;
            return Err(Failure::NeedsApproval { name });
        }
        tracing::info!(connection_id = %id, "the command was approved");
        self.inner.sessions.forgive(id);
        self.inner.emit(AppEvent::ConnectionsChanged);
        self.connect(id).await
    }

    /// What has to be approved for a connection's command to run; nothing for one without a command. Its status says
    /// so from then on, where it is not approved.
    pub(super) async fn note_approval(&self, connection: &Connection) -> Option<Approval> {
        let Target::Command { command } = &connection.target else {
            self.inner.sessions.awaits_approval(connection.id, None);
            return None;
        };
        let now = self.inner.launcher.find(command).await.approval;
        let before = connection.approved.as_ref();
        let missing = (!is_approved(&now, before)).then(|| now.view(&command.program, before));
        self.inner.sessions.awaits_approval(connection.id, missing);
        Some(now)
    }

    /// Whether the person still has to approve a connection's command.
    pub(super) async fn awaits_approval(&self, connection: &Connection) -> bool {
        let now = self.note_approval(connection).await;
        now.is_some_and(|now| !is_approved(&now, connection.approved.as_ref()))
    }

    /// What starts a command: the only place that makes something of one that can run. `approved` is what the person
    /// has approved for this connection.
    pub(super) async fn program(
        &self,
        name: &str,
        command: &CommandLine,
        approved: Option<&Approval>,
        secrets: &Secrets,
    ) -> Result<Endpoint> {
        let found = self.inner.launcher.find(command).await;
        if !is_approved(&found.approval, approved) {
            return Err(Failure::NeedsApproval { name: name.to_owned() });
        }
        let ready = self.inner.launcher.command(command, found, secrets).await?;
        Ok(Endpoint::program(command.program.clone(), ready, secrets))
    }
}

/// Whether what there is now was approved. A program that has gone is nothing to approve: that it cannot be started
/// says more.
fn is_approved(now: &Approval, before: Option<&Approval>) -> bool {
    let Some(before) = before else { return false };
    let gone = Approval { resolved: before.resolved.clone(), ..now.clone() };
    now == before || (now.resolved.is_none() && gone == *before)
}

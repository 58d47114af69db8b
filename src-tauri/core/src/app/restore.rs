//! Attempts to sign in that this process did not begin: of an earlier run, or of a process beside this one.

use std::sync::Arc;

use url::Url;

use super::{App, Result};
use crate::credential::Slot;
use crate::failure::Failure;
use crate::sign_in::{Attempt, Loopback, Port, Waiting};
use crate::store::{self, WaitingSignIn, now};

impl App {
    /// Takes up the attempts of an earlier run that still have time. One whose port is taken belongs to a process that
    /// is still there.
    pub(super) async fn restore_sign_ins(&self) -> Result<()> {
        for row in self.kept_sign_ins().await? {
            if let Err(failure) = self.restore_sign_in(row).await {
                tracing::warn!(%failure, "a sign-in was not taken up again");
            }
        }
        Ok(())
    }

    /// The kept attempt that `callback` answers, if there is one; the others are left to whoever they belong to.
    pub(super) async fn claim_kept(&self, callback: &str) -> Result<Option<(Arc<Attempt>, Waiting)>> {
        for row in self.kept_sign_ins().await? {
            let kept = self.inner.vault.get(row.id, &Slot::Pending).await?;
            let Some((waiting, _)) = kept.as_ref().and_then(Waiting::from_secret) else { continue };
            if waiting.pending.matches(callback) {
                return Ok(Some((self.begin_sign_in(row.view(), row.new_account).await, waiting)));
            }
        }
        Ok(None)
    }

    /// Ends the attempts that another process has finished or given up.
    pub(super) async fn follow_sign_ins(&self) -> Result<()> {
        let waiting: Vec<_> =
            self.inner.sign_ins.all().into_iter().filter(|attempt| attempt.is_waiting()).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let kept = self.inner.vault.store.run("read from", |db| store::sign_ins::all(db)).await?;
        for attempt in waiting {
            let is_over = attempt.is_waiting() && !kept.iter().any(|row| row.id == attempt.id);
            if is_over && self.inner.sign_ins.end(&attempt) {
                self.show_no_sign_in(attempt.connection);
            }
        }
        Ok(())
    }

    /// Those that are not ours and still have time. The others are forgotten.
    async fn kept_sign_ins(&self) -> Result<Vec<WaitingSignIn>> {
        let mut kept = self.inner.vault.store.run("read from", |db| store::sign_ins::all(db)).await?;
        kept.retain(|row| self.inner.sign_ins.get(row.id).is_none());
        let (kept, over): (Vec<_>, Vec<_>) = kept.into_iter().partition(|row| row.deadline > now());
        for row in over {
            self.forget_sign_in(row.id).await;
        }
        Ok(kept)
    }

    async fn restore_sign_in(&self, row: WaitingSignIn) -> Result<()> {
        let connection = self.row(row.connection).await?;
        let redirect = Url::parse(&row.redirect_uri).ok().filter(|url| url.scheme() == "http");
        let loopback = match redirect.and_then(|url| url.port()) {
            Some(port) => Some(Loopback::bind(Port::Fixed(port), &connection.name).await?),
            None => None,
        };
        let kept = self.inner.vault.get(row.id, &Slot::Pending).await?;
        let Some((waiting, url)) = kept.as_ref().and_then(Waiting::from_secret) else {
            self.forget_sign_in(row.id).await;
            return Err(Failure::SecretMissing { what: "sign-in".to_owned() });
        };
        if connection.enabled {
            let attempt = self.begin_sign_in(row.view(), row.new_account).await;
            attempt.wait(url, waiting);
            self.inner.tasks.spawn(self.clone().wait_for_browser(attempt, loopback));
        }
        Ok(())
    }
}

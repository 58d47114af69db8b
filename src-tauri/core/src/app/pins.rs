//! Which tools a person accepted, and which changed since.

use std::collections::HashMap;

use rusqlite::Connection as Db;

use super::{App, Result};
use crate::call::{Catalog, ToolListView};
use crate::connection::{ConnectionId, Target};
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::pin::{Accepted, AcceptedTool, Present, Standings, ToolChange, ToolStanding, changes, of_one};
use crate::store;

impl App {
    /// What changed since the tools of a connection were accepted.
    pub async fn tool_changes(&self, id: ConnectionId) -> Result<Vec<ToolChange>> {
        self.row(id).await?;
        let catalog = self.inner.sessions.live(id).and_then(|live| live.catalog());
        let work = move |db: &mut Db| {
            let (accepted, present) = (accepted(db, id)?, present(db, id, catalog.as_ref())?);
            let changes = accepted.zip(present).map(|(accepted, present)| changes(&accepted, &present));
            Ok(changes.unwrap_or_default())
        };
        self.inner.vault.store.run("read from", work).await
    }

    /// Accepts these changes of [`Self::tool_changes`]. Everything else goes on waiting, and so does what is no longer
    /// as it was shown: a server may have changed it again, or taken it back.
    pub async fn accept_tools(&self, id: ConnectionId, tools: Vec<AcceptedTool>) -> Result<ToolListView> {
        self.row(id).await?;
        let catalog = self.inner.sessions.live(id).and_then(|live| live.catalog());
        let work = move |db: &mut Db| accept(db, id, &tools, catalog.as_ref());
        self.inner.vault.store.run("save to", work).await?;
        self.inner.emit(AppEvent::ToolsChanged { id });
        self.inner.sessions.announce(id);
        self.tools(id).await
    }

    /// The tools an agent may be offered: those that are as they were accepted.
    pub async fn offered_tools(&self, id: ConnectionId) -> Result<ToolListView> {
        let mut list = self.tools(id).await?;
        list.tools.retain(|tool| tool.standing == ToolStanding::Accepted);
        Ok(list)
    }

    /// Fails for a tool that is not as it was accepted, as far as it has been listed. For who calls without a person
    /// who could be asked.
    pub async fn require_accepted(&self, id: ConnectionId, tool: &str) -> Result<()> {
        let standing = match self.inner.sessions.live(id).and_then(|live| live.catalog()) {
            Some(catalog) => {
                self.judge(id, &catalog).await?;
                catalog.standings().unwrap_or_default().of(tool)
            }
            None => {
                let name = tool.to_owned();
                self.inner.vault.store.run("read from", move |db| standing_of_kept(db, id, &name)).await?
            }
        };
        match standing {
            ToolStanding::Accepted => Ok(()),
            ToolStanding::New | ToolStanding::Changed => Err(Failure::ToolHeld { tool: tool.to_owned() }),
        }
    }

    /// Compares a list that has just come, unless that is done.
    pub(super) async fn judge(&self, id: ConnectionId, catalog: &Catalog) -> Result<()> {
        if catalog.standings().is_some() {
            return Ok(());
        }
        let catalog = catalog.clone();
        self.inner.vault.store.run("save to", move |db| judge(db, id, &catalog)).await
    }

    /// Another process may have accepted what is held here.
    pub(super) async fn follow_pins(&self) -> Result<()> {
        for id in self.inner.sessions.ids() {
            let Some(live) = self.inner.sessions.live(id) else { continue };
            let Some(catalog) = live.catalog().filter(|catalog| catalog.changes() > 0) else { continue };
            let (before, same) = (catalog.changes(), catalog.clone());
            self.inner.vault.store.run("read from", move |db| judge(db, id, &same)).await?;
            if catalog.changes() != before {
                self.inner.emit(AppEvent::ToolsChanged { id });
                self.inner.sessions.announce(id);
            }
        }
        Ok(())
    }
}

/// Compares a list with what was accepted; the first one of a connection is.
pub(super) fn judge(db: &mut Db, id: ConnectionId, catalog: &Catalog) -> rusqlite::Result<()> {
    let standings = match is_exempt(db, id)? {
        true => Standings::default(),
        false => {
            let present = catalog.present();
            match store::pins::get(db, id)? {
                Some(accepted) => Standings::of_all(&accepted, &present),
                None => {
                    let transaction = db.transaction()?;
                    store::pins::begin(&transaction, id)?;
                    present.iter().try_for_each(|(name, definition)| {
                        store::pins::put(&transaction, id, name, definition)
                    })?;
                    transaction.commit()?;
                    Standings::default()
                }
            }
        }
    };
    catalog.judged(standings);
    Ok(())
}

/// Where one tool of the last list stands. One that was not in it is for the server to refuse.
fn standing_of_kept(db: &Db, id: ConnectionId, name: &str) -> rusqlite::Result<ToolStanding> {
    let definitions = store::tools::definitions_of(db, id, name)?;
    let present = Present::new(definitions.iter().map(|definition| (name, definition.as_str())), true);
    match present.get(name) {
        Some(definition) if store::pins::has_list(db, id)? && !is_exempt(db, id)? => {
            Ok(of_one(store::pins::one(db, id, name)?.as_ref(), definition))
        }
        _ => Ok(ToolStanding::Accepted),
    }
}

/// Where the tools of the last list stand.
pub(super) fn standings_of_kept(db: &Db, id: ConnectionId) -> rusqlite::Result<Standings> {
    let (accepted, present) = (accepted(db, id)?, present(db, id, None)?);
    Ok(accepted
        .zip(present)
        .map(|(accepted, present)| Standings::of_all(&accepted, &present))
        .unwrap_or_default())
}

/// Only what was shown is accepted: the digests tell.
fn accept(
    db: &mut Db,
    id: ConnectionId,
    tools: &[AcceptedTool],
    catalog: Option<&Catalog>,
) -> rusqlite::Result<()> {
    let (Some(accepted), Some(present)) = (accepted(db, id)?, present(db, id, catalog)?) else {
        return Ok(());
    };
    let transaction = db.transaction()?;
    for change in changes(&accepted, &present) {
        if !tools.contains(&AcceptedTool::from(&change)) {
            continue;
        }
        match present.get(&change.name) {
            Some(definition) => store::pins::put(&transaction, id, &change.name, definition)?,
            None => store::pins::delete(&transaction, id, &change.name)?,
        }
    }
    transaction.commit()?;
    catalog.map_or(Ok(()), |catalog| judge(db, id, catalog))
}

/// The sample server is part of this program.
fn is_exempt(db: &Db, id: ConnectionId) -> rusqlite::Result<bool> {
    let connection = store::connections::get(db, id)?;
    Ok(connection.is_some_and(|connection| matches!(connection.target, Target::Sample)))
}

fn accepted(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<HashMap<String, Accepted>>> {
    match is_exempt(db, id)? {
        true => Ok(None),
        false => store::pins::get(db, id),
    }
}

/// The tools as they are listed live, else as last seen.
fn present(db: &Db, id: ConnectionId, catalog: Option<&Catalog>) -> rusqlite::Result<Option<Present>> {
    if let Some(catalog) = catalog {
        return Ok(Some(catalog.present()));
    }
    let Some((head, _)) = store::tools::get(db, id)? else { return Ok(None) };
    let tools = store::tools::named(db, id)?;
    let tools = tools.iter().map(|(name, definition)| (name.as_str(), definition.as_str()));
    Ok(Some(Present::new(tools, head.cut.is_none())))
}

//! Questions to the log.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::filter::Filter;
use super::ring::Kept;
use super::{WireDetail, WireLog, WirePage, WireQuery, export};
use crate::app::Result;
use crate::call::{SavedFile, count, create_file};
use crate::connection::ConnectionId;
use crate::failure::Failure;

/// What an exported log is called, before its number.
const NAME: &str = "hitchpost-traffic";

impl WireLog {
    /// The newest lines that a query finds.
    pub async fn page(&self, query: WireQuery) -> Result<WirePage> {
        self.settle().await;
        let (lines, dropped, bytes) = {
            let ring = self.ring();
            (ring.lines(), self.dropped(&ring), ring.bytes())
        };
        let look = move || Filter::new(&query).page(&lines, query.after, query.limit);
        let (entries, total) = aside(look).await?;
        Ok(WirePage { entries, total, dropped, bytes })
    }

    /// One line in full.
    pub fn detail(&self, seq: u32) -> Option<WireDetail> {
        self.ring().detail(seq)
    }

    /// Forgets what has travelled so far, through one connection or through all.
    pub async fn clear(&self, connection: Option<ConnectionId>) {
        self.settle().await;
        self.forget(connection);
    }

    /// Writes all lines that a query finds to a new file in `dir`.
    pub async fn export(&self, query: WireQuery, dir: PathBuf) -> Result<SavedFile> {
        self.settle().await;
        let lines = self.ring().lines();
        aside(move || save(&Filter::new(&query), &lines, &dir)).await?
    }
}

/// Looks at many lines where nobody waits for it.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let stopped = |error| Failure::Internal { reason: format!("reading the log stopped: {error}") };
    tokio::task::spawn_blocking(work).await.map_err(stopped)
}

fn save(filter: &Filter, lines: &[Arc<Kept>], dir: &Path) -> Result<SavedFile> {
    let failed = |path: &Path, error: &std::io::Error| Failure::Storage {
        action: "save to".to_owned(),
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    std::fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
    let (file, path) = create_file(dir, NAME, "jsonl").map_err(|error| failed(dir, &error))?;
    let write = || {
        let mut file = BufWriter::new(file);
        lines.iter().filter(|line| filter.finds(line)).try_for_each(|line| export::write(line, &mut file))?;
        file.flush()?;
        file.get_ref().metadata()
    };
    match write() {
        Ok(written) => {
            let bytes = usize::try_from(written.len()).map_or(u32::MAX, count);
            Ok(SavedFile { path: path.display().to_string(), bytes })
        }
        Err(error) => {
            // Half a file would look like a whole one.
            let _ = std::fs::remove_file(&path);
            Err(failed(&path, &error))
        }
    }
}

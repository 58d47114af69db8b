//! The log on disk, for who wants it: two files, the older one making room when the newer one is full.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::export;
use super::ring::Kept;
use crate::store::create_private_dir;

/// As large as one of the two files becomes.
const FULL: u64 = 16 << 20;

/// Appends lines for the person alone. When that fails it says so once, and nothing is written until it is asked again.
pub(super) struct LogFile {
    dir: PathBuf,
    state: State,
}

enum State {
    Closed,
    Open { file: BufWriter<File>, size: u64 },
    Failed,
}

impl LogFile {
    /// A file that is created with its first line.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, state: State::Closed }
    }

    /// Whether lines wait to be written.
    pub fn is_behind(&self) -> bool {
        matches!(&self.state, State::Open { file, .. } if !file.buffer().is_empty())
    }

    pub fn append(&mut self, line: &Kept) {
        if let Err(error) = self.try_append(line) {
            self.fail(&error);
        }
    }

    pub fn flush(&mut self) {
        if let State::Open { file, .. } = &mut self.state
            && let Err(error) = file.flush()
        {
            self.fail(&error);
        }
    }

    fn try_append(&mut self, line: &Kept) -> io::Result<()> {
        let mut text = Vec::new();
        export::write(line, &mut text)?;
        if let State::Closed = self.state {
            self.state = open(&self.dir)?;
        }
        if let State::Open { file, size } = &mut self.state {
            file.write_all(&text)?;
            *size += u64::try_from(text.len()).unwrap_or(u64::MAX);
            if *size >= FULL {
                file.flush()?;
                fs::rename(newer(&self.dir), self.dir.join("traffic.1.jsonl"))?;
                self.state = State::Closed;
            }
        }
        Ok(())
    }

    fn fail(&mut self, error: &io::Error) {
        if !matches!(self.state, State::Failed) {
            tracing::warn!(%error, "what travels is not written to a file any more");
        }
        self.state = State::Failed;
    }
}

fn newer(dir: &Path) -> PathBuf {
    dir.join("traffic.jsonl")
}

fn open(dir: &Path) -> io::Result<State> {
    create_private_dir(dir)?;
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(newer(dir))?;
    let size = file.metadata()?.len();
    Ok(State::Open { file: BufWriter::new(file), size })
}

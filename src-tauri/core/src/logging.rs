//! The log file, shared by every host.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{Builder, RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

use crate::config::AppConfig;
use crate::store::create_private_dir;

/// Lines that may wait to be written; more are dropped rather than holding anything up.
const BUFFERED_LINES: usize = 4_096;

/// Writes what happens to `<data>/logs`, one file a day, seven kept, for the person alone. `HITCHPOST_LOG` overrides
/// the level (`info`).
///
/// Keep the guard until the end: dropping it writes what is still buffered. Without a writable directory
/// nothing is logged; that is no reason not to start.
pub fn init_logging(config: &AppConfig) -> Option<WorkerGuard> {
    let file = DailyFile::open(&config.data_dir).ok()?;
    // The default reserves 4 MB, which takes a short command longer than its work.
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(BUFFERED_LINES).finish(file);
    let filter = EnvFilter::try_from_env("HITCHPOST_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).try_init().ok()?;
    Some(guard)
}

/// The appender, which cannot be told a mode: each day's file is there before it looks for it.
struct DailyFile {
    directory: PathBuf,
    /// The day whose file is private.
    day: Option<time::Date>,
    appender: RollingFileAppender,
}

impl DailyFile {
    fn open(data_dir: &Path) -> io::Result<Self> {
        let directory = data_dir.join("logs");
        // The appender would complain to standard error about a directory it has to create itself.
        create_private_dir(data_dir).and_then(|()| create_private_dir(&directory))?;
        let today = today();
        make_private(&directory, today)?;
        let appender = Builder::new()
            .rotation(Rotation::DAILY)
            .filename_prefix("hitchpost")
            .filename_suffix("log")
            .max_log_files(7)
            .build(&directory)
            .map_err(io::Error::other)?;
        Ok(Self { directory, day: Some(today), appender })
    }
}

impl Write for DailyFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let today = today();
        if self.day != Some(today) {
            // A line in a file that others can read is no reason to lose the line; the next one tries again.
            self.day = make_private(&self.directory, today).ok().map(|()| today);
        }
        self.appender.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.appender.flush()
    }
}

/// As the appender counts days.
fn today() -> time::Date {
    time::OffsetDateTime::now_utc().date()
}

/// Creates the file of a day under the name the appender gives it, or takes it away from others.
fn make_private(directory: &Path, day: time::Date) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(directory.join(format!("hitchpost.{day}.log")))?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nobody_else_can_read_the_log_of_any_day() {
        let data = tempfile::tempdir().unwrap();
        let yesterday = today().previous_day().unwrap();
        let mut log = DailyFile::open(data.path()).unwrap();
        for day in [None, Some(yesterday)] {
            log.day = day;
            log.write_all(b"line\n").unwrap();
        }
        make_private(&log.directory, yesterday).unwrap();

        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let mut files: Vec<_> =
            std::fs::read_dir(&log.directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert_eq!(files.iter().map(|file| mode(file)).collect::<Vec<_>>(), [0o600, 0o600], "{files:?}");
        assert_eq!(
            std::fs::read(&files[1]).unwrap(),
            b"line\nline\n",
            "the appender writes to the same file"
        );
        assert_eq!(mode(&log.directory), 0o700);
    }
}

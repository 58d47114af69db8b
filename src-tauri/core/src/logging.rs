//! The log file, shared by every host.

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;

use crate::config::AppConfig;

/// Lines that may wait to be written; more are dropped rather than holding anything up.
const BUFFERED_LINES: usize = 4_096;

/// Writes what happens to `<data>/logs`, one file a day, seven kept. `HITCHPOST_LOG` overrides the level (`info`).
///
/// Keep the guard until the end: dropping it writes what is still buffered. Without a writable directory
/// nothing is logged; that is no reason not to start.
pub fn init_logging(config: &AppConfig) -> Option<WorkerGuard> {
    let directory = config.data_dir.join("logs");
    // The appender would complain to standard error about a directory it has to create itself.
    crate::store::create_private_dir(&config.data_dir)
        .and_then(|()| std::fs::create_dir_all(&directory))
        .ok()?;
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("hitchpost")
        .filename_suffix("log")
        .max_log_files(7)
        .build(directory)
        .ok()?;
    // The default reserves 4 MB, which takes a short command longer than its work.
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(BUFFERED_LINES).finish(file);
    let filter = EnvFilter::try_from_env("HITCHPOST_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).try_init().ok()?;
    Some(guard)
}

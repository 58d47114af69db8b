//! Somebody else's server while a test talks to it.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

/// Imports alone take the slowest of them several seconds on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A port of this computer that nobody listens on.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A server process; ends when dropped.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts it, and waits until it listens on `port`. What it says is kept in `folder`.
    pub fn start(command: &mut Command, folder: &Path, name: &str, port: u16) -> anyhow::Result<Running> {
        let log = folder.join(format!("{}.log", name.replace(' ', "-").to_lowercase()));
        let output = std::fs::File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let child = command.spawn().with_context(|| format!("starting {name}"))?;
        let mut running = Running { child, log };
        running.wait_until_it_listens(port)?;
        Ok(running)
    }

    fn wait_until_it_listens(&mut self, port: u16) -> anyhow::Result<()> {
        let deadline = Instant::now() + READY_WITHIN;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                bail!("it ended with {status}: {}", said.trim());
            }
            ensure!(Instant::now() < deadline, "it did not listen within {} s", READY_WITHIN.as_secs());
            // Nothing announces a listening socket of another process.
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

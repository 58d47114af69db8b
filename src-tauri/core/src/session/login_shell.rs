//! Where a terminal looks for programs. Started from a desktop, an application does not know: what people add to their
//! `PATH` is in files that only their shell reads.

use std::ffi::{OsStr, OsString};

/// Where programs are looked for: our own `PATH`, or the login shell's where we were started without a terminal.
pub(super) async fn login_path(environment: &[(OsString, OsString)]) -> OsString {
    let of = |name: &str| {
        environment.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let own = of("PATH").cloned().unwrap_or_default();
    #[cfg(unix)]
    {
        let has_terminal = ["TERM", "SHLVL"].iter().any(|name| of(name).is_some());
        if let (Some(shell), false) = (of("SHELL"), has_terminal) {
            return match unix::ask(shell, environment).await {
                Some(path) => joined(&path, &own),
                None => own,
            };
        }
    }
    own
}

/// The shell's places first, then those only we know.
#[cfg(unix)]
fn joined(shells: &OsStr, own: &OsStr) -> OsString {
    let mut places: Vec<_> = std::env::split_paths(shells).collect();
    for place in std::env::split_paths(own) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    // They came out of such a text, so they fit into one.
    std::env::join_paths(places).unwrap_or_else(|_| own.to_owned())
}

#[cfg(unix)]
mod unix {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt as _;
    use std::process::Stdio;
    use std::time::Duration;

    use process_wrap::tokio::{CommandWrap, ProcessGroup};
    use tokio::io::{AsyncRead, AsyncReadExt as _};
    use tokio::process::Command;

    /// As long as a shell may take to start. What it has not said by then is not waited for.
    const PATIENCE: Duration = Duration::from_secs(3);

    /// Tells the answer from what else the shell's files may print.
    const MARK: &str = "__hitchpost_path__=";

    /// More than any `PATH`, with a greeting.
    const ENOUGH: u64 = 1 << 20;

    /// The `PATH` of a login shell; nothing when it does not say.
    pub(super) async fn ask(shell: &OsStr, environment: &[(OsString, OsString)]) -> Option<OsString> {
        let mut command = Command::new(shell);
        // People set their PATH in the files of interactive shells too.
        command.args(["-lic", &format!("printf '\\n{MARK}%s\\n' \"$PATH\"")]);
        command.env_clear().envs(environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.kill_on_drop(true);
        let mut command = CommandWrap::from(command);
        command.wrap(ProcessGroup::leader());
        let mut child = command
            .spawn()
            .inspect_err(|error| tracing::warn!(%error, ?shell, "the login shell was not asked"))
            .ok()?;
        let output = child.stdout().take()?;
        let heard = tokio::time::timeout(PATIENCE, listen(output)).await;
        // With whatever its files started and left behind.
        if let Err(error) = child.start_kill() {
            tracing::debug!(%error, "the login shell had ended");
        }
        let reaped = tokio::time::timeout(PATIENCE, child.wait()).await;
        if heard.is_err() || reaped.is_err() {
            tracing::warn!(?shell, "the login shell took too long");
        }
        heard.ok().flatten()
    }

    /// Until the answer is there: something the shell left behind may keep its output open.
    async fn listen(output: impl AsyncRead + Unpin) -> Option<OsString> {
        let (mut output, mut said, mut chunk) = (output.take(ENOUGH), Vec::new(), [0; 4096]);
        loop {
            let read = output.read(&mut chunk).await.ok()?;
            said.extend_from_slice(&chunk[..read]);
            let mut lines = said.split_inclusive(|byte| *byte == b'\n');
            let answer = lines.find_map(|line| line.strip_prefix(MARK.as_bytes())?.strip_suffix(b"\n"));
            if let Some(path) = answer {
                return (!path.is_empty()).then(|| OsStr::from_bytes(path).to_owned());
            }
            if read == 0 {
                return None;
            }
        }
    }
}

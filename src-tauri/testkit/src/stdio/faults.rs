//! What goes wrong before a word has been exchanged.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio, exit};
use std::time::Duration;

use anyhow::Context as _;

use super::mode::Mode;
use super::speaker::Speaker;

/// Says, starts or ends what the mode says or starts or ends at its beginning.
pub fn before(mode: Mode, arguments: &[OsString], speaker: &Speaker) -> anyhow::Result<()> {
    let number = || -> anyhow::Result<usize> {
        let first =
            arguments.first().and_then(|argument| argument.to_str()).context("a number is missing")?;
        Ok(first.parse()?)
    };
    match mode {
        Mode::Banner => speaker.write(
            b"Welcome to the fixture!\n\n   \n{\"level\":\"info\",\"msg\":\"ready\"}\n{'python': True}\n[1, 2]\n",
        )?,
        Mode::Bom => speaker.write(b"\xef\xbb\xbf")?,
        Mode::Binary => speaker.write(b"\xff\xfe\x00\x01\n\x00\x00\x00\n{\"jsonrpc\":\"2.0\",\"x\":\"\xff\"}\n")?,
        Mode::LongLine => long_line(speaker, number()?)?,
        Mode::Stderr => long_stderr(number()?)?,
        Mode::Exit => {
            eprintln!("starting");
            eprintln!("cannot open the database: canary-secret");
            exit(i32::try_from(number()?)?);
        }
        Mode::Signal => {
            let name = arguments.first().context("a signal is missing")?;
            eprintln!("about to be signalled");
            // The first one only ends what the runtime does about it.
            for _ in 0..2 {
                let process = std::process::id().to_string();
                Command::new("/bin/kill").arg("-s").arg(name).arg(process).status()?;
            }
            linger();
        }
        Mode::Chatter => {
            while speaker.write(b"still warming up\n").is_ok() && wait_for_byte() {}
            exit(0);
        }
        Mode::Hang | Mode::Lingers => linger(),
        Mode::Mute => {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            exit(0);
        }
        Mode::Stubborn => become_through_shell("trap '' TERM; exec \"$0\" stays")?,
        Mode::ClosedInput => become_through_shell("exec \"$0\" lingers <&-")?,
        Mode::ClosedOutput => become_through_shell("exec \"$0\" lingers >&-")?,
        Mode::Slow => {
            while speaker.starts() < 2 {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        Mode::Family => start_a_lingering_one()?,
        Mode::ForksAndLeaves => {
            start_a_lingering_one()?;
            eprintln!("the rest happens in the background");
            exit(0);
        }
        Mode::Legacy | Mode::Modern | Mode::Both | Mode::Strict | Mode::Quiet | Mode::LegacyOnly | Mode::Mixed | Mode::Stays => {}
    }
    Ok(())
}

/// Never returns, whatever becomes of the pipes.
pub fn linger() -> ! {
    loop {
        std::thread::park();
    }
}

fn wait_for_byte() -> bool {
    std::io::stdin().read(&mut [0; 4096]).is_ok_and(|read| read > 0)
}

fn long_line(speaker: &Speaker, length: usize) -> anyhow::Result<()> {
    let piece = vec![b'x'; 64 << 10];
    let mut left = length;
    while left > 0 {
        let now = left.min(piece.len());
        speaker.write(&piece[..now])?;
        left -= now;
    }
    Ok(speaker.write(b"\n")?)
}

fn long_stderr(length: usize) -> anyhow::Result<()> {
    let line = format!("{}\n", "e".repeat(99));
    let mut stderr = std::io::stderr().lock();
    for _ in 0..length.div_ceil(line.len()) {
        stderr.write_all(line.as_bytes())?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn become_through_shell(_script: &str) -> anyhow::Result<()> {
    anyhow::bail!("this mode needs a Unix shell")
}

/// Only a shell closes descriptors and ignores signals without unsafe code. The process stays the same.
#[cfg(unix)]
fn become_through_shell(script: &str) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(Command::new("/bin/sh").arg("-c").arg(script).arg(std::env::current_exe()?).exec().into())
}

fn start_a_lingering_one() -> anyhow::Result<()> {
    // Its pipes are ours, and so it keeps them open.
    let child = Command::new(std::env::current_exe()?).arg("lingers").stdin(Stdio::null()).spawn()?;
    eprintln!("started {}", child.id());
    Ok(())
}

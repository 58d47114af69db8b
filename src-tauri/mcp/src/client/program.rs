//! A conversation with a program: requests and answers cross on one pair of pipes, in any order.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::process::ChildStdout;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::client::ask::Ask;
use crate::client::channel::concerned;
use crate::client::link::Link;
use crate::client::stream;
use crate::client::way::Way;
use crate::client::{Command, Era};
use crate::error::{Error, TimeoutPhase, excerpt_of};
use crate::tap::{Direction, TapEvent, TapKind};
use crate::transport::stdio::{Ending, Line, Lines, Process};
use crate::transport::{Deadline, Elapsed, Taps};
use crate::wire::{Frame, Message, RawJson};

/// How long one end of a program may be ahead of the other: its exit of what it wrote before, and the closing of its
/// pipes of its exit.
const GRACE: Duration = Duration::from_secs(1);
/// As much of a line that is too long, or no message, is kept for people.
const KEPT: usize = 1 << 10;

/// A running program that speaks MCP. It is read until it ends or is no longer wanted.
pub(crate) struct Program {
    /// As it was started, for errors.
    name: String,
    process: Process,
    /// Why it is over, when that was not our wish.
    lost: OnceLock<Error>,
    /// Whether it was found to be modern, and so may not ask anything.
    modern: AtomicBool,
    /// Whether it ever said something that was a message.
    speaks: AtomicBool,
    /// The first of its lines that was none.
    noise: Mutex<Option<String>>,
}

impl Program {
    /// Starts it. Nothing has been said yet.
    pub(crate) fn start(link: &Arc<Link>, command: &Command) -> Result<Arc<Program>, Error> {
        let (process, output) = Process::start(command, link.closed.child_token(), link.tap.clone())?;
        let name = command.program.display().to_string();
        link.note(|| match process.id {
            Some(id) => format!("{name} runs as process {id}"),
            None => format!("{name} runs"),
        });
        let program = Arc::new(Program {
            name,
            process,
            lost: OnceLock::new(),
            modern: AtomicBool::new(false),
            speaks: AtomicBool::new(false),
            noise: Mutex::default(),
        });
        tokio::spawn({
            let (link, program) = (Arc::clone(link), Arc::clone(&program));
            async move { program.follow(&link, output).await }
        });
        Ok(program)
    }

    /// Cancelled when it is no longer wanted, or over.
    pub(crate) fn gone(&self) -> &CancellationToken {
        self.process.gone()
    }

    /// From now on it is treated as one of that era.
    pub(crate) fn settle(&self, era: Era) {
        self.modern.store(era == Era::Modern, Ordering::Relaxed);
    }

    /// Stops it without much ado, and waits until it is gone.
    pub(crate) async fn discard(&self) {
        self.process.hurry();
        self.process.ended().await;
    }

    /// Waits until nothing of it is left.
    pub(crate) async fn ended(&self) {
        self.process.ended().await;
    }

    /// What it wrote to its standard error.
    pub(crate) fn stderr(&self) -> String {
        self.process.stderr()
    }

    /// Why it is over, if it is and that was not our wish.
    pub(crate) fn lost(&self) -> Option<Error> {
        self.lost.get().cloned()
    }

    /// The same where it is known to be over.
    pub(crate) fn loss(&self) -> Error {
        self.lost().unwrap_or_else(|| Error::Closed { reason: "the program was stopped".into() })
    }

    /// Says a request and awaits the response.
    pub(crate) async fn exchange(
        self: &Arc<Self>,
        link: &Arc<Link>,
        ask: &Ask<'_>,
        id: u64,
        body: Bytes,
        deadline: &Arc<Deadline>,
    ) -> Result<RawJson, Error> {
        let mut waiting = link.wait_for(id, ask, deadline);
        self.say(&ask.taps, body, deadline).await?;
        let answered = deadline.guard(async {
            tokio::select! {
                biased;
                answered = waiting.response() => answered,
                () = self.gone().cancelled() => Err(self.loss()),
            }
        });
        match answered.await {
            Ok(answered) => answered?.map_err(|error| ask.rpc_error(error, 200)),
            Err(elapsed) => Err(self.silent(ask, &elapsed)),
        }
    }

    /// Says something that is not answered.
    pub(crate) async fn say(&self, taps: &Taps, body: Bytes, deadline: &Deadline) -> Result<(), Error> {
        let said = deadline.guard(async {
            let shown = || taps.emit(0, Direction::Sent, || TapKind::Message(body.clone()));
            tokio::select! {
                biased;
                () = self.gone().cancelled() => return Err(self.loss()),
                written = self.process.write(body.clone(), shown) => if written.is_ok() { return Ok(()) },
            }
            // It reads no more. Its reader finds out what that means.
            self.gone().cancelled().await;
            Err(self.loss())
        });
        said.await.map_err(|elapsed| self.timed_out(&elapsed))?
    }

    /// Who is asked to shake hands and says things that are no messages is no MCP server, as far as anybody can tell.
    fn silent(&self, ask: &Ask<'_>, elapsed: &Elapsed) -> Error {
        let noise = self.noise.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if ask.method == "initialize" && noise.is_some() && !self.speaks.load(Ordering::Relaxed) {
            let reason = format!("{} writes lines that are no MCP messages, and nothing else", self.name);
            return Error::Malformed { reason, excerpt: noise };
        }
        self.timed_out(elapsed)
    }

    fn timed_out(&self, elapsed: &Elapsed) -> Error {
        Error::Timeout { address: self.name.clone(), phase: TimeoutPhase::Answer, after: elapsed.0 }
    }

    async fn follow(self: Arc<Self>, link: &Arc<Link>, output: ChildStdout) {
        let mut lines = Lines::new(output, link.limits.frame, KEPT);
        // What it started may hold its pipe for ever, and so may it itself without listening any more.
        let mut over = pin!(async {
            tokio::select! {
                _ = self.process.ended() => {}
                () = self.process.deaf() => {}
            }
            sleep(GRACE).await;
        });
        loop {
            let line = tokio::select! {
                biased;
                line = lines.next() => line,
                () = &mut over => break,
            };
            match line {
                // Read on, or it could not write what it must before it leaves.
                Ok(Some(_)) if self.gone().is_cancelled() => {}
                Ok(Some(line)) => self.take(link, line),
                Ok(None) | Err(_) => break,
            }
        }
        if !self.gone().is_cancelled() {
            self.lose(link).await;
        }
    }

    /// It ended, or hung up, unasked.
    async fn lose(&self, link: &Link) {
        let (ending, stderr) = match timeout(GRACE, self.process.ended()).await {
            Ok(ending) => (ending, self.process.last_words().await),
            Err(_) => (Ending::default(), self.process.tail()),
        };
        let lost = link.clean(Error::Exited {
            program: self.name.clone(),
            status: ending.status,
            signal: ending.signal,
            stderr,
        });
        link.note(|| lost.to_string());
        // What changes from now on, nobody tells us.
        link.lists.invalidate();
        let _ = self.lost.set(lost);
        self.gone().cancel();
    }

    fn take(self: &Arc<Self>, link: &Arc<Link>, line: Line) {
        let line = match line {
            Line::Whole(line) => line,
            Line::Cut { beginning, length } => return self.take_cut(link, &beginning, length),
        };
        if line.trim_ascii().is_empty() {
            return;
        }
        let messages = match Frame::parse(&line) {
            Ok(frame) => frame.into_messages(),
            Err(fault) => return self.take_noise(link, &line, &fault.to_string()),
        };
        if messages.iter().all(Result::is_err) {
            return self.take_noise(link, &line, "an array without messages");
        }
        self.speaks.store(true, Ordering::Relaxed);
        show(link, None, TapKind::Message(line.clone()));
        for message in messages {
            let message = match message {
                Ok(message) => message,
                Err(fault) => {
                    link.note(|| format!("an element of a batch was ignored: {fault}"));
                    continue;
                }
            };
            let concerned = concerned(link, &message);
            if let Some(id) = concerned {
                link.waiting.show(id, || event(TapKind::Message(line.clone())));
            }
            match message {
                Message::Request { method, .. } if self.modern.load(Ordering::Relaxed) => link.note(|| {
                    format!("a request of the server ({method}) was ignored: it may not send any here")
                }),
                message => stream::deliver(link, &Way::Lines(Arc::clone(self)), message, concerned),
            }
        }
    }

    fn take_noise(&self, link: &Link, line: &Bytes, fault: &str) {
        show(link, link.waiting.only(), TapKind::Noise(line.clone()));
        link.note(|| format!("a line that is no message was ignored: {fault}"));
        let mut noise = self.noise.lock().unwrap_or_else(PoisonError::into_inner);
        noise.get_or_insert_with(|| excerpt_of(&line[..line.len().min(KEPT)]));
    }

    /// The only request under way will have no other answer than the one that was too long.
    fn take_cut(&self, link: &Link, beginning: &Bytes, length: u64) {
        let limit = link.limits.frame;
        show(link, link.waiting.only(), TapKind::Noise(beginning.clone()));
        link.note(|| format!("a line of {length} bytes was ignored: more than {limit}"));
        if let Some(id) = link.waiting.only().filter(|_| beginning.trim_ascii_start().starts_with(b"{")) {
            link.waiting.resolve(id, Err(Error::TooLarge { limit }));
        }
    }
}

/// To the session's tap, and to that of the request it concerns.
fn show(link: &Link, concerned: Option<u64>, kind: TapKind) {
    if let Some(id) = concerned {
        link.waiting.show(id, || event(kind.clone()));
    }
    if link.tap.is_on() {
        link.tap.emit(event(kind));
    }
}

fn event(kind: TapKind) -> TapEvent {
    TapEvent { at: Instant::now(), exchange: 0, direction: Direction::Received, kind }
}

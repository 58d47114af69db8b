//! What the program is like.

use std::fmt;
use std::str::FromStr;

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table says what each does")]
pub enum Mode {
    Legacy,
    Modern,
    Both,
    Slow,
    Strict,
    Quiet,
    LegacyOnly,
    Banner,
    Bom,
    Binary,
    Mixed,
    Chatter,
    LongLine,
    Stderr,
    Exit,
    Signal,
    Hang,
    Mute,
    Stays,
    Stubborn,
    ClosedInput,
    ClosedOutput,
    Family,
    ForksAndLeaves,
    Lingers,
}

impl Mode {
    /// Every mode, its name, and what it does.
    pub const ALL: [(Mode, &str, &str); 25] = [
        (Mode::Legacy, "legacy", "answers server/discover with an error and shakes hands"),
        (Mode::Modern, "modern", "answers server/discover, and knows no initialize"),
        (Mode::Both, "both", "speaks both eras"),
        (Mode::Slow, "slow", "as modern, once the log says that another was started"),
        (Mode::Strict, "strict", "ends with status 1 at anything before initialize"),
        (Mode::Quiet, "quiet", "says nothing to what it does not know"),
        (Mode::LegacyOnly, "legacy-only", "answers server/discover, and names legacy revisions only"),
        (Mode::Banner, "banner", "greets people on its standard output, then as legacy"),
        (Mode::Bom, "bom", "writes a byte order mark and ends lines with CRLF"),
        (Mode::Binary, "binary", "writes bytes that are no text between its messages"),
        (Mode::Mixed, "mixed", "writes in pieces, and pieces of two messages as one line"),
        (Mode::Chatter, "chatter", "writes words to its standard output and nothing else"),
        (Mode::LongLine, "long-line", "<bytes>: writes a line of that length first"),
        (Mode::Stderr, "stderr", "<bytes>: writes so much to its standard error first"),
        (Mode::Exit, "exit", "<status>: says why and ends"),
        (Mode::Signal, "signal", "<name>: says why and dies of it"),
        (Mode::Hang, "hang", "reads and writes nothing"),
        (Mode::Mute, "mute", "reads and writes nothing back"),
        (Mode::Stays, "stays", "ignores the end of its input"),
        (Mode::Stubborn, "stubborn", "ignores SIGTERM as well"),
        (Mode::ClosedInput, "closed-input", "closes its input at once and stays"),
        (Mode::ClosedOutput, "closed-output", "closes its output at once and stays"),
        (Mode::Family, "family", "starts a process that holds its pipes and never ends"),
        (Mode::ForksAndLeaves, "forks-and-leaves", "starts such a process and ends with status 0"),
        (Mode::Lingers, "lingers", "such a process"),
    ];
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Mode::ALL.iter().find(|(mode, ..)| mode == self);
        f.write_str(named.map_or("", |(_, name, _)| name))
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(name: &str) -> Result<Mode, String> {
        let named = Mode::ALL.iter().find(|(_, known, _)| *known == name);
        named.map(|(mode, ..)| *mode).ok_or_else(|| format!("no mode is called {name}"))
    }
}

//! A command: a server that is a program on this computer.

use serde::{Deserialize, Serialize};

use super::{HeaderValueRequest, HeaderValueView};

/// A command as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommandRequest {
    /// A name that is looked up, or a path; nothing of its arguments.
    pub program: String,
    /// In order, each as the program gets it.
    pub args: Vec<String>,
    /// In addition to the few variables every command gets.
    pub env: Vec<EnvRequest>,
    /// Where it runs; blank for the home directory.
    pub directory: String,
    /// A process for every request.
    pub per_call: bool,
}

/// One environment variable as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvRequest {
    /// The variable's name.
    pub name: String,
    /// Its value.
    pub value: HeaderValueRequest,
}

/// A command as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CommandView {
    /// As it was typed.
    pub program: String,
    /// In order.
    pub args: Vec<String>,
    /// In the order they were entered.
    pub env: Vec<EnvView>,
    /// Where it runs; blank for the home directory.
    pub directory: String,
    /// A process for every request.
    pub per_call: bool,
    /// The person approved it as it is now.
    pub approved: bool,
    /// The file that runs; absent when none is found.
    pub resolved: Option<String>,
    /// In one line, quoted as for a shell. For showing only.
    pub line: String,
}

/// One environment variable as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct EnvView {
    /// The variable's name.
    pub name: String,
    /// Its value, unless that is a secret.
    pub value: HeaderValueView,
}

/// A command as it is saved. It names its secrets and never holds one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommandLine {
    pub program: String,
    pub args: Vec<String>,
    pub env: Vec<EnvRow>,
    pub directory: String,
    pub per_call: bool,
}

/// One environment variable; a row without a value has it in the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EnvRow {
    pub name: String,
    pub plain: Option<String>,
}

impl CommandLine {
    /// In one line, quoted as for a shell. For showing only: none ever sees it.
    pub fn line(&self) -> String {
        shell_words::join(std::iter::once(&self.program).chain(&self.args))
    }

    /// What it is about, to name it after: the first argument that is no option and no flag's kind of word, else the
    /// program. `npx -y @acme/mcp-server` is about `mcp-server`.
    pub fn subject(&self) -> String {
        let word =
            self.args.iter().find(|arg| !arg.starts_with('-') && !RUNNER_WORDS.contains(&arg.as_str()));
        let is_runner = RUNNERS.contains(&stem(&self.program));
        let named = word.filter(|_| is_runner).map_or(self.program.as_str(), String::as_str);
        stem(named).split('@').next().unwrap_or_default().to_owned()
    }
}

/// Programs that run what their arguments name.
const RUNNERS: [&str; 13] =
    ["npx", "bunx", "pnpx", "pnpm", "yarn", "uvx", "uv", "pipx", "node", "deno", "bun", "python", "python3"];

/// Words of theirs that are no name.
const RUNNER_WORDS: [&str; 4] = ["run", "exec", "dlx", "tool"];

/// The last part of a path or package name, without what tells a file's kind.
fn stem(text: &str) -> &str {
    let last = text.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(text);
    [".exe", ".cmd", ".js", ".mjs", ".cjs", ".ts", ".py"]
        .iter()
        .find_map(|ending| last.strip_suffix(ending))
        .unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(program: &str, args: &[&str]) -> CommandLine {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        CommandLine {
            program: program.to_owned(),
            args,
            env: vec![],
            directory: String::new(),
            per_call: false,
        }
    }

    #[test]
    fn a_command_is_named_after_what_it_runs() {
        for (program, args, subject) in [
            ("npx", &["-y", "@acme/mcp-server@1.2"][..], "mcp-server"),
            ("uvx", &["mcp-server-git", "--repository", "x"], "mcp-server-git"),
            ("uv", &["run", "server.py"], "server"),
            ("/usr/bin/node", &["/opt/thing/index.js"], "index"),
            ("/opt/acme/server.exe", &["serve"], "server"),
            ("npx", &[], "npx"),
        ] {
            assert_eq!(command(program, args).subject(), subject);
        }
    }

    #[test]
    fn one_line_shows_where_every_argument_ends() {
        let line = command("npx", &["-y", "two words", "", "it's; rm -rf /"]).line();
        assert_eq!(shell_words::split(&line).unwrap(), ["npx", "-y", "two words", "", "it's; rm -rf /"]);
    }
}

//! A program as typed: `hitchpost add --command -- npx -y server`.

use clap::Args;
use hitchpost_core::connection::{CommandRequest, EnvRequest, HeaderValueRequest, SecretInput};
use hitchpost_core::secret::SecretText;

use crate::exit::Stop;
use crate::secrets::{ask, from_environment};

/// A server that is a program on this computer.
#[derive(Args)]
#[command(next_help_heading = "Local command")]
pub struct Local {
    /// The server is a program on this computer: give it and its arguments after --
    #[arg(long, requires = "line", conflicts_with_all = [
        "token", "token_env", "headers", "secret_headers", "oauth", "proxy", "ca", "client_cert", "insecure", "transport"])]
    pub command: bool,
    /// Give it this variable, as in MODE=fast; may be repeated. For a secret use --secret-env: other programs can read
    /// arguments
    #[arg(long = "env", value_name = "NAME=VALUE", requires = "command")]
    pub env: Vec<String>,
    /// Give it this variable with a secret value, which is asked for or read from standard input, one line each;
    /// NAME=VARIABLE takes it from an environment variable of that name; may be repeated
    #[arg(long = "secret-env", value_name = "NAME[=VARIABLE]", requires = "command")]
    pub secret_env: Vec<String>,
    /// Run it in this directory [default: your home directory]
    #[arg(long, value_name = "DIR", requires = "command")]
    pub directory: Option<String>,
    /// Start a process for every request
    #[arg(long, requires = "command")]
    pub per_call: bool,
    /// Let it run without asking, for scripts: it runs with your rights
    #[arg(long, requires = "command", conflicts_with = "offline")]
    pub approve: bool,
    /// The program and its arguments
    #[arg(last = true, value_name = "COMMAND", requires = "command")]
    pub line: Vec<String>,
}

impl Local {
    /// Fails where something was typed that belongs to a command, and no command was.
    pub fn require_command(&self) -> Result<(), Stop> {
        let is_used = !self.line.is_empty()
            || !self.env.is_empty()
            || !self.secret_env.is_empty()
            || self.directory.is_some()
            || self.per_call
            || self.approve;
        match is_used && !self.command {
            // The parser asks for no more where an address was typed too.
            true => Err(Stop::Input("what runs a program needs --command, and no address".to_owned())),
            false => Ok(()),
        }
    }

    /// The command as the core takes it; asks for secrets.
    pub fn request(&self) -> Result<CommandRequest, Stop> {
        let (program, args) = match self.line.split_first() {
            Some((program, args)) => (program.clone(), args.to_vec()),
            None => (String::new(), Vec::new()),
        };
        let mut env = Vec::new();
        for pair in &self.env {
            let (name, value) = pair
                .split_once('=')
                .ok_or_else(|| Stop::Input(format!("`{pair}` is not a variable; write NAME=VALUE")))?;
            let value = HeaderValueRequest::Plain { value: value.to_owned() };
            env.push(EnvRequest { name: name.to_owned(), value });
        }
        for variable in &self.secret_env {
            let (name, secret) = match variable.split_once('=') {
                Some((name, variable)) => (name, from_environment(variable)?),
                None => (variable.as_str(), ask(&format!("{variable}: "))?),
            };
            let value = SecretInput::Set { value: SecretText::new(secret) };
            env.push(EnvRequest { name: name.to_owned(), value: HeaderValueRequest::Secret { value } });
        }
        Ok(CommandRequest {
            program,
            args,
            env,
            directory: self.directory.as_deref().map(absolute).unwrap_or_default(),
            per_call: self.per_call,
        })
    }
}

/// As seen from here: the command runs another day from somewhere else.
fn absolute(directory: &str) -> String {
    if directory.starts_with('~') {
        return directory.to_owned();
    }
    std::path::absolute(directory).map_or_else(|_| directory.to_owned(), |path| path.display().to_string())
}

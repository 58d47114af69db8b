//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hitchpost_core::connection::EraChoice;

use crate::asks::Asks;
use crate::local::Local;
use crate::oauth::OAuth;
use crate::way::Way;

const EXIT_CODES: &str = "\
Exit codes:
    0  done
    1  the tool reported a problem
    2  the input is not valid
    3  no such connection, tool or result, or the connection is disabled
    4  the server cannot be reached
    5  the server wants a credential, or refused the one it got; or you have not approved or accepted something yet
    6  the server answered something that cannot be used, or an error
    7  no answer in time
    8  the database, a file or the keychain cannot be used
  130  cancelled";

/// Connects to MCP servers: add one, list its tools, call one. Shares everything with the Hitchpost window.
#[derive(Parser)]
#[command(name = "hitchpost", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// Write JSON to standard output, errors included
    #[arg(long, global = true)]
    pub json: bool,
    /// Keep everything in this directory [default: the person's own; or HITCHPOST_DATA_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Write what travels to standard error, secrets masked
    #[arg(long, global = true)]
    pub trace: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Save a connection to a server
    Add(Box<Add>),
    /// List the saved connections
    List,
    /// List the tools of a server, or show one
    Tools(Tools),
    /// Call a tool and print its result
    Call(Call),
    /// List the resources of a server, and the templates of their addresses
    Resources(Resources),
    /// Read a resource and print it
    Read(Read),
    /// List the prompts of a server
    Prompts(Prompts),
    /// Get a prompt and print its messages
    Prompt(Prompt),
    /// Connect, and sign in first where that is needed
    Connect(Connect),
    /// Look at the command of a connection, and let it run
    Approve(Approve),
    /// Walk the way to a server step by step, and say what is found
    Doctor(Doctor),
    /// Say how a connection is right now: whether its server answers, and how fast
    Health(Health),
    /// List the accounts of a connection, or choose the one to use
    Accounts(Accounts),
    /// Sign an account out and delete its tokens
    SignOut(SignOut),
    /// Remove a connection and its secrets
    Remove(Remove),
}

/// Secrets are never arguments: other programs can read those.
#[derive(Args)]
pub struct Add {
    /// The server's address, such as https://example.com/mcp
    #[arg(required_unless_present_any = ["sample", "command"], conflicts_with_all = ["sample", "command"])]
    pub url: Option<String>,
    /// Add the built-in sample server
    #[arg(long)]
    pub sample: bool,
    /// What to call it [default: the server's title, or its host]
    #[arg(long)]
    pub name: Option<String>,
    /// Ask for a token, or read it from standard input when that is not a terminal
    #[arg(long, visible_alias = "token-stdin")]
    pub token: bool,
    /// Take the token from this environment variable, such as HITCHPOST_TOKEN
    #[arg(long, value_name = "NAME", conflicts_with = "token")]
    pub token_env: Option<String>,
    /// The header that carries the token
    #[arg(long, value_name = "NAME", default_value = "Authorization")]
    pub token_header: String,
    /// What stands before the token; empty for nothing [default: Bearer, or nothing with another header]
    #[arg(long, value_name = "TEXT")]
    pub token_prefix: Option<String>,
    /// Send this header, as in "X-Tenant: acme"; may be repeated. For a secret use --secret-header: other programs
    /// can read arguments
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<String>,
    /// Send this header with a secret value, which is asked for or read from standard input, one line each;
    /// NAME=VARIABLE takes it from an environment variable; may be repeated
    #[arg(long = "secret-header", value_name = "NAME[=VARIABLE]")]
    pub secret_headers: Vec<String>,
    /// The protocol era to speak
    #[arg(long, default_value = "auto")]
    pub era: Era,
    /// Seconds to wait for a connection
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    pub connect_timeout: u32,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub request_timeout: u32,
    /// Send secrets to this server although its address is not encrypted
    #[arg(long)]
    pub allow_plain_http: bool,
    /// Save without contacting the server
    #[arg(long)]
    pub offline: bool,
    /// A program in place of an address
    #[command(flatten)]
    pub local: Local,
    /// The way there
    #[command(flatten)]
    pub way: Way,
    /// What the server may ask
    #[command(flatten)]
    pub asks: Asks,
    /// Signing in
    #[command(flatten)]
    pub oauth: OAuth,
}

/// The protocol eras, as typed.
#[derive(Clone, Copy, ValueEnum)]
pub enum Era {
    /// Ask the server
    Auto,
    /// 2026-07-28 and later
    Modern,
    /// 2025-11-25 and earlier
    Legacy,
}

impl From<Era> for EraChoice {
    fn from(era: Era) -> Self {
        match era {
            Era::Auto => Self::Auto,
            Era::Modern => Self::Modern,
            Era::Legacy => Self::Legacy,
        }
    }
}

/// Which tools to show.
#[derive(Args)]
pub struct Tools {
    /// The connection's name, or its short name
    pub connection: String,
    /// Show this tool in full, with its schema
    pub tool: Option<String>,
    /// Accept these tools as they are now, or all of them: those that are new or changed are not called otherwise
    #[arg(long, value_name = "NAME", num_args = 0.., conflicts_with = "tool")]
    pub accept: Option<Vec<String>>,
}

/// What to call, and with what.
#[derive(Args)]
pub struct Call {
    /// The connection's name, or its short name
    pub connection: String,
    /// The tool
    pub tool: String,
    /// Arguments as name=value; values are JSON where the tool does not want text
    #[arg(value_name = "NAME=VALUE", conflicts_with = "args")]
    pub pairs: Vec<String>,
    /// All arguments as one JSON object, sent byte for byte; - reads it from standard input
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub args: Option<String>,
    /// Seconds to wait for an answer [default: the connection's]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<u32>,
    /// Save pictures and other binary parts in this folder
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    /// Ask the server to make a task of it, where it can
    #[arg(long)]
    pub task: bool,
}

/// Whose resources.
#[derive(Args)]
pub struct Resources {
    /// The connection's name, or its short name
    pub connection: String,
}

/// What to read.
#[derive(Args)]
pub struct Read {
    /// The connection's name, or its short name
    pub connection: String,
    /// The resource's address, or with --var a template of addresses
    pub uri: String,
    /// Fill in a variable of the template; may be repeated
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,
    /// Seconds to wait for an answer [default: the connection's]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<u32>,
    /// Save pictures and other binary parts in this folder
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
}

/// Whose prompts.
#[derive(Args)]
pub struct Prompts {
    /// The connection's name, or its short name
    pub connection: String,
}

/// What to get, and with what.
#[derive(Args)]
pub struct Prompt {
    /// The connection's name, or its short name
    pub connection: String,
    /// The prompt
    pub prompt: String,
    /// Arguments as name=value; values are text
    #[arg(value_name = "NAME=VALUE")]
    pub pairs: Vec<String>,
    /// Seconds to wait for an answer [default: the connection's]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<u32>,
    /// Save pictures and other binary parts in this folder
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
}

/// What to connect to, and how to sign in.
#[derive(Args)]
pub struct Connect {
    /// The connection's name, or its short name
    pub connection: String,
    /// Print the address to sign in at instead of opening a browser
    #[arg(long)]
    pub no_browser: bool,
    /// Sign in again although there is an account
    #[arg(long)]
    pub again: bool,
    /// Sign in to a further account, and use it
    #[arg(long)]
    pub new_account: bool,
    /// Sign in again for this scope too; may be repeated
    #[arg(long = "scope", value_name = "SCOPE")]
    pub scopes: Vec<String>,
}

/// Which command to approve.
#[derive(Args)]
pub struct Approve {
    /// The connection's name, or its short name
    pub connection: String,
    /// Approve without asking, for scripts: whatever the command is by then will run with your rights
    #[arg(long, visible_alias = "approve")]
    pub yes: bool,
}

/// Which way to walk.
#[derive(Args)]
pub struct Doctor {
    /// The connection's name, or its short name
    pub connection: String,
}

/// Which connection to ask after.
#[derive(Args)]
pub struct Health {
    /// The connection's name, or its short name
    pub connection: String,
}

/// Whose accounts.
#[derive(Args)]
pub struct Accounts {
    /// The connection's name, or its short name
    pub connection: String,
    /// Use this one from now on: its label or its ID
    #[arg(long = "use", value_name = "ACCOUNT")]
    pub use_account: Option<String>,
}

/// Whom to sign out.
#[derive(Args)]
pub struct SignOut {
    /// The connection's name, or its short name
    pub connection: String,
    /// The account's label or ID [default: the one in use]
    pub account: Option<String>,
}

/// What to remove.
#[derive(Args)]
pub struct Remove {
    /// The connection's name, or its short name
    pub connection: String,
}

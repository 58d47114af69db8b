//! Where secrets come from: a terminal, standard input or the environment. Never an argument, which others can read.

use std::env::VarError;
use std::io::{BufRead, IsTerminal};

use crate::exit::Stop;

/// The value of a variable the person named.
pub fn from_environment(variable: &str) -> Result<String, Stop> {
    std::env::var(variable).map_err(|fault| {
        let fault = match fault {
            VarError::NotPresent => "is not set",
            VarError::NotUnicode(_) => "is not UTF-8 text",
        };
        Stop::Input(format!("the environment variable {variable} {fault}"))
    })
}

/// Without echo on a terminal; a line of standard input otherwise.
pub fn ask(prompt: &str) -> Result<String, Stop> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password(prompt)?);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Stop::reading_input)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

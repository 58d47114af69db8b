//! `hitchpost`: the same connections as the window, without a window.

mod accounts;
mod add;
mod approve;
mod arguments;
mod asks;
mod call;
mod command;
mod connect;
mod doctor;
mod exit;
mod list;
mod listing;
mod local;
mod oauth;
mod output;
mod prompts;
mod questions;
mod remove;
mod report;
mod resources;
mod secrets;
mod sign_in;
mod terminal;
mod tools;
mod trace;
mod way;
mod words;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use hitchpost_core::{App, AppConfig, init_logging};

use command::{Cli, Command};
use exit::{Code, Stop};
use output::Output;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error).into(),
    };
    let output = Output::new(cli.json);
    // One thread: a command does one thing, and starting a pool takes longer than most calls.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(run(cli, &output)),
        Err(error) => Err(Stop::from(anyhow::Error::from(error))),
    };
    match ended {
        Ok(code) => code.into(),
        Err(stop) => stop.report(&output).into(),
    }
}

/// Help and versions are results; anything else is an error, as JSON too where that was asked for.
fn not_understood(error: &clap::Error) -> Code {
    // Without an output there is nobody to tell.
    let _ = error.print();
    if !error.use_stderr() {
        return Code::Done;
    }
    // Nothing was understood, so `--json` has to be looked for by hand.
    if std::env::args_os().take_while(|argument| argument != "--").any(|argument| argument == "--json") {
        Output::new(true).json_error(&words::of_usage_error(&error.to_string()));
    }
    Code::Input
}

async fn run(cli: Cli, output: &Output) -> Result<Code, Stop> {
    let config = config(&cli)?;
    let _logging = init_logging(&config);
    let app = App::open(config).await?;
    let ended = match cli.command {
        Command::Add(options) => add::run(&app, output, *options).await,
        Command::List => list::run(&app, output).await,
        Command::Tools(options) => tools::run(&app, output, &options).await,
        Command::Call(options) => call::run(&app, output, options).await,
        Command::Resources(options) => resources::list(&app, output, &options).await,
        Command::Read(options) => resources::read(&app, output, options).await,
        Command::Prompts(options) => prompts::list(&app, output, &options).await,
        Command::Prompt(options) => prompts::get(&app, output, options).await,
        Command::Connect(options) => connect::run(&app, output, options).await,
        Command::Approve(options) => approve::run(&app, output, &options).await,
        Command::Doctor(options) => doctor::diagnose(&app, output, &options).await,
        Command::Health(options) => doctor::health(&app, output, &options).await,
        Command::Accounts(options) => accounts::run(&app, output, &options).await,
        Command::SignOut(options) => accounts::sign_out(&app, output, &options).await,
        Command::Remove(options) => remove::run(&app, output, &options).await,
    };
    if cli.trace {
        trace::print(&app, output).await?;
    }
    app.close().await;
    ended
}

fn config(cli: &Cli) -> Result<AppConfig, Stop> {
    let mut config = match &cli.data_dir {
        Some(data_dir) => AppConfig::for_data_dir(data_dir),
        None => AppConfig::from_env()?,
    };
    let folder = match &cli.command {
        Command::Call(options) => options.save.as_ref(),
        Command::Read(options) => options.save.as_ref(),
        Command::Prompt(options) => options.save.as_ref(),
        _ => None,
    };
    if let Some(folder) = folder {
        config.downloads_dir = std::path::absolute(folder).unwrap_or_else(|_| Path::new(folder).to_owned());
    }
    Ok(config)
}

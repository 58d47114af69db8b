//! `hitchpost`: the same connections as the window, without a window.

mod add;
mod arguments;
mod call;
mod command;
mod exit;
mod list;
mod output;
mod remove;
mod tools;
mod words;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use hitchpost_core::{App, AppConfig, init_logging};

use command::{Cli, Command};
use exit::Stop;
use output::Output;

fn main() -> ExitCode {
    let cli = Cli::parse();
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

async fn run(cli: Cli, output: &Output) -> Result<exit::Code, Stop> {
    let config = config(&cli)?;
    let _logging = init_logging(&config);
    let app = App::open(config).await?;
    let ended = match cli.command {
        Command::Add(options) => add::run(&app, output, options).await,
        Command::List => list::run(&app, output).await,
        Command::Tools(options) => tools::run(&app, output, &options).await,
        Command::Call(options) => call::run(&app, output, options).await,
        Command::Remove(options) => remove::run(&app, output, &options).await,
    };
    app.close().await;
    ended
}

fn config(cli: &Cli) -> Result<AppConfig, Stop> {
    let mut config = match &cli.data_dir {
        Some(data_dir) => AppConfig::for_data_dir(data_dir),
        None => AppConfig::from_env()?,
    };
    if let Command::Call(call) = &cli.command
        && let Some(folder) = &call.save
    {
        config.downloads_dir = std::path::absolute(folder).unwrap_or_else(|_| Path::new(folder).to_owned());
    }
    Ok(config)
}

//! `hitchpost call`.

use hitchpost_core::App;
use hitchpost_core::call::{CallRequest, TaskChoice};

use crate::arguments;
use crate::command::Call;
use crate::exit::{Code, Stop};
use crate::output::Output;
use crate::report::{self, the_call};

/// Calls a tool and prints what it answers.
pub async fn run(app: &App, output: &Output, options: Call) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    app.require_accepted(connection.id, &options.tool).await?;
    // As last seen; a tool that was never listed is called all the same.
    let known = match options.pairs.is_empty() {
        true => None,
        false => app.tool(connection.id, &options.tool).await.ok(),
    };
    let arguments = arguments::of(&options, known.as_ref().map(|tool| tool.input_schema.as_str()))?;
    let request = CallRequest {
        call_id: the_call(),
        connection_id: connection.id,
        tool: options.tool,
        arguments,
        timeout_s: options.timeout,
        task: if options.task { TaskChoice::Always } else { TaskChoice::Automatic },
    };
    let call = app.call_tool(request, report::tell);
    report::run(app, output, call, options.save.is_some()).await
}

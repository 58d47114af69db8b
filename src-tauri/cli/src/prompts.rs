//! `hitchpost prompts` and `hitchpost prompt`.

use hitchpost_core::App;
use hitchpost_core::call::{PromptArgument, PromptListView, PromptRequest};

use crate::command::{Prompt, Prompts};
use crate::exit::{Code, Stop};
use crate::listing::{first_line, show_rest};
use crate::output::Output;
use crate::report::{self, the_call};
use crate::resources::named;

/// Lists a server's prompts.
pub async fn list(app: &App, output: &Output, options: &Prompts) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let list = app.list_prompts(connection.id).await?;
    match output.is_json() {
        true => output.json(&list)?,
        false => show(output, &list)?,
    }
    Ok(Code::Done)
}

/// Gets a prompt and prints its messages.
pub async fn get(app: &App, output: &Output, options: Prompt) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let request = PromptRequest {
        call_id: the_call(),
        connection_id: connection.id,
        prompt: options.prompt,
        arguments: options.pairs.iter().map(|pair| named(pair)).collect::<Result<_, _>>()?,
        timeout_s: options.timeout,
    };
    report::run(app, output, app.get_prompt(request, report::tell), options.save.is_some()).await
}

fn show(output: &Output, list: &PromptListView) -> std::io::Result<()> {
    let rows: Vec<Vec<String>> = list
        .prompts
        .iter()
        .map(|prompt| {
            let about = prompt.description.as_ref().or(prompt.title.as_ref()).map(|text| first_line(text));
            let arguments: Vec<String> = prompt.arguments.iter().map(shown).collect();
            vec![prompt.name.clone(), arguments.join(" "), about.unwrap_or_default()]
        })
        .collect();
    if rows.is_empty() {
        output.note("Connected, but the server lists no prompts.");
    } else {
        output.table(&["PROMPT", "ARGUMENTS", "WHAT IT IS FOR"], &rows)?;
    }
    show_rest(output, &list.rejected, list.cut);
    Ok(())
}

/// In brackets where it can be left out.
fn shown(argument: &PromptArgument) -> String {
    match argument.required {
        true => format!("{}=…", argument.name),
        false => format!("[{}=…]", argument.name),
    }
}

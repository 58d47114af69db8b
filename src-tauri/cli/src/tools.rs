//! `hitchpost tools`.

use hitchpost_core::App;
use hitchpost_core::call::{ListCut, ToolDetail, ToolHint, ToolListView};

use crate::command::Tools;
use crate::exit::{Code, Stop};
use crate::output::Output;

/// Lists a server's tools, or shows one of them.
pub async fn run(app: &App, output: &Output, options: &Tools) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let list = app.list_tools(connection.id).await?;
    match &options.tool {
        Some(name) => {
            let tool = app.tool(connection.id, name).await?;
            if output.is_json() { output.json(&tool)? } else { show(output, &tool)? }
        }
        None if output.is_json() => output.json(&list)?,
        None => show_list(output, &list)?,
    }
    Ok(Code::Done)
}

fn show_list(output: &Output, list: &ToolListView) -> std::io::Result<()> {
    let rows: Vec<Vec<String>> = list
        .tools
        .iter()
        .map(|tool| vec![tool.name.clone(), hint(tool.hint).to_owned(), first_line(&tool.summary)])
        .collect();
    if rows.is_empty() {
        output.note("Connected, but the server lists no tools.");
    } else {
        output.table(&["TOOL", "", "WHAT IT SAYS IT DOES"], &rows)?;
    }
    for tool in &list.rejected {
        let name = tool.name.clone().unwrap_or_else(|| format!("number {}", tool.index + 1));
        output.note(&format!("left out {name}: {}", tool.reason));
    }
    let end = match list.cut {
        None => return Ok(()),
        Some(ListCut::RepeatedCursor) => "the server began to repeat itself",
        Some(ListCut::Limit) => "the server has more than is read",
        Some(ListCut::PageFailed) => "a further page could not be read",
    };
    output.note(&format!("The list ends here: {end}."));
    Ok(())
}

fn show(output: &Output, tool: &ToolDetail) -> std::io::Result<()> {
    output.line(tool.title.as_deref().unwrap_or(&tool.name))?;
    if let Some(description) = &tool.description {
        output.line(description)?;
    }
    output.line(&tool.definition)
}

fn hint(hint: ToolHint) -> &'static str {
    match hint {
        ToolHint::Unknown => "",
        ToolHint::ReadOnly => "reads",
        ToolHint::Writes => "writes",
        ToolHint::Destructive => "destroys",
    }
}

/// As much of a description as fits beside its name.
fn first_line(text: &str) -> String {
    const WIDTH: usize = 80;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

//! `hitchpost tools`.

use hitchpost_core::App;
use hitchpost_core::call::{ToolDetail, ToolHint, ToolListView};
use hitchpost_core::failure::Failure;
use hitchpost_core::pin::{AcceptedTool, ToolChange, ToolChangeKind, ToolStanding};

use crate::command::Tools;
use crate::exit::{Code, Stop};
use crate::listing::{first_line, show_rest};
use crate::output::Output;

/// Lists a server's tools, or shows one of them.
pub async fn run(app: &App, output: &Output, options: &Tools) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let list = app.list_tools(connection.id).await?;
    if let Some(names) = &options.accept {
        return accept(app, output, &list, names).await;
    }
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
        .map(|tool| {
            let marks = [hint(tool.hint), standing(tool.standing)].join(" ");
            vec![tool.name.clone(), marks.trim().to_owned(), first_line(&tool.summary)]
        })
        .collect();
    if rows.is_empty() {
        output.note("Connected, but the server lists no tools.");
    } else {
        output.table(&["TOOL", "", "WHAT IT SAYS IT DOES"], &rows)?;
    }
    if list.tools.iter().any(|tool| tool.standing != ToolStanding::Accepted) {
        output.note("Tools that are new or changed are not called until they are accepted, with --accept.");
    }
    show_rest(output, &list.rejected, list.cut);
    Ok(())
}

/// Lists what changed, and accepts exactly that.
async fn accept(app: &App, output: &Output, list: &ToolListView, names: &[String]) -> Result<Code, Stop> {
    let id = list.connection_id;
    let mut changes = app.tool_changes(id).await?;
    let is_known = |name: &&String| {
        list.tools.iter().any(|tool| tool.name == **name)
            || changes.iter().any(|change| change.name == **name)
    };
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        return Err(Failure::NotFound { what: "tool".to_owned(), name: unknown.clone() }.into());
    }
    changes.retain(|change| names.is_empty() || names.contains(&change.name));
    show_changes(output, &changes)?;
    app.accept_tools(id, changes.iter().map(AcceptedTool::from).collect()).await?;
    for change in app.tool_changes(id).await? {
        if changes.iter().any(|accepted| accepted.name == change.name) {
            output.note(&format!("{} has changed once more, and goes on waiting.", change.name));
        }
    }
    Ok(Code::Done)
}

fn show_changes(output: &Output, changes: &[ToolChange]) -> std::io::Result<()> {
    if output.is_json() {
        output.json(&changes)?;
    } else if changes.is_empty() {
        output.note("Nothing has changed since the tools were accepted.");
    } else {
        let what = |change: &ToolChange| match change.kind {
            ToolChangeKind::Added => "new".to_owned(),
            ToolChangeKind::Changed => format!("changed: {}", change.fields.join(", ")),
            ToolChangeKind::Removed => "gone".to_owned(),
        };
        let rows: Vec<_> = changes.iter().map(|change| vec![change.name.clone(), what(change)]).collect();
        output.table(&["ACCEPTED", ""], &rows)?;
    }
    Ok(())
}

fn show(output: &Output, tool: &ToolDetail) -> std::io::Result<()> {
    output.line(tool.title.as_deref().unwrap_or(&tool.name))?;
    if let Some(description) = &tool.description {
        output.line(description)?;
    }
    output.line(&tool.definition)
}

fn standing(standing: ToolStanding) -> &'static str {
    match standing {
        ToolStanding::Accepted => "",
        ToolStanding::New => "(new)",
        ToolStanding::Changed => "(changed)",
    }
}

fn hint(hint: ToolHint) -> &'static str {
    match hint {
        ToolHint::Unknown => "",
        ToolHint::ReadOnly => "reads",
        ToolHint::Writes => "writes",
        ToolHint::Destructive => "destroys",
    }
}

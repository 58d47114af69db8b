//! `hitchpost resources` and `hitchpost read`.

use hitchpost_core::App;
use hitchpost_core::call::{NamedText, ReadRequest, ResourceListView};

use crate::command::{Read, Resources};
use crate::exit::{Code, Stop};
use crate::listing::{first_line, show_rest};
use crate::output::Output;
use crate::report::{self, the_call};

/// Lists what a server lets read.
pub async fn list(app: &App, output: &Output, options: &Resources) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let list = app.list_resources(connection.id).await?;
    match output.is_json() {
        true => output.json(&list)?,
        false => show(output, &list)?,
    }
    Ok(Code::Done)
}

/// Reads a resource and prints it.
pub async fn read(app: &App, output: &Output, options: Read) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let uri = match options.variables.is_empty() {
        true => options.uri,
        false => filled_in(app, &options.uri, &options.variables)?,
    };
    let request =
        ReadRequest { call_id: the_call(), connection_id: connection.id, uri, timeout_s: options.timeout };
    report::run(app, output, app.read_resource(request, report::tell), options.save.is_some()).await
}

fn filled_in(app: &App, template: &str, pairs: &[String]) -> Result<String, Stop> {
    let variables = pairs.iter().map(|pair| named(pair)).collect::<Result<Vec<_>, _>>()?;
    let filled = app.expand_template(template, &variables)?;
    match filled.missing.is_empty() {
        true => Ok(filled.uri),
        false => Err(Stop::Input(format!("the template also wants {}", filled.missing.join(", ")))),
    }
}

/// `name=value`.
pub fn named(pair: &str) -> Result<NamedText, Stop> {
    let wrong = || Stop::Input(format!("`{pair}` gives nothing a value; write name=value"));
    let (name, value) = pair.split_once('=').ok_or_else(wrong)?;
    Ok(NamedText { name: name.to_owned(), value: value.to_owned() })
}

fn show(output: &Output, list: &ResourceListView) -> std::io::Result<()> {
    let resources = list.resources.iter().map(|resource| {
        let about = resource.description.as_ref().or(resource.title.as_ref()).unwrap_or(&resource.name);
        vec![resource.uri.clone(), resource.mime_type.clone().unwrap_or_default(), first_line(about)]
    });
    let templates = list.templates.iter().map(|template| {
        let about = template.description.as_ref().or(template.title.as_ref()).unwrap_or(&template.name);
        vec![template.uri_template.clone(), template.mime_type.clone().unwrap_or_default(), first_line(about)]
    });
    let rows: Vec<Vec<String>> = resources.chain(templates).collect();
    if rows.is_empty() {
        output.note("Connected, but the server lists no resources.");
    } else {
        output.table(&["ADDRESS", "TYPE", "WHAT IT IS"], &rows)?;
    }
    if list.templates.iter().any(|template| !template.variables.is_empty()) {
        output.note("Fill in a {variable} with: hitchpost read CONNECTION ADDRESS --var NAME=VALUE");
    }
    show_rest(output, &list.rejected, list.cut);
    Ok(())
}

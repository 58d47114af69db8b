//! What all lists of a server have in common when they are printed.

use hitchpost_core::call::{ListCut, RejectedTool};

use crate::output::Output;

/// What is not in a list, and why.
pub fn show_rest(output: &Output, rejected: &[RejectedTool], cut: Option<ListCut>) {
    for item in rejected {
        let name = item.name.clone().unwrap_or_else(|| format!("number {}", item.index + 1));
        output.note(&format!("left out {name}: {}", item.reason));
    }
    let end = match cut {
        None => return,
        Some(ListCut::RepeatedCursor) => "the server began to repeat itself",
        Some(ListCut::Limit) => "the server has more than is read",
        Some(ListCut::PageFailed) => "a further page could not be read",
    };
    output.note(&format!("The list ends here: {end}."));
}

/// As much of a description as fits beside its name.
pub fn first_line(text: &str) -> String {
    const WIDTH: usize = 80;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

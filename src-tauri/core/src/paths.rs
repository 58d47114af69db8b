//! Paths as a person types them.

use std::path::PathBuf;

use directories::BaseDirs;

/// The person's home directory.
pub(crate) fn home() -> PathBuf {
    BaseDirs::new().map_or_else(std::env::temp_dir, |dirs| dirs.home_dir().to_owned())
}

/// With `~` at its beginning filled in.
pub(crate) fn at_home(typed: &str) -> String {
    let rest = match typed.strip_prefix('~') {
        Some("") => Some(""),
        Some(rest) if rest.starts_with(['/', std::path::MAIN_SEPARATOR]) => Some(&rest[1..]),
        _ => None,
    };
    match rest {
        Some(rest) => home().join(rest).to_string_lossy().into_owned(),
        None => typed.to_owned(),
    }
}

//! Saves a part of a result as a file, under a name that cannot surprise anyone.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Kept, SavedFile, count};
use crate::app::Result;
use crate::failure::Failure;

const NAME: usize = 60;

/// Writes a part to a new file in `dir`, which is created when it is missing. Never overwrites. Blocks.
pub(crate) fn save(result: &Kept, part: u32, dir: &Path) -> Result<SavedFile> {
    let index = usize::try_from(part).unwrap_or(usize::MAX);
    let stored = result.parts.get(index).ok_or_else(|| Failure::NotFound {
        what: "result".to_owned(),
        name: format!("{} part {part}", result.call.0),
    })?;
    let (bytes, extension) = stored.to_file();
    let failed = |path: &Path, error: std::io::Error| Failure::Storage {
        action: "save to".to_owned(),
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    std::fs::create_dir_all(dir).map_err(|error| failed(dir, error))?;
    let (mut file, path) =
        create(dir, &safe_name(&result.name), extension).map_err(|error| failed(dir, error))?;
    if let Err(error) = file.write_all(&bytes).and_then(|()| file.flush()) {
        // Half a file would look like a whole one.
        let _ = std::fs::remove_file(&path);
        return Err(failed(&path, error));
    }
    Ok(SavedFile { path: path.display().to_string(), bytes: count(bytes.len()) })
}

/// A new file under this name or, where that is taken, with a number behind it.
pub(crate) fn create(dir: &Path, name: &str, extension: &str) -> std::io::Result<(File, PathBuf)> {
    let mut number = 1;
    loop {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = dir.join(format!("{name}{suffix}.{extension}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 10_000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// A name of a server's as a file name on any system: no separators, no dots in front, no device names.
fn safe_name(given: &str) -> String {
    let name: String = given
        .chars()
        .take(NAME)
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .collect();
    let name = name.trim_matches('-');
    let device = ["con", "prn", "aux", "nul"].contains(&name.to_ascii_lowercase().as_str())
        || (name.len() == 4 && ["com", "lpt"].iter().any(|d| name.to_ascii_lowercase().starts_with(d)));
    match name {
        "" => "result".to_owned(),
        name if device => format!("result-{name}"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::call::{CallId, Stored};

    #[test]
    fn names_are_safe_everywhere() {
        for (tool, expected) in [
            ("make_image", "make_image"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\r\nb\0c", "a--b-c"),
            ("日本", "result"),
            ("CON", "result-CON"),
            ("lpt1", "result-lpt1"),
            ("", "result"),
        ] {
            assert_eq!(safe_name(tool), expected);
        }
        assert_eq!(safe_name(&"x".repeat(10_000)).len(), NAME);
    }

    #[test]
    fn saving_twice_makes_two_files() {
        let dir = tempfile::tempdir().unwrap();
        let parts = vec![Stored::Text(Bytes::from_static(b"hello"))];
        let kept = Kept { call: CallId("c".to_owned()), name: "echo".to_owned(), parts };
        let first = save(&kept, 0, dir.path()).unwrap();
        let second = save(&kept, 0, dir.path()).unwrap();
        assert!(first.path.ends_with("echo.txt") && second.path.ends_with("echo-2.txt"));
        assert_eq!(std::fs::read(second.path).unwrap(), b"hello");
        assert!(matches!(save(&kept, 1, dir.path()), Err(Failure::NotFound { .. })));
    }
}

//! What nobody may find in the files that the other cases left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use super::{PASSWORDS, Scene};

/// How every signed token begins: `{"alg":` in base64.
const SIGNED: &str = "eyJhbGciOi";

/// No database, log or other file of anybody holds what belongs in the keychain only.
pub fn keeps_secrets(scene: &Scene<'_>) -> anyhow::Result<()> {
    let files = files_of_everybody(&scene.folder)?;
    let secrets = secrets(scene)?;
    for kind in
        ["authorization_code", "refresh_token", "registration_access_token", "password", "private key"]
    {
        ensure!(
            secrets.values().any(|known| *known == kind),
            "no {kind} was given out, so none can be found"
        );
    }
    // The search finds what is there: a client's id is no secret.
    ensure!(files.iter().any(|(_, text)| text.contains("own-basic")), "the databases were not searched");
    for (path, text) in &files {
        if let Some((_, kind)) = secrets.iter().find(|(secret, _)| text.contains(*secret)) {
            bail!("{} holds a {kind}", path.display());
        }
    }
    Ok(())
}

/// What to look for, and what it is.
fn secrets(scene: &Scene<'_>) -> anyhow::Result<BTreeMap<String, String>> {
    let mut secrets = BTreeMap::from([(SIGNED.to_owned(), "signed token".to_owned())]);
    secrets.extend(PASSWORDS.iter().map(|(_, value)| ((*value).to_owned(), "password".to_owned())));
    for site in [&scene.lasting, &scene.fleeting] {
        for (kind, values) in site.secrets()? {
            secrets.extend(values.into_iter().map(|value| (value, kind.clone())));
        }
        let key = fs::read_to_string(&site.service_key).context("reading the service's key")?;
        let lines = key.lines().filter(|line| !line.starts_with("-----"));
        secrets.extend(lines.map(|line| (line.to_owned(), "private key".to_owned())));
    }
    Ok(secrets)
}

/// Every file below the folders that have a database. What is not text becomes marks; no secret is hidden by them.
fn files_of_everybody(folder: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let person = entry?.path();
        if person.join("app.db").exists() {
            collect(&person, &mut files)?;
        }
    }
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(())
}

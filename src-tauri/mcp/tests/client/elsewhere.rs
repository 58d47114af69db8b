//! Tests that need another environment run themselves again in it: a process's own cannot be changed safely.

use std::process::Command;

use hitchpost_mcp::{Client, ClientConfig, Error, Url};

const ADDRESS: &str = "HITCHPOST_TEST_ADDRESS";
const OUTCOME: &str = "outcome: ";

/// In the child: connects to the address it was given, says how that went, and is true.
pub async fn is_child() -> bool {
    let Ok(address) = std::env::var(ADDRESS) else { return false };
    let outcome: Option<Error> =
        Client::connect(ClientConfig::new(Url::parse(&address).unwrap())).await.err();
    println!("{OUTCOME}{outcome:?}");
    true
}

/// In the parent: the error of connecting to `address` in another environment, as `Option<Error>` prints it.
pub async fn outcome(test: &str, address: &Url, environment: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--nocapture"]).env(ADDRESS, address.as_str());
    for (name, value) in environment {
        child.env(name, value);
    }
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let outcome = output.lines().find_map(|line| line.split_once(OUTCOME));
    outcome.unwrap_or_else(|| panic!("the child said nothing: {output}")).1.to_owned()
}

//! What must hold, one function for each sentence.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail, ensure};
use serde_json::{Value, json};

use super::person::{Decision, Person};
use super::secrecy::keeps_secrets;
use super::site::{Counts, Site};
use super::{LONG, SHORT, Scene};

/// Succeeds when the sentence holds.
pub type Case = fn(&Scene<'_>) -> anyhow::Result<()>;

/// Every sentence, and what proves it.
pub const ALL: &[(&str, Case)] = &[
    ("registers itself, signs in, lists and calls", registers_itself),
    ("introduces itself by its metadata document", introduces_itself),
    ("signs in as an own app with a secret in a header", own_app_basic),
    ("signs in as an own app with a secret in the form", own_app_post),
    ("signs in as an own app without a secret", own_app_public),
    ("signs in for itself with a secret", service_secret),
    ("signs in for itself with a private key", service_key),
    ("renews a token of two seconds once for each expiry", renews),
    ("renews once when several processes call at the same time", renews_together),
    ("asks for a further scope when a tool needs it", steps_up),
    ("takes everything back when signing out", signs_out),
    ("says that the person declined", says_declined),
    ("names the redirect URI that is not registered", names_redirect),
    ("registers again when the server forgot everything", registers_again),
    ("signs in, renews and signs out at the Python SDK 2", python2),
    ("signs in, renews and signs out at the Python SDK 1", python1),
    ("left no secret in any file", keeps_secrets),
];

fn add(person: &Person<'_>, site: &Site, more: &[&str]) -> anyhow::Result<()> {
    let arguments = ["add", &site.address, "--name", "Peer", "--oauth"];
    person.hitchpost(&[&arguments, more].concat()).map(|_| ())
}

fn sign_in(person: &Person<'_>, more: &[&str]) -> anyhow::Result<()> {
    match person.connect("peer", more, Decision::Allow)? {
        Ok(_) => Ok(()),
        Err(failure) => bail!("the sign-in failed: {failure}"),
    }
}

/// The sign-in that must fail, and why.
fn sign_in_problem(person: &Person<'_>, decision: Decision) -> anyhow::Result<Value> {
    match person.connect("peer", &[], decision)? {
        Ok(done) => bail!("the sign-in succeeded: {done}"),
        Err(failure) => Ok(failure["problem"].clone()),
    }
}

fn is_told(person: &Person<'_>, wanted: &str) -> anyhow::Result<()> {
    let said = person.whoami("peer")?;
    ensure!(said.contains(wanted), "{said} does not say “{wanted}”");
    Ok(())
}

fn happened(site: &Site, before: &Counts, expected: &[(&str, i64)]) -> anyhow::Result<()> {
    let after = site.counts()?;
    for (what, times) in expected {
        let found = after.since(before, what);
        ensure!(found == *times, "{what} happened {found} times instead of {times}: {after:?}");
    }
    Ok(())
}

fn registers_itself(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("registers")?, &scene.lasting);
    let before = site.counts()?;
    add(&person, site, &[])?;
    sign_in(&person, &[])?;
    let tools = person.tools("peer")?;
    ensure!(tools.iter().any(|tool| tool == "whoami"), "whoami is not among its tools: {tools:?}");
    is_told(&person, "may mcp:read")?;
    happened(site, &before, &[("registered", 1), ("authorization_code", 1), ("refresh_token", 0)])
}

fn introduces_itself(scene: &Scene<'_>) -> anyhow::Result<()> {
    const DOCUMENT: &str = "https://app.example.test/client.json";
    let (person, site) = (scene.person("document")?, &scene.lasting);
    let before = site.counts()?;
    add(&person, site, &["--registration", "metadata-document"])?;
    person.set(&json!({ "clientMetadataUrl": DOCUMENT }))?;
    sign_in(&person, &[])?;
    is_told(&person, &format!("client {DOCUMENT} may mcp:read"))?;
    happened(site, &before, &[("registered", 0), ("authorization_code", 1)])
}

fn own_app_basic(scene: &Scene<'_>) -> anyhow::Result<()> {
    own_app(scene, "own-basic", &["--client-secret-env", "BASIC_SECRET"])
}

fn own_app_post(scene: &Scene<'_>) -> anyhow::Result<()> {
    let post = ["--client-secret-env", "POST_SECRET", "--client-authentication", "post"];
    own_app(scene, "own-post", &post)
}

fn own_app_public(scene: &Scene<'_>) -> anyhow::Result<()> {
    own_app(scene, "own-public", &[])
}

fn own_app(scene: &Scene<'_>, client: &str, more: &[&str]) -> anyhow::Result<()> {
    let (person, site) = (scene.person(client)?, &scene.lasting);
    let before = site.counts()?;
    add(&person, site, &[&["--client-id", client], more].concat())?;
    sign_in(&person, &[])?;
    is_told(&person, &format!("client {client} may mcp:read"))?;
    happened(site, &before, &[("registered", 0), ("authorization_code", 1)])
}

fn service_secret(scene: &Scene<'_>) -> anyhow::Result<()> {
    service(scene, "service", &["--client-secret-env", "SERVICE_SECRET"])
}

fn service_key(scene: &Scene<'_>) -> anyhow::Result<()> {
    let key = scene.lasting.service_key.to_str().ok_or_else(|| anyhow!("the key's path is not text"))?;
    service(scene, "service-key", &["--private-key", key])
}

fn service(scene: &Scene<'_>, client: &str, more: &[&str]) -> anyhow::Result<()> {
    let (person, site) = (scene.person(client)?, &scene.lasting);
    // Looking at the server while adding takes a token too.
    add(&person, site, &[&["--client-credentials", "--client-id", client], more].concat())?;
    let before = site.counts()?;
    sign_in(&person, &[])?;
    is_told(&person, &format!("client {client} may mcp:read"))?;
    happened(site, &before, &[("registered", 0), ("authorization_code", 0), ("client_credentials", 1)])
}

/// Waits until a token that was given out by now has ended. Time is what is tested here.
fn outlive_tokens() {
    thread::sleep(Duration::from_millis(u64::from(SHORT) * 1000 + 100));
}

/// A token of two seconds is renewed after one: a call takes one renewal, and one more for each second it lasts.
fn allowed(started: Instant) -> i64 {
    1 + i64::try_from(started.elapsed().as_secs()).unwrap_or(i64::MAX - 1)
}

fn renews(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("renews")?, &scene.fleeting);
    add(&person, site, &[])?;
    sign_in(&person, &[])?;
    let signed_in = site.counts()?;
    for round in 1..=5 {
        outlive_tokens();
        let (before, started) = (site.counts()?, Instant::now());
        is_told(&person, "may mcp:read")?;
        let renewed = site.counts()?.since(&before, "refresh_token");
        let allowed = allowed(started);
        ensure!(
            (1..=allowed).contains(&renewed),
            "round {round}: {renewed} renewals, 1 to {allowed} expected"
        );
    }
    happened(site, &signed_in, &[("authorization_code", 0), ("refresh_token: invalid_grant", 0)])
}

fn renews_together(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("renews-together")?, &scene.fleeting);
    add(&person, site, &[])?;
    sign_in(&person, &[])?;
    for round in 1..=3 {
        outlive_tokens();
        let (before, started) = (site.counts()?, Instant::now());
        let calls: Vec<Child> =
            (0..6).map(|_| person.start(&["call", "peer", "whoami"])).collect::<anyhow::Result<_>>()?;
        for call in calls {
            let output = call.wait_with_output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "round {round}: a call ended with {}: {said}", output.status);
        }
        let renewed = site.counts()?.since(&before, "refresh_token");
        let allowed = allowed(started);
        ensure!(
            (1..=allowed).contains(&renewed),
            "round {round}: {renewed} renewals, 1 to {allowed} expected"
        );
        happened(site, &before, &[("authorization_code", 0), ("refresh_token: invalid_grant", 0)])?;
    }
    Ok(())
}

fn steps_up(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("steps-up")?, &scene.lasting);
    add(&person, site, &[])?;
    sign_in(&person, &[])?;
    let failure = person.refused("peer", "write", r#"{"note":"post"}"#)?;
    let problem = &failure["problem"];
    ensure!(problem["type"] == "scope_missing", "the tool was refused with {failure}");
    ensure!(problem["needed"].to_string().contains("mcp:write"), "it needs {}", problem["needed"]);
    sign_in(&person, &["--scope", "mcp:write"])?;
    is_told(&person, "mcp:read")?;
    is_told(&person, "mcp:write")?;
    let report = person.hitchpost(&["call", "peer", "write", "--args", r#"{"note":"post"}"#])?;
    ensure!(report["outcome"]["content"].to_string().contains("wrote post"), "it answered {report}");
    Ok(())
}

fn signs_out(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("signs-out")?, &scene.lasting);
    let before = site.counts()?;
    add(&person, site, &[])?;
    sign_in(&person, &[])?;
    happened(site, &before, &[("registered", 1), ("live_refresh_tokens", 1)])?;
    person.hitchpost(&["sign-out", "peer"])?;
    happened(site, &before, &[("deregistered", 1), ("live_refresh_tokens", 0)])?;
    let failure = person.refused("peer", "whoami", "{}")?;
    ensure!(failure["problem"]["type"] == "never_signed_in", "afterwards a call ended with {failure}");
    Ok(())
}

fn says_declined(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("declines")?, &scene.lasting);
    let before = site.counts()?;
    add(&person, site, &["--client-id", "own-public"])?;
    let problem = sign_in_problem(&person, Decision::Decline)?;
    ensure!(problem["type"] == "declined", "the sign-in failed for another reason: {problem}");
    happened(site, &before, &[("authorization_code", 0)])
}

fn names_redirect(scene: &Scene<'_>) -> anyhow::Result<()> {
    let (person, site) = (scene.person("elsewhere")?, &scene.lasting);
    add(&person, site, &["--client-id", "own-elsewhere"])?;
    let problem = sign_in_problem(&person, Decision::Allow)?;
    ensure!(problem["type"] == "redirect_not_registered", "the sign-in failed for another reason: {problem}");
    let named = problem["redirectUri"].as_str().unwrap_or_default();
    ensure!(named.starts_with("http://127.0.0.1") && named.ends_with("/callback"), "it names {named:?}");
    Ok(())
}

fn registers_again(scene: &Scene<'_>) -> anyhow::Result<()> {
    let person = scene.person("registers-again")?;
    let site = Site::python(scene.root, &scene.folder, "mcp2", LONG)?;
    add(&person, &site, &[])?;
    sign_in(&person, &[])?;
    let port = site.authorization_port;
    drop(site);
    let site = Site::python_at(port, scene.root, &scene.folder, "mcp2", LONG)?;
    let failure = person.refused("peer", "whoami", "{}")?;
    ensure!(failure["code"] == "sign_in", "a call ended with {failure}");
    sign_in(&person, &[])?;
    is_told(&person, "may mcp:read")?;
    ensure!(site.counts()?.of("registered") == 1, "it did not register again");
    Ok(())
}

fn python2(scene: &Scene<'_>) -> anyhow::Result<()> {
    python(scene, "mcp2")
}

fn python1(scene: &Scene<'_>) -> anyhow::Result<()> {
    python(scene, "mcp1")
}

fn python(scene: &Scene<'_>, generation: &str) -> anyhow::Result<()> {
    let person = scene.person(generation)?;
    let site = Site::python(scene.root, &scene.folder, generation, SHORT)?;
    let before = site.counts()?;
    add(&person, &site, &[])?;
    sign_in(&person, &[])?;
    ensure!(person.tools("peer")? == ["whoami"], "it has other tools");
    let renewed = site.counts()?;
    outlive_tokens();
    is_told(&person, "may mcp:read")?;
    ensure!(site.counts()?.since(&renewed, "refresh_token") >= 1, "the token was not renewed");
    happened(&site, &before, &[("registered", 1), ("authorization_code", 1), ("reused", 0)])?;
    person.hitchpost(&["sign-out", "peer"])?;
    happened(&site, &before, &[("live_refresh_tokens", 0)])
}

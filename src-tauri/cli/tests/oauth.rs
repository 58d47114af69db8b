//! Signing in from a terminal: real processes, a real keychain, an authorization server, and a browser that hands the
//! address it is opened with to the test. Needs a Secret Service on the session bus; fails without one.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

#[path = "oauth/world.rs"]
mod world;

use std::process::Command;
use std::time::Duration;

use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET, Quirk};
use serde_json::Value;
use world::{World, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_signed_in_to_in_the_browser_and_its_token_renews_itself() {
    let world = World::start(AuthorizationOptions::default()).await;
    let plain = world.add(&[]).await;
    assert!(plain.err.contains("hint: add the connection with --oauth"), "{plain:?}");
    assert_eq!(world.run(&["remove", "notes"]).await.code, 0);
    let added = world.add(&["--oauth"]).await;
    assert_eq!(added.code, 0, "{added:?}");
    assert!(added.err.contains("hint: sign in with: hitchpost connect notes"), "{added:?}");
    let refused = world.run(&["call", "notes", "echo", "text=early"]).await;
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains("hint: sign in with: hitchpost connect"), "{refused:?}");

    let connecting = world.begin(&["connect", "notes"]);
    let page = world.opened().await;
    let done = visit(&world.server.browse(&page).unwrap()).await;
    assert!(done.contains("signed in"), "{done}");
    let connected = connecting.await.unwrap();
    assert_eq!(connected.code, 0, "{connected:?}");
    assert!(connected.out.starts_with("Connected to Notes"), "{connected:?}");

    assert_eq!(world.run(&["call", "notes", "echo", "text=hello"]).await.out, "hello\n");
    world.server.expire_access_tokens();
    assert_eq!(world.run(&["call", "notes", "echo", "text=again"]).await.out, "again\n");
    assert_eq!(world.server.counts().refreshes, 1);
    assert_eq!(world.run(&["connect", "notes"]).await.code, 0, "nothing has to be opened any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_screen_the_address_is_printed_and_the_answer_can_be_pasted() {
    let world = World::start(AuthorizationOptions::default()).await;
    world.add(&["--oauth"]).await;
    let mut session = world.session(&["connect", "notes"], |command| command.env_remove("DISPLAY"));
    let page = session.line(|line| line.starts_with("http://"));
    let answer = world.server.browse(&page).unwrap();
    session.say("https://example.com/");
    session.line(|line| line.contains("not the address"));
    session.say(&answer);
    let ended = session.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.starts_with("Connected to Notes"), "{ended:?}");
    assert!(!world.was_opened());
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_and_interrupting_end_with_codes_of_their_own() {
    let world = World::start(AuthorizationOptions::default()).await;
    world.add(&["--oauth"]).await;
    let mut session = world.session(&["connect", "notes", "--no-browser"], |command| command);
    session.line(|line| line.starts_with("http://"));
    let interrupt = Command::new("kill").args(["-INT", &session.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(session.end().code, 130);

    world.server.deny_consent();
    let connecting = world.begin(&["connect", "notes", "--json"]);
    visit(&world.server.browse(&world.opened().await).unwrap()).await;
    let declined = connecting.await.unwrap();
    assert_eq!(declined.code, 5, "{declined:?}");
    let error: Value = serde_json::from_str(&declined.out).unwrap();
    assert_eq!(error["error"]["problem"]["type"], "declined");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_no_web_page_never_reaches_the_browser() {
    let world = World::start(AuthorizationOptions::default()).await;
    world.add(&["--oauth"]).await;
    for quirk in [
        Quirk::AuthorizeJavascript,
        Quirk::AuthorizeData,
        Quirk::AuthorizeFile,
        Quirk::AuthorizeOwnScheme,
        Quirk::AuthorizeFlag,
        Quirk::AuthorizeUserinfo,
        Quirk::AuthorizePlain,
    ] {
        world.server.set_quirk(quirk);
        let refused = world.run(&["connect", "notes"]).await;
        assert_eq!(refused.code, 6, "{quirk:?}: {refused:?}");
        assert!(!world.was_opened(), "{quirk:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_shell_would_obey_reaches_the_browser_as_one_argument() {
    let world = World::start(AuthorizationOptions::with(Quirk::AuthorizeShell)).await;
    world.add(&["--oauth"]).await;
    let connecting = world.begin(&["connect", "notes"]);
    let page = world.opened().await;
    assert!(page.starts_with(&world.server.at("/").to_string()), "{page}");
    assert!(page.contains("$(touch$%7BIFS%7Dpwned)%60id%60;calc.exe?"), "{page}");
    connecting.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_signs_in_for_itself_and_its_secret_is_never_printed() {
    let world = World::start(AuthorizationOptions::default()).await;
    let app = ["--oauth", "--client-id", OWN_APP, "--client-credentials", "--client-secret-stdin"];
    let added = world.add_saying(&app, OWN_SECRET).await;
    assert_eq!(added.code, 0, "{added:?}");
    let before = world.server.counts().client_credentials;
    let connected = world.run(&["--json", "connect", "notes"]).await;
    assert_eq!(connected.code, 0, "{connected:?}");
    assert_eq!(world.server.counts().client_credentials, before + 1);
    assert!(!world.was_opened());
    for said in [added, connected, world.run(&["--json", "list"]).await] {
        assert!(!format!("{said:?}").contains(OWN_SECRET), "{said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_listed_chosen_and_signed_out() {
    let world = World::start(AuthorizationOptions::default()).await;
    world.add(&["--oauth"]).await;
    for arguments in [&["connect", "notes"][..], &["connect", "notes", "--new-account"]] {
        let connecting = world.begin(arguments);
        visit(&world.server.browse(&world.opened().await).unwrap()).await;
        assert_eq!(connecting.await.unwrap().code, 0);
    }
    let accounts = world.json(&["accounts", "notes"]).await;
    let [first, second] = accounts.as_array().unwrap().as_slice() else { panic!("{accounts}") };
    let (first, second) = if first["inUse"] == true { (second, first) } else { (first, second) };
    assert_eq!(second["inUse"], true, "the new account is the one in use: {accounts}");

    let id = first["id"].as_str().unwrap();
    let accounts = world.json(&["accounts", "notes", "--use", id]).await;
    let in_use: Vec<&Value> =
        accounts.as_array().unwrap().iter().filter(|account| account["inUse"] == true).collect();
    assert_eq!(in_use.len(), 1);
    assert_eq!(in_use[0]["id"], id);

    assert_eq!(world.run(&["sign-out", "notes"]).await.code, 0);
    assert_eq!(world.json(&["accounts", "notes"]).await.as_array().unwrap().len(), 1);
    assert_eq!(world.run(&["sign-out", "notes", "nobody"]).await.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_ended_for_good_says_how_to_begin_another() {
    let short = AuthorizationOptions { access_token_life: Duration::from_secs(1), ..Default::default() };
    let world = World::start(short).await;
    world.add(&["--oauth"]).await;
    let connecting = world.begin(&["connect", "notes"]);
    visit(&world.server.browse(&world.opened().await).unwrap()).await;
    assert_eq!(connecting.await.unwrap().code, 0);

    world.server.revoke_all();
    let ended = world.run(&["tools", "notes"]).await;
    assert_eq!(ended.code, 5, "{ended:?}");
    assert!(ended.err.contains("hint: sign in with: hitchpost connect"), "{ended:?}");
    let connecting = world.begin(&["connect", "notes"]);
    visit(&world.server.browse(&world.opened().await).unwrap()).await;
    assert_eq!(connecting.await.unwrap().code, 0);
}

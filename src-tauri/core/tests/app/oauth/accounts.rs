//! Accounts: several of them, shared, switched, signed out.

use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::AuthorizationOptions;

use super::newcomer::{Newcomer, accounts, problem};
use crate::world::{next, tools};

const NEW_ACCOUNT: SignInRequest = SignInRequest { new_account: true, scopes: Vec::new(), deep_links: false };

async fn signed_in() -> Newcomer {
    let person = Newcomer::start(AuthorizationOptions::default()).await;
    person.sign_in(SignInRequest::default()).await;
    person
}

#[tokio::test]
async fn signing_out_revokes_and_forgets() {
    let person = signed_in().await;
    let account = accounts(&person.view().await)[0].id;
    person.server.clear_log();
    let view = person.world.app.sign_out(person.id, account).await.unwrap();
    assert_eq!(accounts(&view), []);
    assert_eq!(problem(&view), &SignInProblem::NeverSignedIn);
    let revoked = person.server.requests_to("/revoke");
    let hints: Vec<_> = revoked.iter().filter_map(|request| request.param("token_type_hint")).collect();
    assert_eq!(hints, ["refresh_token", "access_token"]);
    assert_eq!(person.server.registered_clients(), 0);
    assert!(person.world.query::<String>("SELECT slot FROM keychain_items").is_empty());

    let view = person.world.app.connect(person.id).await.unwrap();
    assert_eq!(problem(&view), &SignInProblem::NeverSignedIn);
    assert!(person.server.requests_to("/mcp").iter().all(|request| request.method == "DELETE"));
}

#[tokio::test]
async fn signing_out_forgets_also_where_the_server_does_not_listen() {
    let person = signed_in().await;
    person.server.change(|options| options.revoke_status = Some(503));
    let account = accounts(&person.view().await)[0].id;
    let view = person.world.app.sign_out(person.id, account).await.unwrap();
    assert_eq!(accounts(&view), []);
    assert!(person.world.query::<String>("SELECT id FROM credentials").is_empty());
    assert!(person.world.query::<String>("SELECT slot FROM keychain_items").is_empty());
}

#[tokio::test]
async fn several_accounts_stand_side_by_side_and_one_is_used() {
    let person = signed_in().await;
    let view = person.sign_in(NEW_ACCOUNT).await;
    let labels: Vec<_> =
        accounts(&view).iter().map(|account| (account.label.as_str(), account.in_use)).collect();
    assert_eq!(labels, [("Account", false), ("Account 2", true)]);
    let [first, second] = accounts(&view) else { panic!("{view:?}") };

    person.world.app.rename_account(first.id, "  work ".into()).await.unwrap();
    let view = person.world.app.use_account(person.id, first.id).await.unwrap();
    assert_eq!(tools(&view), Some(6));
    let labels: Vec<_> =
        accounts(&view).iter().map(|account| (account.label.as_str(), account.in_use)).collect();
    assert_eq!(labels, [("work", true), ("Account 2", false)]);

    let view = person.world.app.sign_out(person.id, second.id).await.unwrap();
    assert_eq!((tools(&view), accounts(&view).len()), (Some(6), 1));
}

#[tokio::test]
async fn signing_in_again_replaces_the_account_in_use() {
    let person = signed_in().await;
    let before = accounts(&person.view().await)[0].clone();
    let view = person.sign_in(SignInRequest::default()).await;
    let [after] = accounts(&view) else { panic!("{view:?}") };
    assert_eq!((after.id, &after.label), (before.id, &before.label));
    assert!(after.signed_in_at >= before.signed_in_at);
    assert_eq!(tools(&view), Some(6));
}

#[tokio::test]
async fn an_account_is_shared_with_connections_to_the_same_server_alone() {
    let person = signed_in().await;
    let account = accounts(&person.view().await)[0].id;
    let same = person.another().await;
    let other = Newcomer::start(AuthorizationOptions::default()).await;
    let elsewhere = person.another().await;
    elsewhere.configure_at(other.server.mcp_url().as_str(), crate::signed_in::oauth()).await;

    assert_eq!(same.world.app.shareable_accounts(elsewhere.id).await.unwrap(), []);
    let refused = same.world.app.use_account(elsewhere.id, account).await;
    assert!(matches!(refused, Err(Failure::NotFound { .. })), "{refused:?}");
    assert!(other.server.requests_to("/mcp").is_empty());

    let [offered] = same.world.app.shareable_accounts(same.id).await.unwrap().try_into().unwrap();
    assert_eq!((offered.id, offered.shared_with), (account, vec![person.view().await.name]));
    same.world.app.use_account(same.id, account).await.unwrap();
    assert_eq!(tools(&same.world.app.connect(same.id).await.unwrap()), Some(6));

    // What one of them does to it, the other one sees.
    let view = person.world.app.sign_out(person.id, account).await.unwrap();
    assert_eq!(problem(&view), &SignInProblem::NeverSignedIn);
    assert_eq!(problem(&same.view().await), &SignInProblem::NeverSignedIn);
}

#[tokio::test]
async fn a_window_connects_when_a_command_has_signed_in() {
    let window = Newcomer::start(AuthorizationOptions::default()).await.kept_for_the_next_start().await;
    window.world.app.connect(window.id).await.unwrap();
    let mut events = window.world.app.events();
    let command = Newcomer {
        world: window.world.twin().await,
        server: std::sync::Arc::clone(&window.server),
        id: window.id,
    };
    command.sign_in(SignInRequest::default()).await;
    command.world.app.close().await;
    next(&mut events, |event| match event {
        AppEvent::StatusChanged { id, status: SessionStatus::Connected { .. } } => {
            (id == window.id).then_some(())
        }
        _ => None,
    })
    .await;
    assert_eq!(tools(&window.view().await), Some(6));
}

#[tokio::test]
async fn another_process_may_finish_a_sign_in_and_leaves_others_alone() {
    let window = Newcomer::start(AuthorizationOptions::default()).await.kept_for_the_next_start().await;
    let (_, url) = window.begin(SignInRequest::default()).await;
    let other = window.another().await;
    other.begin(SignInRequest::default()).await;
    let mut events = window.world.app.events();
    let command = window.world.twin().await;
    let callback = window.server.browse(&url).unwrap();
    let wrong = command.app.complete_sign_in("http://127.0.0.1:1/callback?code=a&state=b").await;
    assert!(matches!(wrong, Err(Failure::SignIn { problem: SignInProblem::StateUnknown, .. })), "{wrong:?}");
    assert_eq!(tools(&command.app.complete_sign_in(&callback).await.unwrap()), Some(6));
    command.app.close().await;
    next(&mut events, |event| match event {
        AppEvent::StatusChanged { id, status: SessionStatus::Connected { .. } } => {
            (id == window.id).then_some(())
        }
        _ => None,
    })
    .await;
    assert!(matches!(other.view().await.status, SessionStatus::SigningIn { .. }));
}

#[tokio::test]
async fn a_server_that_forgot_the_app_gets_another_registration() {
    let person = Newcomer::start(AuthorizationOptions::default()).await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let fixed =
        hitchpost_core::connection::OAuthRequest { loopback_port: Some(free), ..crate::signed_in::oauth() };
    person.configure(fixed).await;
    person.sign_in(SignInRequest::default()).await;
    person.sign_in(SignInRequest::default()).await;
    assert_eq!(person.server.registered_clients(), 1, "the same registration serves again");

    person.server.forget_clients();
    let (sign_in, url) = person.begin(SignInRequest::default()).await;
    assert_eq!(person.server.browse(&url), None, "an error page");
    person.world.app.cancel_sign_in(sign_in.id).await.unwrap();
    assert_eq!(tools(&person.sign_in(SignInRequest::default()).await), Some(6));
}

#[tokio::test]
async fn a_command_that_ends_leaves_no_attempt_behind() {
    let window = Newcomer::start(AuthorizationOptions::default()).await;
    let command = window.world.twin().await;
    command.app.start_sign_in(window.id, SignInRequest::default()).await.unwrap();
    command.app.close().await;
    assert!(window.world.query::<String>("SELECT id FROM sign_ins").is_empty());
    assert!(window.world.query::<String>("SELECT slot FROM keychain_items").is_empty());
}

#[tokio::test]
async fn a_window_notices_what_a_command_does_to_its_accounts() {
    let window = signed_in().await.kept_for_the_next_start().await;
    let account = accounts(&window.view().await)[0].id;
    let command = window.world.twin().await;
    let mut events = window.world.app.events();
    command.app.sign_out(window.id, account).await.unwrap();
    let status = next(&mut events, |event| match event {
        AppEvent::StatusChanged { id, status: status @ SessionStatus::NeedsSignIn { .. } } => {
            (id == window.id).then_some(status)
        }
        _ => None,
    });
    let failure = Failure::SignIn { host: None, problem: SignInProblem::NeverSignedIn };
    assert_eq!(status.await, SessionStatus::NeedsSignIn { failure });
    assert_eq!(accounts(&window.view().await), []);
}

#[tokio::test]
async fn who_talks_to_one_server_never_gets_the_token_of_another() {
    let person = signed_in().await;
    let other = Newcomer::start(AuthorizationOptions::default()).await;
    let before = accounts(&person.view().await)[0].id;
    // A process beside this one, whose session goes on as long as nobody tells it.
    let beside = person.world.twin().await;
    beside.app.connect(person.id).await.unwrap();

    person.configure_at(other.server.mcp_url().as_str(), crate::signed_in::oauth()).await;
    let (_, url) = person.begin(SignInRequest::default()).await;
    let callback = other.server.browse(&url).unwrap();
    let view = person.world.app.complete_sign_in(&callback).await.unwrap();
    assert_eq!(tools(&view), Some(6));
    let _ = beside.call(person.id, "echo", r#"{"text":"hi"}"#).await;
    let sent = person.server.requests_to("/mcp").into_iter().filter_map(|request| request.authorization);
    for token in sent.filter_map(|sent| sent.strip_prefix("Bearer ").map(str::to_owned)) {
        assert!(!other.server.is_valid(&token), "{token}");
    }
    let after = accounts(&view).iter().find(|account| account.in_use).unwrap();
    assert_ne!(after.id, before);
    assert_eq!(after.label, "Account");
    // The account there was is not needed any more.
    person.world.app.close().await;
    assert_eq!(accounts(&person.view().await), std::slice::from_ref(after));
    assert_eq!(person.server.requests_to("/revoke").len(), 2);
    assert_eq!(person.server.registered_clients(), 0);
}

#[tokio::test]
async fn removing_a_connection_revokes_what_nobody_uses_any_more() {
    let person = signed_in().await;
    person.world.app.remove_connection(person.id).await.unwrap();
    assert!(person.server.requests_to("/revoke").is_empty(), "it can be undone");
    person.world.app.close().await;
    assert_eq!(person.server.requests_to("/revoke").len(), 2);
    assert_eq!(person.server.registered_clients(), 0);
    assert!(person.world.query::<String>("SELECT id FROM credentials").is_empty());
    assert!(person.world.query::<String>("SELECT slot FROM keychain_items").is_empty());
}

#[tokio::test]
async fn a_removal_that_is_undone_revokes_nothing_and_a_shared_account_stays() {
    let person = signed_in().await;
    let same = person.another().await;
    let account = accounts(&person.view().await)[0].id;
    same.world.app.use_account(same.id, account).await.unwrap();
    person.world.app.remove_connection(person.id).await.unwrap();
    person.world.app.undo_remove(person.id).await.unwrap();
    assert_eq!(tools(&person.world.app.connect(person.id).await.unwrap()), Some(6));
    person.world.app.remove_connection(person.id).await.unwrap();
    let same = same.restart().await;
    assert!(person.server.requests_to("/revoke").is_empty());
    assert_eq!(tools(&same.world.app.connect(same.id).await.unwrap()), Some(6));
}

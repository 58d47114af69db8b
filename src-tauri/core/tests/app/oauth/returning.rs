//! What comes back from the browser, or pretends to.

use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::{SignInRequest, SignInView};
use hitchpost_testkit::authorization::{AuthorizationOptions, PUBLIC_APP};
use tokio::net::TcpStream;
use url::Url;

use super::browser::{ask, follow, get};
use super::newcomer::{Newcomer, problem};
use crate::signed_in::oauth;
use crate::world::{next, tools};

fn port(sign_in: &SignInView) -> u16 {
    Url::parse(sign_in.redirect_uri.as_ref().unwrap()).unwrap().port().unwrap()
}

/// Waits until nobody listens on a port any more.
async fn closed(port: u16) {
    let closing = async { while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {} };
    tokio::time::timeout(std::time::Duration::from_secs(20), closing).await.expect("closed in 20 s");
}

#[tokio::test]
async fn twenty_false_answers_do_not_cost_the_true_one() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let mut events = new.world.app.events();
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    for number in 0..20 {
        let forged = format!("http://127.0.0.1:{}/callback?code=forged&state=wrong-{number}", port(&sign_in));
        if number % 2 == 0 {
            let page = follow(&forged).await;
            assert!(page.body.contains("didn't finish"), "{page:?}");
        } else {
            let refused = new.world.app.complete_sign_in(&forged).await;
            let problem = SignInProblem::StateUnknown;
            assert_eq!(refused, Err(Failure::SignIn { host: None, problem }));
        }
        next(&mut events, |event| (event == AppEvent::SignInDropped).then_some(())).await;
    }
    assert!(new.server.requests_to("/token").is_empty());
    follow(&new.server.browse(&url).unwrap()).await;
    assert_eq!(tools(&new.settled().await), Some(6));
}

#[tokio::test]
async fn an_answer_is_good_for_one_time() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let (_, url) = new.begin(SignInRequest::default()).await;
    let callback = new.server.browse(&url).unwrap();
    let (one, other) =
        tokio::join!(new.world.app.complete_sign_in(&callback), new.world.app.complete_sign_in(&callback));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(new.world.app.complete_sign_in(&callback).await.is_err());
    assert_eq!(new.server.requests_to("/token").len(), 1);
    assert_eq!(tools(&new.settled().await), Some(6));
}

#[tokio::test]
async fn what_is_no_answer_is_said_to_be_none() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    new.begin(SignInRequest::default()).await;
    for text in ["", "hello", "https://example.com/", "http://127.0.0.1:1/callback?code=alone"] {
        let refused = new.world.app.complete_sign_in(text).await;
        let problem = SignInProblem::CallbackUnreadable;
        assert_eq!(refused, Err(Failure::SignIn { host: None, problem }), "{text}");
    }
    assert!(matches!(new.view().await.status, SessionStatus::SigningIn { .. }));
}

#[tokio::test]
async fn a_sign_in_that_takes_too_long_is_given_up() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let mut events = new.world.app.events();
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    let late = new.server.browse(&url).unwrap();
    new.world.app.extend_sign_in(sign_in.id).await.unwrap();
    let pass = |seconds| async move {
        tokio::time::pause();
        tokio::time::advance(std::time::Duration::from_secs(seconds)).await;
        tokio::time::resume();
    };
    pass(301).await;
    assert!(matches!(new.view().await.status, SessionStatus::SigningIn { .. }), "it was extended");
    pass(300).await;
    let failure = next(&mut events, |event| match event {
        AppEvent::SignInFailed { id, failure } => (id == new.id).then_some(failure),
        _ => None,
    });
    let host = Some("127.0.0.1".to_owned());
    assert_eq!(failure.await, Failure::SignIn { host, problem: SignInProblem::TimedOut });
    assert_eq!(problem(&new.settled().await), &SignInProblem::TimedOut);
    closed(port(&sign_in)).await;
    let late = new.world.app.complete_sign_in(&late).await;
    assert!(matches!(late, Err(Failure::SignIn { problem: SignInProblem::StateUnknown, .. })), "{late:?}");
}

#[tokio::test]
async fn a_sign_in_whose_time_ended_between_two_starts_is_not_taken_up() {
    let new = Newcomer::start(AuthorizationOptions::default()).await.kept_for_the_next_start().await;
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    let extended = new.world.app.extend_sign_in(sign_in.id).await.unwrap();
    assert_eq!(extended.deadline - sign_in.deadline, 300_000);
    assert_eq!(new.view().await.status, SessionStatus::SigningIn { sign_in: extended });

    // Ten minutes later.
    let db = rusqlite::Connection::open(new.world.dir.path().join("app.db")).unwrap();
    db.execute("UPDATE sign_ins SET deadline = 1", []).unwrap();
    let new = new.restart().await;
    let late = new.world.app.complete_sign_in(&new.server.browse(&url).unwrap()).await;
    assert!(matches!(late, Err(Failure::SignIn { problem: SignInProblem::StateUnknown, .. })), "{late:?}");
    assert_eq!(problem(&new.view().await), &SignInProblem::NeverSignedIn);
    assert!(new.world.query::<String>("SELECT slot FROM keychain_items").is_empty());
    closed(port(&sign_in)).await;
}

#[tokio::test]
async fn a_restart_in_the_middle_changes_nothing() {
    let new = Newcomer::start(AuthorizationOptions::default()).await.kept_for_the_next_start().await;
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    let new = new.restart().await;
    assert_eq!(new.view().await.status, SessionStatus::SigningIn { sign_in: sign_in.clone() });
    assert_eq!(new.world.app.sign_in_url(sign_in.id).await.unwrap().as_str(), url);
    let page = follow(&new.server.browse(&url).unwrap()).await;
    assert!(page.body.contains("signed in"), "{page:?}");
    assert_eq!(tools(&new.settled().await), Some(6));
}

#[tokio::test]
async fn a_link_that_starts_the_application_finishes_its_sign_in() {
    let new = Newcomer::start(AuthorizationOptions::default()).await.kept_for_the_next_start().await;
    let mut settings = oauth();
    settings.client_id = PUBLIC_APP.into();
    new.configure(settings).await;
    let (_, url) = new.begin(SignInRequest { deep_links: true, ..Default::default() }).await;
    let link = new.server.browse(&url).unwrap();
    let Newcomer { world, server, id } = new;
    // The link is there before anything was restored.
    let world = world.restart().await;
    let view = world.app.complete_sign_in(&link).await.unwrap();
    assert_eq!((view.id, tools(&view)), (id, Some(6)));
    drop(server);
}

#[tokio::test]
async fn the_loopback_address_answers_its_browser_and_nobody_else() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    let (port, canary) = (port(&sign_in), "canary-4711");
    let own = format!("127.0.0.1:{port}");
    let question = format!("/callback?code={canary}&state={canary}&error_description=%3Cb%3E{canary}");
    for (method, target, host) in [
        ("POST", question.as_str(), own.as_str()),
        ("HEAD", question.as_str(), own.as_str()),
        ("OPTIONS", question.as_str(), own.as_str()),
        ("GET", "/", own.as_str()),
        ("GET", "/callback/", own.as_str()),
        ("GET", "/Callback?state=x&code=y", own.as_str()),
        ("GET", question.as_str(), "evil.test"),
        ("GET", question.as_str(), "localhost"),
        ("GET", question.as_str(), "127.0.0.1"),
    ] {
        let page = ask(port, method, target, host).await;
        assert_eq!(page.status, 404, "{method} {target} {host}");
        assert!(!format!("{page:?}").contains(canary), "{page:?}");
    }
    let page = ask(port, "GET", &question, &own).await;
    assert_eq!((page.status, page.location()), (303, Some("/stopped")));
    assert!(!format!("{page:?}").contains(canary), "{page:?}");

    // Nobody learns the connection's name before its sign-in.
    assert_eq!(ask(port, "GET", "/done", &own).await.status, 404);

    let done = follow(&new.server.browse(&url).unwrap()).await;
    assert!(done.body.contains("You're signed in to Server 0<"), "{}", done.body);
    for header in [
        "content-security-policy: default-src 'none'",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
    ] {
        assert!(done.head.contains(header), "{header}: {}", done.head);
    }
    assert!(done.body.contains("hitchpost://signed-in"), "{}", done.body);
    closed(port).await;
}

#[tokio::test]
async fn the_loopback_port_is_open_on_this_computer_alone_and_closes_with_the_attempt() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let (sign_in, _) = new.begin(SignInRequest::default()).await;
    let port = port(&sign_in);
    // The kernel's own list: address and port in hexadecimal, as 0100007F:1F90.
    let open = |table: &str| {
        let sockets = std::fs::read_to_string(table).unwrap();
        let wanted = format!(":{port:04X}");
        let local = sockets.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1));
        local.filter(|address| address.ends_with(&wanted)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(open("/proc/net/tcp"), [format!("0100007F:{port:04X}")]);
    assert_eq!(open("/proc/net/tcp6"), Vec::<String>::new());
    new.world.app.cancel_sign_in(sign_in.id).await.unwrap();
    closed(port).await;
}

#[tokio::test]
async fn a_fixed_port_that_is_taken_is_named() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = other.local_addr().unwrap().port();
    let mut settings = oauth();
    settings.loopback_port = Some(port);
    new.configure(settings).await;
    let refused = new.world.app.start_sign_in(new.id, SignInRequest::default()).await;
    let problem = SignInProblem::PortInUse { port };
    assert_eq!(refused, Err(Failure::SignIn { host: None, problem }));
    drop(other);
    // An earlier attempt has it no longer when the next one needs it.
    new.begin(SignInRequest::default()).await;
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    assert_eq!(sign_in.redirect_uri, Some(format!("http://127.0.0.1:{port}/callback")));
    assert_eq!(get(&new.server.browse(&url).unwrap()).await.status, 303);
}

#[tokio::test]
async fn an_address_takes_the_answer_to_its_own_attempt_alone() {
    let one = Newcomer::start(AuthorizationOptions::default()).await;
    let two = one.another().await;
    let (sign_in, one_url) = one.begin(SignInRequest::default()).await;
    let (_, two_url) = two.begin(SignInRequest::default()).await;
    let answer = one.server.browse(&two_url).unwrap();
    let mut elsewhere = Url::parse(&answer).unwrap();
    elsewhere.set_port(Some(port(&sign_in))).unwrap();
    let page = follow(elsewhere.as_str()).await;
    assert!(page.body.contains("didn't finish"), "{page:?}");
    assert!(one.server.requests_to("/token").is_empty());
    for url in [answer, one.server.browse(&one_url).unwrap()] {
        let page = follow(&url).await;
        assert!(page.body.contains("signed in"), "{page:?}");
    }
}

#[tokio::test]
async fn whoever_loses_patience_while_it_is_prepared_leaves_nothing_behind() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    for patience in [1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 40] {
        let mut starting = Box::pin(new.world.app.start_sign_in(new.id, SignInRequest::default()));
        let mut polls = 0;
        std::future::poll_fn(|context| {
            polls += 1;
            match starting.as_mut().poll(context).is_ready() || polls == patience {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
    }
    if let SessionStatus::SigningIn { sign_in } = new.view().await.status {
        new.world.app.cancel_sign_in(sign_in.id).await.unwrap();
    }
    new.world.app.close().await;
    assert!(new.world.query::<String>("SELECT id FROM sign_ins").is_empty());
    assert!(new.world.query::<String>("SELECT slot FROM keychain_items").is_empty());
}

//! What a name turns into is filtered where it is dialled.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use hitchpost_net::{Fault, Looking, Lookup, Policy, PolicyResolver, Reach};
use reqwest::dns::Resolve as _;
use tokio::net::TcpListener;
use url::Url;

/// Answers from a script; the last answer of a name stays.
#[derive(Default)]
struct Script(Mutex<HashMap<&'static str, VecDeque<Vec<IpAddr>>>>);

impl Script {
    fn of(names: &[(&'static str, &[&str])]) -> Arc<Script> {
        let answers = |texts: &[&str]| {
            let answer = |text: &&str| text.split(' ').map(|ip| ip.parse().unwrap()).collect();
            texts.iter().map(answer).collect()
        };
        Arc::new(Script(Mutex::new(names.iter().map(|(name, texts)| (*name, answers(texts))).collect())))
    }
}

impl Lookup for Script {
    fn lookup(&self, name: &str) -> Looking {
        let mut script = self.0.lock().unwrap();
        let answer = match script.get_mut(name) {
            Some(answers) if answers.len() > 1 => answers.pop_front(),
            Some(answers) => answers.front().cloned(),
            None => None,
        };
        std::future::ready(answer.ok_or_else(|| io::ErrorKind::NotFound.into())).boxed()
    }
}

fn named_by(server: &str, accepted: bool) -> Policy {
    Policy::named_by(&Url::parse(server).unwrap(), accepted)
}

async fn answers(resolver: &PolicyResolver, name: &str) -> Result<Vec<String>, Reach> {
    match resolver.resolve(name.parse().unwrap()).await {
        Ok(found) => Ok(found.map(|found| found.ip().to_string()).collect()),
        Err(error) => Err(error.downcast::<hitchpost_net::Forbidden>().unwrap().reach),
    }
}

#[tokio::test]
async fn answers_of_every_class_are_judged_by_who_named_the_name() {
    let table = [
        ("127.0.0.1", Reach::Loopback, [true, false, true, false, false]),
        ("10.0.0.1", Reach::Private, [true, false, false, true, true]),
        ("198.18.0.1", Reach::Synthetic, [true, false, false, false, false]),
        ("93.184.216.34", Reach::Public, [true; 5]),
        ("169.254.169.254", Reach::Never, [false; 5]),
        ("fd00:ec2::254", Reach::Never, [false; 5]),
    ];
    for (ip, reach, allowed) in table {
        let policies = [
            Policy::typed(),
            named_by("https://mcp.example/mcp", false),
            named_by("http://localhost:1/mcp", false),
            named_by("https://10.1.2.3/mcp", false),
            named_by("https://mcp.example/mcp", true),
        ];
        for (policy, allowed) in policies.into_iter().zip(allowed) {
            let script = Script::of(&[("as.example", &[ip]), ("mcp.example", &["93.184.216.34"])]);
            let found = answers(&PolicyResolver::with(policy.clone(), script), "as.example").await;
            assert_eq!(found, if allowed { Ok(vec![ip.to_owned()]) } else { Err(reach) }, "{policy:?}");
        }
    }
}

#[tokio::test]
async fn a_name_of_this_computer_never_leads_to_another() {
    for name in ["localhost", "mcp.localhost", "LOCALHOST."] {
        for policy in [Policy::typed(), named_by("http://mcp.localhost:1/mcp", true)] {
            let elsewhere = Script::of(&[(name, &["93.184.216.34 10.0.0.1 198.18.0.1"])]);
            let resolver = PolicyResolver::with(policy.clone(), elsewhere);
            assert_eq!(answers(&resolver, name).await, Err(Reach::Public), "{name} {policy:?}");
            let both = Script::of(&[(name, &["93.184.216.34 127.0.0.1"])]);
            let resolver = PolicyResolver::with(policy, both);
            assert_eq!(answers(&resolver, name).await, Ok(vec!["127.0.0.1".to_owned()]), "{name}");
        }
    }
}

#[tokio::test]
async fn only_the_allowed_of_several_answers_is_dialled() {
    let script = Script::of(&[("as.example", &["127.0.0.1 93.184.216.34 10.0.0.1"])]);
    let resolver = PolicyResolver::with(named_by("https://mcp.example/mcp", false), script);
    assert_eq!(answers(&resolver, "as.example").await, Ok(vec!["93.184.216.34".to_owned()]));
}

#[tokio::test]
async fn synthetic_answers_need_a_server_with_synthetic_answers() {
    let everything = Script::of(&[("as.example", &["198.18.0.7"]), ("mcp.example", &["198.18.0.8"])]);
    let resolver = PolicyResolver::with(named_by("https://mcp.example/mcp", false), everything);
    assert_eq!(answers(&resolver, "as.example").await, Ok(vec!["198.18.0.7".to_owned()]));
}

#[tokio::test]
async fn the_servers_own_host_may_be_on_a_private_network() {
    let script = Script::of(&[("mcp.corp", &["10.0.0.1"]), ("sso.corp", &["10.0.0.2"])]);
    let resolver = PolicyResolver::with(named_by("https://mcp.corp/mcp", false), script.clone());
    assert_eq!(answers(&resolver, "mcp.corp").await, Ok(vec!["10.0.0.1".to_owned()]));
    assert_eq!(answers(&resolver, "sso.corp").await, Err(Reach::Private));
    let accepted = PolicyResolver::with(named_by("https://mcp.corp/mcp", true), script);
    assert_eq!(answers(&accepted, "sso.corp").await, Ok(vec!["10.0.0.2".to_owned()]));
}

#[tokio::test]
async fn a_name_that_turns_to_this_computer_later_is_not_dialled() {
    let canary = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = canary.local_addr().unwrap().port();
    let script = Script::of(&[("evil.example", &["93.184.216.34", "127.0.0.1"])]);
    let resolver = PolicyResolver::with(named_by("https://mcp.example/mcp", false), script);
    assert!(answers(&resolver, "evil.example").await.is_ok());

    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().dns_resolver(resolver).build().unwrap();
    let error = client.get(format!("http://evil.example:{port}/")).send().await.unwrap_err();
    assert_eq!(Fault::of(&error), Fault::Forbidden(Reach::Loopback));
    assert!(canary.accept().now_or_never().is_none(), "nobody may have knocked");
}

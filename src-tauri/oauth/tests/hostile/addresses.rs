//! Where a server on the internet may not lead us. A canary listens on this computer and hears nobody.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hitchpost_net::{Looking, Lookup};
use hitchpost_oauth::{BearerChallenge, Error, Http, HttpOptions, discover};
use tokio::net::TcpListener;
use url::Url;

use crate::world::failure;

/// Every name is this address.
struct Always(IpAddr);

impl Lookup for Always {
    fn lookup(&self, _: &str) -> Looking {
        Box::pin(std::future::ready(Ok(vec![self.0])))
    }
}

struct Canary {
    listener: TcpListener,
    port: u16,
}

impl Canary {
    async fn start() -> Canary {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Canary { listener, port }
    }

    /// Nobody waits to be accepted; a connection of our own shows that one would be seen.
    async fn has_heard_nobody(self) -> bool {
        let own = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let (_, first) = self.listener.accept().await.unwrap();
        first == own.local_addr().unwrap()
    }
}

fn http(server: &str, name_is: &str) -> Http {
    let options = HttpOptions::new(Url::parse(server).unwrap());
    let lookup = Arc::new(Always(name_is.parse().unwrap()));
    Http::new(HttpOptions { timeout: Duration::from_secs(3), lookup, ..options }).unwrap()
}

fn naming(resource_metadata: String) -> BearerChallenge {
    BearerChallenge { resource_metadata: Some(resource_metadata), ..BearerChallenge::default() }
}

/// The same for a server that the person knows to be on a private network.
fn private_http(server: &str, name_is: &str) -> Http {
    let options = HttpOptions::new(Url::parse(server).unwrap());
    let lookup = Arc::new(Always(name_is.parse().unwrap()));
    let timeout = Duration::from_millis(300);
    Http::new(HttpOptions { timeout, lookup, allow_private: true, ..options }).unwrap()
}

/// What discovery says when the server at `server` names `address`.
async fn named(server: &str, name_is: &str, address: String) -> String {
    let http = http(server, name_is);
    let server = Url::parse(server).unwrap();
    failure(&discover(&http, &server, Some(&naming(address)), None).await.unwrap_err())
}

#[tokio::test]
async fn this_computer_in_every_spelling_is_refused_to_a_public_server() {
    let canary = Canary::start().await;
    let hosts = [
        "127.0.0.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "localhost.",
        "a.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ];
    for host in hosts {
        // The name of the server itself leads nowhere, so that only the named address could be reached.
        let said =
            named("https://mcp.example/mcp", "10.9.9.9", format!("https://{host}:{}/", canary.port)).await;
        assert_eq!(said, "endpoint refused: resource metadata: Address(Loopback)", "{host}");
    }
    assert!(canary.has_heard_nobody().await);
}

#[tokio::test]
async fn a_public_name_that_turns_out_to_be_this_computer_is_not_dialled() {
    let canary = Canary::start().await;
    let address = format!("https://rebound.example:{}/", canary.port);
    let said = named("https://mcp.example/mcp", "127.0.0.1", address).await;
    assert_eq!(said, "endpoint refused: resource metadata: Address(Loopback)");
    assert!(canary.has_heard_nobody().await);
}

#[tokio::test]
async fn what_nobody_may_reach_is_refused_even_to_a_server_on_this_computer() {
    for host in
        ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "metadata.google.internal"]
    {
        let said = named("http://127.0.0.1:1/mcp", "127.0.0.1", format!("http://{host}/")).await;
        assert_eq!(said, "endpoint refused: resource metadata: Address(Never)", "{host}");
        assert!(Http::new(HttpOptions::new(Url::parse(&format!("http://{host}/mcp")).unwrap())).is_err());
    }
}

#[tokio::test]
async fn private_and_synthetic_addresses_are_refused_to_a_public_server() {
    let table = [
        ("10.0.0.1", "Private"),
        ("192.168.1.1", "Private"),
        ("[fd00::1]", "Private"),
        ("198.18.0.1", "Synthetic"),
    ];
    for (host, class) in table {
        let said = named("https://mcp.example/mcp", "8.8.8.8", format!("https://{host}/")).await;
        assert_eq!(said, format!("endpoint refused: resource metadata: Address({class})"), "{host}");
    }
}

#[tokio::test]
async fn what_a_person_typed_beside_the_server_is_reached_where_a_server_could_not_lead() {
    let server = Url::parse("https://mcp.example/mcp").unwrap();
    for (typed, is_heard) in [("https://elsewhere.example/", false), ("https://localhost/", true)] {
        let canary = Canary::start().await;
        let place = format!("https://localhost:{}/metadata", canary.port);
        let options =
            HttpOptions { typed: vec![Url::parse(typed).unwrap()], ..HttpOptions::new(server.clone()) };
        let lookup = Arc::new(Always("127.0.0.1".parse().unwrap()));
        let timeout = Duration::from_millis(600);
        let http = Http::new(HttpOptions { lookup, timeout, ..options }).unwrap();
        let _ = discover(&http, &server, Some(&naming(place)), None).await;
        assert_eq!(canary.has_heard_nobody().await, !is_heard, "{typed}");
    }
}

#[tokio::test]
async fn a_server_known_to_be_private_may_name_private_addresses_and_no_others() {
    let mcp = Url::parse("https://mcp.corp/mcp").unwrap();
    let said = async |name_is: &str, address: &str| {
        let http = private_http(mcp.as_str(), name_is);
        discover(&http, &mcp, Some(&naming(address.to_owned())), None).await.unwrap_err()
    };
    for (name_is, address) in [("10.0.0.7", "https://sso.corp:1/"), ("10.0.0.7", "https://10.0.0.8:1/")] {
        let error = said(name_is, address).await;
        assert!(matches!(error, Error::Network(_)), "{address}: {error:?}");
        let refused = failure(&{
            let http = http(mcp.as_str(), name_is);
            discover(&http, &mcp, Some(&naming(address.to_owned())), None).await.unwrap_err()
        });
        assert_eq!(refused, "endpoint refused: resource metadata: Address(Private)", "{address}");
    }
    let canary = Canary::start().await;
    let port = canary.port;
    for (name_is, address, reason) in [
        ("127.0.0.1", format!("https://sso.corp:{port}/"), "Address(Loopback)"),
        ("10.0.0.7", format!("https://127.0.0.1:{port}/"), "Address(Loopback)"),
        ("10.0.0.7", format!("https://localhost:{port}/"), "Address(Loopback)"),
        ("169.254.169.254", "https://sso.corp/".to_owned(), "Address(Never)"),
        ("10.0.0.7", "https://169.254.169.254/".to_owned(), "Address(Never)"),
        ("10.0.0.7", "https://100.100.100.200/".to_owned(), "Address(Never)"),
        ("10.0.0.7", "https://198.18.0.1/".to_owned(), "Address(Synthetic)"),
        ("10.0.0.7", "http://sso.corp/".to_owned(), "Insecure"),
        ("10.0.0.7", "http://10.0.0.8/".to_owned(), "Insecure"),
    ] {
        let said = failure(&said(name_is, &address).await);
        assert_eq!(said, format!("endpoint refused: resource metadata: {reason}"), "{address}");
    }
    assert!(canary.has_heard_nobody().await);
}

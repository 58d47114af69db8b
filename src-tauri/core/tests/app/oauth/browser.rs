//! A browser of a few lines: one request per connection, no cookies, no scripts.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// What a browser shows, or would follow.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: String,
}

impl Page {
    pub fn location(&self) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix("location: "))
    }
}

/// Fetches an address as a browser does.
pub async fn get(url: &str) -> Page {
    let url = Url::parse(url).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    ask(url.port().unwrap(), "GET", &url[url::Position::BeforePath..], &host).await
}

/// Sends any request to a port of this computer.
pub async fn ask(port: u16, method: &str, target: &str, host: &str) -> Page {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Page { status, head: head.replace("\r\n", "\n").to_ascii_lowercase(), body: body.to_owned() }
}

/// Goes where a sign-in ends, and on to the page it leads to.
pub async fn follow(callback: &str) -> Page {
    let sent_back = get(callback).await;
    assert_eq!(sent_back.status, 303, "{sent_back:?}");
    let next = Url::parse(callback).unwrap().join(sent_back.location().unwrap()).unwrap();
    get(next.as_str()).await
}

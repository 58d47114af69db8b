//! A proxy of every kind on one port: plain HTTP, CONNECT and SOCKS5, with or without a password. Wherever it is asked
//! to go, it goes to one place, so that names nobody has can be reached through it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A running proxy. It stops when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    server: tokio::task::JoinHandle<()>,
}

/// Who may pass, if not everybody.
pub type Login = Option<(&'static str, &'static str)>;

impl Proxy {
    /// Starts one that leads to `to`.
    pub async fn start(to: SocketAddr, login: Login) -> io::Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let passage = Passage { to, login, log: Arc::clone(&log) };
                tokio::spawn(async move { passage.serve(BufReader::new(stream)).await });
            }
        });
        Ok(Proxy { address, asked, server })
    }

    /// Where it listens.
    pub fn url(&self, scheme: &str) -> Url {
        Url::parse(&format!("{scheme}://{}", self.address)).expect("an address makes a URL")
    }

    /// What it was asked for and let through: `CONNECT other.test:443`, `SOCKS 192.168.7.7:80`.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// One connection through the proxy.
struct Passage {
    to: SocketAddr,
    login: Login,
    log: Arc<Mutex<Vec<String>>>,
}

impl Passage {
    async fn serve(self, mut client: BufReader<TcpStream>) -> io::Result<()> {
        match client.fill_buf().await?.first() {
            Some(5) => self.socks(client).await,
            Some(_) => self.http(client).await,
            None => Ok(()),
        }
    }

    async fn http(self, mut client: BufReader<TcpStream>) -> io::Result<()> {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            client.read_line(&mut line).await?;
            if line.trim_end().is_empty() {
                break;
            }
            head.push(line);
        }
        let request = head.first().cloned().unwrap_or_default();
        let mut words = request.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if !self.is_let_through(&head) {
            let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\n\
                 Proxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n";
            return client.write_all(refusal.as_bytes()).await;
        }
        self.note(format!("{method} {target}"));
        let mut server = TcpStream::connect(self.to).await?;
        if method == "CONNECT" {
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        } else {
            let path = Url::parse(target).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned());
            let mut sent = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.to);
            let ours = ["host:", "connection:", "proxy-authorization:", "proxy-connection:"];
            for line in &head[1..] {
                if !ours.iter().any(|name| line.to_ascii_lowercase().starts_with(name)) {
                    sent.push_str(line);
                }
            }
            server.write_all(format!("{sent}\r\n").as_bytes()).await?;
        }
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    }

    fn is_let_through(&self, head: &[String]) -> bool {
        let Some((user, password)) = self.login else { return true };
        let expected = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let given = head.iter().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("proxy-authorization").then(|| value.trim())
        });
        given == Some(&expected)
    }

    /// RFC 1928, and RFC 1929 for the password.
    async fn socks(self, mut client: BufReader<TcpStream>) -> io::Result<()> {
        let methods = [client.read_u8().await?, client.read_u8().await?][1];
        let mut offered = vec![0; methods.into()];
        client.read_exact(&mut offered).await?;
        let wanted = if self.login.is_some() { 2 } else { 0 };
        if !offered.contains(&wanted) {
            return client.write_all(&[5, 0xff]).await;
        }
        client.write_all(&[5, wanted]).await?;
        if let Some((user, password)) = self.login {
            client.read_u8().await?;
            let given = (counted(&mut client).await?, counted(&mut client).await?);
            let right = given == (user.as_bytes().to_vec(), password.as_bytes().to_vec());
            client.write_all(&[1, u8::from(!right)]).await?;
            if !right {
                return Ok(());
            }
        }
        let mut head = [0; 4];
        client.read_exact(&mut head).await?;
        let host = match head[3] {
            1 => Ipv4Addr::from(client.read_u32().await?).to_string(),
            3 => String::from_utf8_lossy(&counted(&mut client).await?).into_owned(),
            _ => return client.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]).await,
        };
        let port = client.read_u16().await?;
        self.note(format!("SOCKS {host}:{port}"));
        let mut server = TcpStream::connect(self.to).await?;
        client.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    }

    fn note(&self, what: String) {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

/// A length, and as many bytes.
async fn counted(client: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let length = client.read_u8().await?;
    let mut bytes = vec![0; length.into()];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

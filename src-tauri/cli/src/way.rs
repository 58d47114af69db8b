//! The way to a server as typed: `hitchpost add --proxy … --ca …`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use hitchpost_core::connection::{NetworkRequest, ProxyRequest, SecretInput, TransportChoice};
use hitchpost_core::secret::SecretText;

use crate::exit::Stop;
use crate::secrets::{ask, from_environment};

/// Everything can be left out: the system says it.
#[derive(Args)]
#[command(next_help_heading = "Network")]
pub struct Way {
    /// Go through this proxy: http://, https:// or socks5://; none for none [default: the system's]
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// Who the proxy is to let through; the password is asked for
    #[arg(long, value_name = "NAME", requires = "proxy")]
    pub proxy_user: Option<String>,
    /// Take that password from this environment variable
    #[arg(long, value_name = "NAME", requires = "proxy_user")]
    pub proxy_password_env: Option<String>,
    /// Trust the authorities in this file too, PEM or DER
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Show this certificate to the server, PEM
    #[arg(long, value_name = "FILE", requires = "client_key")]
    pub client_cert: Option<PathBuf>,
    /// The private key of that certificate, PEM
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    pub client_key: Option<PathBuf>,
    /// Do not check the server's certificate: anybody on the way can read and change everything
    #[arg(long)]
    pub insecure: bool,
    /// The transports to try
    #[arg(long, value_enum, default_value_t = Transport::Auto)]
    pub transport: Transport,
}

impl Way {
    /// The network options as the core takes them; asks for the proxy's password.
    pub fn request(&self) -> Result<NetworkRequest, Stop> {
        Ok(NetworkRequest {
            proxy: self.proxy()?,
            authority_path: self.ca.as_deref().map(absolute).unwrap_or_default(),
            certificate_path: self.client_cert.as_deref().map(absolute).unwrap_or_default(),
            key_path: self.client_key.as_deref().map(absolute).unwrap_or_default(),
            accept_invalid_certificate: self.insecure,
        })
    }

    fn proxy(&self) -> Result<ProxyRequest, Stop> {
        let url = match self.proxy.as_deref() {
            None => return Ok(ProxyRequest::System),
            Some("none") => return Ok(ProxyRequest::None),
            Some(url) => url.to_owned(),
        };
        let Some(user) = self.proxy_user.clone() else {
            return Ok(ProxyRequest::Url { url, user: String::new(), password: SecretInput::Forget });
        };
        let password = match &self.proxy_password_env {
            Some(variable) => from_environment(variable)?,
            None => ask("Proxy password: ")?,
        };
        Ok(ProxyRequest::Url { url, user, password: SecretInput::Set { value: SecretText::new(password) } })
    }
}

/// As seen from here: the file is read at every connect.
fn absolute(file: &Path) -> String {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned()).display().to_string()
}

/// The transports, as typed.
#[derive(Clone, Copy, ValueEnum)]
pub enum Transport {
    /// Streamable HTTP, then HTTP+SSE
    Auto,
    /// Streamable HTTP
    StreamableHttp,
    /// HTTP+SSE
    HttpSse,
}

impl From<Transport> for TransportChoice {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::Auto => Self::Auto,
            Transport::StreamableHttp => Self::StreamableHttp,
            Transport::HttpSse => Self::HttpSse,
        }
    }
}

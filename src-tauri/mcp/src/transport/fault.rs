//! What went wrong below HTTP, as an error of ours.

use hitchpost_net::Fault;

use crate::error::{Error, TimeoutPhase};
use crate::transport::http::Http;

impl Http {
    /// The error for a request that got no response, or whose response broke off.
    pub(super) fn fault(&self, error: &reqwest::Error) -> Error {
        self.told(self.route.fault(error))
    }

    pub(super) fn told(&self, fault: Fault) -> Error {
        let (address, host) = (self.address.clone(), self.host.clone());
        match fault {
            Fault::Forbidden(_) => Error::AddressForbidden { host },
            Fault::ConnectTimeout => {
                Error::Timeout { address, phase: TimeoutPhase::Connect, after: self.connect_timeout }
            }
            Fault::Tls(fault, reason) => Error::Tls { host, fault, reason },
            Fault::Proxy(reason) => Error::Proxy { reason },
            Fault::Dns => Error::Dns { host },
            Fault::NotHttp(reason) => {
                let reason = format!("the answer is not HTTP: {reason}");
                Error::Malformed { reason, excerpt: None }
            }
            Fault::Refused => Error::Refused { address },
            Fault::Other(reason) => self.network(reason),
        }
    }

    /// A stream that ended before what we waited for.
    pub(crate) fn ended_early(&self) -> Error {
        self.network("the stream ended before the response")
    }

    pub(crate) fn network(&self, reason: impl Into<String>) -> Error {
        Error::Network { address: self.address.clone(), reason: reason.into() }
    }
}

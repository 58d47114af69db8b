//! Which addresses a connection may use, and what went wrong below HTTP.
//!
//! A person may type any address but the few nobody should use. What a *server* names is another matter: it must not
//! lead us into the person's own network. A [`Policy`] says who named an address; [`Policy::check`] judges what is
//! written in a URL and [`PolicyResolver`] what a name turns into, inside the client that dials, so that the address
//! that was checked is the one that is used. Behind a proxy the proxy resolves, and only the first of the two applies.

mod certificates;
mod client;
mod fault;
mod head;
mod inspect;
mod network;
mod policy;
mod reach;
mod resolver;
mod route;
mod stop;
mod verifier;
mod witness;

pub use client::Dialing;
pub use fault::{Fault, TlsFault, root_cause};
pub use head::{MAX_HEAD, is_compressed, is_head_too_large};
pub use inspect::{Inspection, TlsFacts, inspect};
pub use network::{Identity, Network, NetworkFault, Proxy};
pub use policy::{Policy, Refusal};
pub use reach::{Reach, is_loopback, reach};
pub use resolver::{Forbidden, Looking, Lookup, PolicyResolver, SystemLookup};
pub use route::Route;

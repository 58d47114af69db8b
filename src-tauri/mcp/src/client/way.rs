//! How what we say travels to a server.

use std::sync::Arc;

use http::HeaderMap;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::client::link::Link;
use crate::client::program::Program;
use crate::transport::Http;

/// One way of carrying messages, for as long as a session lasts.
#[derive(Clone)]
pub(crate) enum Way {
    /// A POST each.
    Posts(Arc<Posts>),
    /// A line each, to a program.
    Lines(Arc<Program>),
}

/// Where the messages of one session are posted, and until when.
#[derive(Clone)]
pub(crate) struct Posts {
    pub http: Arc<Http>,
    /// Headers of every request in it.
    pub headers: HeaderMap,
    /// Where to, when not to the address the person typed.
    pub url: Option<Url>,
    /// Cancelled when the session is over, for whatever reason.
    pub gone: CancellationToken,
}

impl Posts {
    /// To the address the person typed, with the headers every request has.
    pub(crate) fn new(link: &Link, http: &Arc<Http>) -> Posts {
        Posts {
            http: Arc::clone(http),
            headers: http.headers.clone(),
            url: None,
            gone: link.closed.child_token(),
        }
    }

    /// The same with other headers.
    pub(crate) fn with(&self, headers: HeaderMap) -> Posts {
        Posts { headers, ..self.clone() }
    }
}

impl From<Posts> for Way {
    fn from(posts: Posts) -> Way {
        Way::Posts(Arc::new(posts))
    }
}

impl Way {
    /// Cancelled when the session is over, for whatever reason.
    pub(crate) fn gone(&self) -> &CancellationToken {
        match self {
            Way::Posts(posts) => &posts.gone,
            Way::Lines(program) => program.gone(),
        }
    }
}

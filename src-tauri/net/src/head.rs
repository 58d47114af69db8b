//! How much of a response's head is taken.

use reqwest::header::HeaderMap;

/// Names and values together. Servers that need more say something else than who they are.
pub const MAX_HEAD: usize = 64 << 10;

/// Whether a head is larger than [`MAX_HEAD`]. Below it hyper has limits of its own: a hundred headers, and about
/// six times as many bytes.
pub fn is_head_too_large(headers: &HeaderMap) -> bool {
    // Four bytes for the colon, the space and the line's end.
    let size = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        name.as_str().len() + value.len() + 4
    };
    headers.iter().map(size).sum::<usize>() > MAX_HEAD
}

/// Whether a body is in another form than it was asked for: what is compressed can be larger than it looks.
pub fn is_compressed(headers: &HeaderMap) -> bool {
    let encoding = headers.get(reqwest::header::CONTENT_ENCODING);
    encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

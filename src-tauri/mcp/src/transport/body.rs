//! Bodies, never more of them than we want.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};

use crate::error::{EVIDENCE, Error, excerpt_of};

/// Collects a body of at most `limit` bytes. A body that comes in one piece is not copied.
pub(super) struct Collector {
    limit: usize,
    announced: usize,
    first: Option<Bytes>,
    rest: BytesMut,
}

impl Collector {
    /// Refuses at once when the announced length is too much.
    pub(super) fn new(limit: usize, announced: Option<u64>) -> Result<Collector, Error> {
        let announced = announced.map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced > limit {
            return Err(Error::TooLarge { limit });
        }
        Ok(Collector { limit, announced, first: None, rest: BytesMut::new() })
    }

    pub(super) fn push(&mut self, chunk: Bytes) -> Result<(), Error> {
        let collected = self.len();
        if collected + chunk.len() > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        if collected == 0 {
            self.first = Some(chunk);
            return Ok(());
        }
        if let Some(first) = self.first.take() {
            self.rest.reserve(self.announced.max(2 * (collected + chunk.len())).min(self.limit));
            self.rest.extend_from_slice(&first);
        }
        self.rest.extend_from_slice(&chunk);
        Ok(())
    }

    fn len(&self) -> usize {
        self.first.as_ref().map_or(self.rest.len(), Bytes::len)
    }

    /// What may still come before the limit is reached.
    pub(super) fn room(&self) -> usize {
        self.limit - self.len()
    }

    pub(super) fn finish(self) -> Bytes {
        self.first.unwrap_or_else(|| self.rest.freeze())
    }
}

/// The error for a status without a JSON-RPC message.
pub(super) fn status_error(status: u16, headers: &HeaderMap, body: &[u8]) -> Error {
    Error::Status {
        status,
        content_type: content_type(headers),
        www_authenticate: challenges(headers),
        retry_after: headers.get(RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?)),
        body_excerpt: excerpt_of(body),
    }
}

/// Every `WWW-Authenticate` header.
pub(super) fn challenges(headers: &HeaderMap) -> Vec<String> {
    headers.get_all(WWW_AUTHENTICATE).iter().map(|value| excerpt_of(value.as_bytes())).collect()
}

pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE).map(|value| excerpt_of(value.as_bytes()))
}

/// Seconds or a date to come, ten minutes at most: nobody waits longer for a server that is busy.
fn retry_after(text: &str) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(600);
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(std::time::SystemTime::now()).unwrap_or_default().min(LONGEST))
}

/// The `<title>` of a web page, to tell people what answered.
pub(crate) fn title_of(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(&page[..page.len().min(EVIDENCE)]);
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = page[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_one_piece_is_not_copied() {
        let chunk = Bytes::from_static(b"whole");
        let mut collector = Collector::new(10, Some(5)).unwrap();
        collector.push(chunk.clone()).unwrap();
        assert_eq!(collector.finish().as_ptr(), chunk.as_ptr());
    }

    #[test]
    fn a_body_in_pieces_is_put_together_up_to_the_limit() {
        let mut collector = Collector::new(6, None).unwrap();
        collector.push(Bytes::from_static(b"abc")).unwrap();
        collector.push(Bytes::from_static(b"def")).unwrap();
        assert_eq!(collector.push(Bytes::from_static(b"g")).unwrap_err(), Error::TooLarge { limit: 6 });
        assert_eq!(collector.finish(), "abcdef");
    }

    #[test]
    fn an_announced_length_is_believed_when_it_is_too_much() {
        assert_eq!(Collector::new(6, Some(7)).err(), Some(Error::TooLarge { limit: 6 }));
    }

    #[test]
    fn reads_retry_after_in_all_its_forms() {
        for (text, expected) in [
            ("0", Some(0)),
            ("5", Some(5)),
            ("999999999", Some(600)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(0)),
            ("Sun, 21 Oct 2125 07:28:00 GMT", Some(600)),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(retry_after(text), expected.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn finds_the_title_of_a_page() {
        for (page, title) in [
            ("<html><head><TITLE lang=en>\n Sign\n in </TITLE>", Some("Sign in")),
            ("<title></title>", None),
            ("<title>cut", None),
            ("{}", None),
        ] {
            assert_eq!(title_of(page.as_bytes()).as_deref(), title, "{page}");
        }
    }
}

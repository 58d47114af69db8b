//! Event streams: framing by the `sse-stream` crate, limits by us.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use sse_stream::SseByteStream;

use crate::tap::TapKind;

/// One event with what it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub event: Option<String>,
    pub id: Option<String>,
    pub retry: Option<u64>,
    /// Empty when there was none, as in a priming event.
    pub data: Bytes,
}

impl Event {
    /// As a tap sees it.
    pub(crate) fn shown(&self) -> TapKind {
        TapKind::SseEvent {
            event: self.event.clone(),
            id: self.id.clone(),
            retry: self.retry,
            data: self.data.clone(),
        }
    }
}

/// Why a stream broke.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StreamFault {
    #[error("more than {0} bytes without an event")]
    TooLarge(usize),
    #[error(transparent)]
    Transport(#[from] reqwest::Error),
    #[error("{0}")]
    Malformed(String),
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, StreamFault>> + Send>>;

/// The events of a response body. One event may take at most `limit` bytes on the wire.
pub(crate) struct EventStream {
    events: SseByteStream<Chunks>,
    since_event: Arc<AtomicUsize>,
}

impl EventStream {
    pub(crate) fn new<E>(
        chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        limit: usize,
    ) -> EventStream
    where
        StreamFault: From<E>,
    {
        let since_event = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&since_event);
        let counted = chunks.map(move |chunk| {
            let chunk = chunk?;
            match counter.fetch_add(chunk.len(), Ordering::Relaxed) + chunk.len() {
                seen if seen > limit => Err(StreamFault::TooLarge(limit)),
                _ => Ok(chunk),
            }
        });
        // A stream that ends without the last blank line still meant its last event.
        let ended = stream::once(async { Ok(Bytes::from_static(b"\n\n")) });
        let chunks: Chunks = Box::pin(counted.chain(ended));
        EventStream { events: SseByteStream::new(chunks), since_event }
    }

    /// The next event, `None` at the end. After a fault the stream has ended.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, StreamFault> {
        let Some(event) = self.events.next().await else { return Ok(None) };
        self.since_event.store(0, Ordering::Relaxed);
        match event {
            Ok(event) => Ok(Some(Event {
                event: event.event,
                id: event.id,
                retry: event.retry,
                data: event.data.map_or_else(Bytes::new, Bytes::from),
            })),
            Err(sse_stream::Error::Body(cause)) => Err(match cause.downcast::<StreamFault>() {
                Ok(fault) => *fault,
                Err(other) => StreamFault::Malformed(other.to_string()),
            }),
            Err(other) => Err(StreamFault::Malformed(other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    impl From<Infallible> for StreamFault {
        fn from(never: Infallible) -> StreamFault {
            match never {}
        }
    }

    fn parse(chunks: Vec<Vec<u8>>, limit: usize) -> Result<Vec<Event>, String> {
        let chunks = stream::iter(chunks).map(|chunk| Ok::<_, Infallible>(Bytes::from(chunk)));
        let mut events = EventStream::new(chunks, limit);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut seen = Vec::new();
            while let Some(event) = events.next().await.map_err(|fault| fault.to_string())? {
                seen.push(event);
            }
            Ok(seen)
        })
    }

    fn message(data: &str) -> Event {
        Event { event: None, id: None, retry: None, data: Bytes::copy_from_slice(data.as_bytes()) }
    }

    #[test]
    fn reads_every_field_and_skips_the_unknown() {
        let text = "\u{feff}: hello\r\n\r\nid: 7\rretry: 0\ndata\n\nevent: message\nwhat: ever\ndata: a\ndata:b\n\ndata: last";
        let primed = Event { id: Some("7".into()), retry: Some(0), ..message("") };
        let joined = Event { event: Some("message".into()), ..message("a\nb") };
        assert_eq!(parse(vec![text.into()], 1000).unwrap(), [primed, joined, message("last")]);
    }

    #[test]
    fn a_line_that_never_ends_is_cut_at_the_limit() {
        let fault = parse(vec![b"data: ".to_vec(), vec![b'x'; 600], vec![b'x'; 600]], 1000).unwrap_err();
        assert_eq!(fault, "more than 1000 bytes without an event");
    }

    #[test]
    fn the_limit_is_per_event() {
        let chunks = vec![b"data: 12345678901234567890\n\n".to_vec(); 100];
        assert_eq!(parse(chunks, 100).unwrap().len(), 100);
    }

    #[test]
    fn invalid_utf8_ends_the_stream_with_a_reason() {
        assert!(parse(vec![b"data: \xff\n\n".to_vec()], 1000).unwrap_err().contains("utf8"));
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_events(
            lines in proptest::collection::vec("(data: ?[a-zé{}]{0,8}|id: ?[0-9]{0,2}|retry: ?[0-9a]{0,2}|: ping|event: x|other: y|)", 0..24),
            endings in proptest::collection::vec(prop_oneof![Just("\n"), Just("\r\n"), Just("\r")], 24),
            bom in any::<bool>(),
            cuts in proptest::collection::vec(0usize..400, 0..40),
        ) {
            let mut text = String::from(if bom { "\u{feff}" } else { "" });
            for (line, ending) in lines.iter().zip(&endings) {
                text.push_str(line);
                text.push_str(ending);
            }
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).chain([0, text.len()]).collect();
            cuts.sort_unstable();
            let pieces: Vec<Vec<u8>> = cuts.windows(2).map(|cut| text.as_bytes()[cut[0]..cut[1]].to_vec()).collect();
            let bytewise: Vec<Vec<u8>> = text.bytes().map(|byte| vec![byte]).collect();
            let whole = parse(vec![text.into_bytes()], 10_000);
            prop_assert_eq!(&parse(pieces, 10_000), &whole);
            prop_assert_eq!(&parse(bytewise, 10_000), &whole);
        }
    }
}

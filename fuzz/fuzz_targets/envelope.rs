//! A frame is JSON-RPC or refused, and what is kept of it is a slice of what came.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hitchpost_mcp::fuzzing::envelope(bytes));

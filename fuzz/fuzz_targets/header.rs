//! An argument that travels in a header comes back as it was.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hitchpost_mcp::fuzzing::header(bytes));

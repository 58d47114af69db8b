//! `WWW-Authenticate`, however it is written.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hitchpost_oauth::fuzzing::challenge(bytes));

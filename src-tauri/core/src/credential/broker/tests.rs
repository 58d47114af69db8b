//! How tokens stay fresh, and what survives when that fails.

//! The committed TypeScript is what the Rust types say. `UPDATE_BINDINGS=1 cargo test --test bindings` rewrites it.

use std::path::Path;

use specta_typescript::Typescript;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/ipc/bindings.ts");

#[test]
fn the_committed_bindings_are_current() {
    let generated = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bindings.ts");
    hitchpost_desktop::bindings()
        .export(Typescript::default(), &generated)
        .expect("the types can be exported");
    let generated = std::fs::read_to_string(generated).expect("the export was written");

    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(COMMITTED, &generated).expect("the bindings can be written");
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == generated,
        "ui/src/ipc/bindings.ts is not current: run UPDATE_BINDINGS=1 cargo test --test bindings"
    );
}

//! Embeds the configuration, the capabilities and the built window.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/desktop/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/desktop/permissions");
    // `generate_context!` does not notice new assets by itself.
    println!("cargo:rerun-if-changed=ui/dist");

    // A clean checkout must compile before the window is built once.
    let index = Path::new("ui/dist/index.html");
    if !index.exists() {
        std::fs::create_dir_all("ui/dist").expect("ui/dist can be created");
        std::fs::write(index, "<!doctype html><title>Hitchpost</title><p>The window is not built yet: run <code>cargo xtask run</code>.")
            .expect("a placeholder can be written");
    }

    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/desktop/capabilities/**/*")
            .app_manifest(
                tauri_build::AppManifest::new()
                    .permissions_path_pattern("./src-tauri/desktop/permissions/**/*.toml"),
            ),
    )
    .expect("tauri.conf.json, capabilities and permissions are valid");
}

//! Declares the window's only command, so that a capability has to allow it by name.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["rpc"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the desktop program cannot be prepared (is ui/dist built?): {error:#}");
    }
}

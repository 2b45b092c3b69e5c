//! Declares the windows' commands, so that a capability has to allow each by name.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "board"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the desktop program cannot be prepared (is ui/dist built?): {error:#}");
    }
}

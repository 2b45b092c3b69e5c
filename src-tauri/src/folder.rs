//! Where this laptop keeps its data.

use std::ffi::OsString;
use std::path::PathBuf;

use tauri::{AppHandle, Manager};

/// Names another data folder: for a second laptop's worth of data on one machine, and for tests.
const DATA_VARIABLE: &str = "LUUDONG_DATA";

/// The data folder: `LUUDONG_DATA` when set, else the system's folder for this program's data
/// (`~/.local/share/vn.luudong.desktop`, `%APPDATA%\vn.luudong.desktop`). It need not exist yet.
pub fn data_folder(program: &AppHandle) -> tauri::Result<PathBuf> {
    match named(std::env::var_os(DATA_VARIABLE)) {
        Some(folder) => Ok(std::path::absolute(folder)?),
        None => program.path().app_data_dir(),
    }
}

/// Where the web view keeps what the pages remember (language, session, station; nothing about people): inside a folder
/// that was named, so that two of them on one machine never take each other's station, else where the system has it
/// (`%LOCALAPPDATA%` on Windows, because a cache is not to roam).
pub fn pages_folder(program: &AppHandle) -> tauri::Result<PathBuf> {
    match named(std::env::var_os(DATA_VARIABLE)) {
        Some(_) => Ok(data_folder(program)?.join("pages")),
        None => program.path().app_local_data_dir(),
    }
}

/// A variable that is set but empty names nothing.
fn named(variable: Option<OsString>) -> Option<PathBuf> {
    variable.filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_names_no_folder() {
        assert_eq!(named(None), None);
        assert_eq!(named(Some("".into())), None);
        assert_eq!(named(Some("out/data".into())), Some(PathBuf::from("out/data")));
    }
}

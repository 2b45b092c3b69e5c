//! The second window: the board of the hall, for a projector. It may ask for what everybody may see, and no more.

use tauri::{AppHandle, Manager, Monitor, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};

use crate::folder::pages_folder;
use crate::is_own_page;

/// The window that people work in.
pub const MAIN: &str = "main";
/// The window that the hall looks at.
const BOARD: &str = "board";
/// What a window other than [`MAIN`] may ask for. Nothing of it tells more of a person than ticket and initials.
const FOR_EVERYBODY: [&str; 3] = ["status", "board", "times"];

/// Whether the window may ask for it at all; what its user may do is the app's to say.
pub fn may_ask(window: &str, command: &str) -> bool {
    window == MAIN || FOR_EVERYBODY.contains(&command)
}

/// Opens the board of a session, filling the screen that the main window is not on; comes to the front where it is
/// open already.
///
/// # Errors
/// The system opens no other window.
#[tauri::command]
pub async fn board(program: AppHandle, session: String) -> Result<(), String> {
    open(&program, &session).map_err(|error| error.to_string())
}

fn open(program: &AppHandle, session: &str) -> tauri::Result<()> {
    // A session's id is letters, digits and hyphens: nothing of it can lead elsewhere.
    let id: String = session.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if let Some(board) = program.get_webview_window(BOARD) {
        let mut address = board.url()?;
        address.set_fragment(Some(&format!("/board/{id}")));
        board.navigate(address)?;
        return board.set_focus();
    }
    let page = WebviewUrl::App(format!("index.html#/board/{id}").into());
    let board = WebviewWindowBuilder::new(program, BOARD, page)
        .title("Lưu Động · Bảng gọi số")
        .inner_size(1280.0, 720.0)
        .min_inner_size(640.0, 360.0)
        // The same as the main window's, or it would be a web view of its own with nothing of what was chosen.
        .data_directory(pages_folder(program)?)
        .on_navigation(is_own_page)
        .build()?;
    if let Some(screen) = other_screen(program)? {
        board.set_position(*screen.position())?;
        board.set_fullscreen(true)?;
    }
    Ok(())
}

/// A screen that the main window is not on.
fn other_screen(program: &AppHandle) -> tauri::Result<Option<Monitor>> {
    let Some(main) = program.get_webview_window(MAIN) else { return Ok(None) };
    let here = main.current_monitor()?.map(|screen| *screen.position());
    Ok(main.available_monitors()?.into_iter().find(|screen| Some(*screen.position()) != here))
}

/// The board ends with the window that people work in: alone it would keep the program, and the folder, open.
pub fn end_with_main(window: &Window, event: &WindowEvent) {
    if window.label() != MAIN || !matches!(event, WindowEvent::Destroyed) {
        return;
    }
    if let Some(board) = window.get_webview_window(BOARD)
        && let Err(error) = board.destroy()
    {
        eprintln!("the board stays open: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_asks_for_nothing_that_tells_who_somebody_is() {
        for command in ["status", "board", "times"] {
            assert!(may_ask(BOARD, command) && may_ask(MAIN, command), "{command}");
        }
        for command in ["queue", "person", "lookup", "capture", "backup"] {
            assert!(!may_ask(BOARD, command) && may_ask(MAIN, command), "{command}");
        }
    }
}

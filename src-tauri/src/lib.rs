//! Composition root of the desktop program: it joins the window, the one `rpc` command and the [`App`].
//! No rule of the field lives here.

mod board;
mod folder;
mod rpc;

use std::sync::Arc;

use luudong_app::{App, HubSeat, HubServing};
use luudong_central::{Hall, Hub};
use tauri::{Manager, RunEvent, Url, WebviewWindowBuilder};

/// Opens the window and returns when it is closed.
///
/// # Errors
/// The system offers no display or web view, or no folder for the program's data.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![rpc::rpc, board::board])
        .on_window_event(board::end_with_main)
        .setup(|program| {
            let folder = folder::data_folder(program.handle())?;
            program.manage(Arc::new(App::that_stays(folder, Box::new(start_hub))));
            open_window(program.handle())?;
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|program, event| {
            // What follows ends the process without asking anybody.
            if let RunEvent::Exit = event {
                program.state::<Arc<App>>().close();
            }
        });
    Ok(())
}

/// A hub is central's router over the laptop's own store: the app knows nothing of the router, so they are joined here.
fn start_hub(seat: HubSeat) -> Result<HubServing, String> {
    let HubSeat { store, claims, codes, wall_micros, address } = seat;
    let hall = Hall { claims, codes };
    let hub = Hub::start(store, hall, wall_micros, address).map_err(|error| error.to_string())?;
    Ok(HubServing { address: hub.address(), guard: Box::new(hub) })
}

/// The window is made here rather than by its configuration, because only code can refuse navigation.
fn open_window(program: &tauri::AppHandle) -> tauri::Result<()> {
    for window in &program.config().app.windows {
        WebviewWindowBuilder::from_config(program, window)?
            .data_directory(folder::pages_folder(program)?)
            .on_navigation(is_own_page)
            .build()?;
    }
    Ok(())
}

/// Whether `url` is a page inside the program: `tauri://localhost`, or on Windows `http(s)://tauri.localhost`.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_its_own_pages() {
        let cases = [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#/hall", true),
            ("tauri://elsewhere/", false),
            ("https://example.com/", false),
            ("http://localhost:5173/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
        ];
        for (url, own) in cases {
            assert_eq!(is_own_page(&url.parse().unwrap()), own, "{url}");
        }
    }
}

//! The desktop program: one window over one data folder.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    if let Err(error) = luudong_desktop::run() {
        // There is no window to say it in, so it goes where whoever started the program can see it.
        eprintln!("Lưu Động không mở được cửa sổ / the window cannot open: {error}");
        std::process::exit(1);
    }
}

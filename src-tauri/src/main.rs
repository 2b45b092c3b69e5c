//! The desktop program: one window over one data folder.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    paint_on_the_processor();
    if let Err(error) = luudong_desktop::run() {
        // There is no window to say it in, so it goes where whoever started the program can see it.
        eprintln!("Lưu Động không mở được cửa sổ / the window cannot open: {error}");
        std::process::exit(1);
    }
}

/// WebKit on Linux paints by the graphics card, or by what the system has in its place where there is none, which takes a
/// fifth more memory and no less time for pages like these; docs/adr/0010. Whoever knows better sets the variable.
#[cfg(target_os = "linux")]
fn paint_on_the_processor() {
    const SWITCH: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";
    if std::env::var_os(SWITCH).is_none() {
        #[expect(unsafe_code, reason = "nothing else runs yet that could read the environment meanwhile")]
        // SAFETY: this is the first thing that `main` does, before any thread is started.
        unsafe {
            std::env::set_var(SWITCH, "1");
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn paint_on_the_processor() {}

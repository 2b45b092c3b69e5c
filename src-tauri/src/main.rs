//! The desktop program: one window over one data folder.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    paint_on_the_processor();
    keep_few_arenas();
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

/// Each thread that finds the heap busy gets another one from the C library, up to eight for each core, and none is given
/// back: over a day that was 20 MiB; docs/adr/0010. Whoever knows better sets the variable.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn keep_few_arenas() {
    if std::env::var_os("MALLOC_ARENA_MAX").is_none() {
        #[expect(unsafe_code, reason = "the library has no safe way to say it")]
        // SAFETY: it takes two numbers, and no thread runs yet.
        unsafe {
            libc::mallopt(libc::M_ARENA_MAX, 2);
        }
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn keep_few_arenas() {}

//! The command surface, on real folders.
//!
//! One program for all of them: each further one is linked, and kept, with everything the product stands on.

mod door;
mod due;
mod hall;
mod laptop;
mod messages;
#[cfg(target_os = "linux")]
mod paper;
mod path;
#[cfg(unix)]
mod scanner;
mod slots;
mod typescript;

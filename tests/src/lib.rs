//! A small world for whole-product tests: laptops and a central, with real files and real sockets.

pub mod bridge;
pub mod http;
#[cfg(target_os = "linux")]
pub mod netns;
pub mod programs;
pub mod proxy;
pub mod world;

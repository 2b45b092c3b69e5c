//! Central: the router over the log that devices sync through. It has no screens.

mod admin;
mod http;
mod refusal;
mod service;

pub use http::{openapi, router, serve};
pub use refusal::Refusal;
pub use service::{Central, CentralError, wall_micros};

//! Central: the router over the log that devices sync through. It has no screens.

mod admin;
mod central;
mod host;
mod http;
mod refusal;

pub use central::{Central, CentralError, wall_micros};
pub use host::Host;
pub use http::{openapi, router, serve};
pub use refusal::Refusal;

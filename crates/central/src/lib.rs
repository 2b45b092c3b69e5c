//! Central: the router over the log that devices sync through. It has no screens.

mod admin;
mod central;
mod host;
mod http;
mod hub;
mod parcel;
mod refusal;
mod tls;

pub use central::{Central, CentralError, wall_micros};
pub use host::Host;
pub use http::{Listen, openapi, router, serve};
pub use hub::Hub;
pub use parcel::ParcelReport;
pub use refusal::Refusal;

//! Central: the router over the log that devices sync through. It has no screens.

mod admin;
mod admission;
mod central;
mod front;
mod host;
mod http;
mod hub;
mod limits;
mod parcel;
mod refusal;
mod status;
mod tls;

pub use central::{Central, CentralError, wall_micros};
pub use host::{Hall, Host, Wall};
pub use http::{Listen, Serving, openapi, serve};
pub use hub::Hub;
pub use limits::Allowed;
pub use parcel::ParcelReport;
pub use refusal::{Failure, Refusal};
pub use status::Status;

//! The log that travels: event bytes, chains, heads, batches; what each side has, the plan that makes both equal,
//! and the check that nothing unverified is applied. Sans-IO: carriers and storage are elsewhere.

pub mod admission;
pub mod batch;
pub mod chain;
pub mod check;
pub mod claims;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod envelope;
pub mod have;
pub mod head;
pub mod host_log;
pub mod log;
pub mod memory;
pub mod parcel;
pub mod plan;
pub mod request;
pub mod site_code;
pub mod watch;
pub mod wire;

pub use batch::{Batch, BatchError};
pub use chain::{Hash, Series, Written};
pub use envelope::Envelope;
pub use have::{Have, Point};
pub use head::Head;
pub use host_log::{HostLog, NotWritten, OwnEvents};
pub use log::Log;

/// The version of bytes and requests that this program writes.
pub const PROTOCOL: u32 = 1;

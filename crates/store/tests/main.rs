//! The store as its callers see it.
//!
//! One program for all of them: each further one is linked, and kept, with everything the product stands on.

mod conformance;
mod queue;
mod search;
mod store;
mod stray;
mod vouch;

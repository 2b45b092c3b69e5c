//! The whole product: several laptops, central, hubs, sticks, real processes.
//!
//! One program for all of them: each further one is linked, and kept, with everything the product stands on.

mod anomalies;
mod arrival;
mod background;
mod cli_path;
#[cfg(unix)]
mod cli_readme;
mod golden;
mod hall_policy;
mod house;
mod hub;
mod kill;
#[cfg(target_os = "linux")]
mod machines;
mod memory;
mod network;
mod on_site;
mod operations;
mod parcel;
mod secrets;
mod setback;
mod slots;
mod steps;
mod sync;
mod tls;

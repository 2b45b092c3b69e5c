//! Parcels as files: what a device lacks, encrypted to it, on a stick. Here is the file and its encryption; the bytes
//! inside are `luudong_sync::parcel`'s, and whoever reads one decides at its own door what may come in.

mod error;
mod key;
mod plan;
mod read;
mod record;
mod write;

pub use error::ParcelError;
pub use plan::ParcelPlan;
pub use read::{Parcel, ParcelSource, Unpacked};
pub use record::{ParcelRecord, ParcelRefusal, ParcelWay};
pub use write::ParcelWritten;

/// Largest file, bytes: the most that FAT32 can hold.
pub const PARCEL_FILE_LIMIT: u64 = u32::MAX as u64;
/// What a parcel's file name ends with.
pub const PARCEL_ENDING: &str = "parcel";

#[cfg(test)]
mod tests;

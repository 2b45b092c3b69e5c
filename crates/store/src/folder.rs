//! The data folder: which files lie in it, and the lock that keeps a second program out.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::StoreError;

const DATABASE: &str = "luudong.db";
const KEYS: &str = "keys.json";
const SIGNING_KEY: &str = "device.key";
const LOCK: &str = "lock";

/// What a folder is ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderState {
    /// Nothing of ours yet.
    Empty,
    /// Keys are there: a passphrase opens it.
    Locked,
}

/// A data folder by its path.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`, there or not.
    pub fn at(path: impl Into<PathBuf>) -> Folder {
        Folder(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What it is ready for.
    pub fn state(&self) -> FolderState {
        if self.keys().exists() { FolderState::Locked } else { FolderState::Empty }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join(KEYS)
    }

    pub(crate) fn signing_key(&self) -> PathBuf {
        self.0.join(SIGNING_KEY)
    }

    pub(crate) fn create(&self) -> Result<(), StoreError> {
        Ok(fs::create_dir_all(&self.0)?)
    }

    /// Takes the folder for this process; freed when the file is dropped, by the system even after a kill.
    pub(crate) fn lock(&self) -> Result<File, StoreError> {
        let file = File::options().create(true).truncate(false).write(true).open(self.0.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// What lies in a folder without keys can be half-made, or have lost its keys: it is set aside, never deleted.
    pub(crate) fn set_aside(&self, wall_micros: u64) -> Result<(), StoreError> {
        for name in [DATABASE, "luudong.db-wal", "luudong.db-shm", SIGNING_KEY] {
            let from = self.0.join(name);
            if from.exists() {
                fs::rename(&from, self.0.join(format!("{name}.aside-{wall_micros}")))?;
            }
        }
        Ok(())
    }
}

/// Writes a small file so that after a power cut either the old or the new one is there, whole.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    sync_parent(path)
}

/// Makes a rename durable; directories cannot be synced on Windows, where a rename is.
pub(crate) fn sync_parent(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Names of one stem that are tried: files of the same minute.
const NAMES_TRIED: u32 = 1_000;

/// Saves a file for people in a folder under a name that no file has. It gets its name only when it is whole and
/// durable; whatever goes wrong, nothing of it stays there.
///
/// # Errors
/// File errors: a full disk among them.
pub fn save_new(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    for copy in 1..=NAMES_TRIED {
        let name = if copy == 1 { stem.to_owned() } else { format!("{stem}-{copy}") };
        let path = folder.join(format!("{name}.{ending}"));
        let part = folder.join(format!("{name}.{ending}.part"));
        if path.exists() {
            continue;
        }
        let file = match File::create_new(&part) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        let named = write_out(file, bytes).and_then(|()| fs::rename(&part, &path));
        if let Err(error) = named {
            // The failure is what matters; what is left on a stick that is gone ends in `.part` and is read by nobody.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
        sync_parent(&path).map_err(|error| match error {
            StoreError::Io(error) => error,
            other => std::io::Error::other(other),
        })?;
        return Ok(path);
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

fn write_out(mut file: File, bytes: &[u8]) -> std::io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_people_gets_a_free_name_and_leaves_no_half_behind() {
        let folder = tempfile::tempdir().expect("folder");
        let save = |bytes: &[u8]| save_new(folder.path(), "danh-sach", "pdf", bytes);
        let (first, second) = (save(b"eins").expect("saved"), save(b"zwei").expect("saved"));
        assert_eq!(first.file_name().expect("name"), "danh-sach.pdf");
        assert_eq!(second.file_name().expect("name"), "danh-sach-2.pdf");
        assert_eq!(
            (fs::read(first).expect("read"), fs::read(second).expect("read")),
            (b"eins".to_vec(), b"zwei".to_vec())
        );
        assert!(save_new(&folder.path().join("not there"), "x", "pdf", b"x").is_err());
        let names = fs::read_dir(folder.path()).expect("listed").count();
        assert_eq!(names, 2);
    }

    /// `/dev/full` says what a full disk says; a folder of it there is none, so the writing itself is asked.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_as_one() {
        let full = File::options().write(true).open("/dev/full").expect("the device");
        let error = write_out(full, b"x").expect_err("no room");
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
}

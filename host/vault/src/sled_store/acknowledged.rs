//! What was acknowledged before, so that a store that lost its end is noticed.
//!
//! sled takes the first damaged place in its log for the place where a crash cut it off, and drops what comes after: a
//! file of zeros is an empty store. So flushes are numbered. A flush writes its number into sled before it begins, and
//! into this file when it is over. A store whose own number is below the file's has lost what it had acknowledged.
//!
//! The file is not synced: after a power cut it may name an older flush, never one that did not happen.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// The name of the file beside sled's.
const FILE: &str = "acknowledged";
/// Bytes of the number, and of the check behind it.
const HALF: usize = size_of::<u64>();

/// The file with the number of the last flush that is over.
pub(super) struct Acknowledged(File);

impl Acknowledged {
    /// Opens the file, and makes one that says 0 if there is none: then nothing is known to be acknowledged.
    pub(super) fn open(directory: &Path) -> io::Result<Self> {
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).to_owned();
        Ok(Self(options.open(directory.join(FILE))?))
    }

    /// The number in the file.
    ///
    /// # Errors
    /// An error of kind `InvalidData` if the file holds something else.
    pub(super) fn read(&mut self) -> io::Result<u64> {
        let mut bytes = Vec::new();
        self.0.seek(SeekFrom::Start(0))?;
        self.0.read_to_end(&mut bytes)?;
        match bytes.split_first_chunk::<HALF>() {
            None if bytes.is_empty() => Ok(0),
            Some((number, check)) if check == checked(*number) => Ok(u64::from_be_bytes(*number)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Replaces the number, in one write.
    pub(super) fn write(&mut self, number: u64) -> io::Result<()> {
        let number = number.to_be_bytes();
        self.0.seek(SeekFrom::Start(0))?;
        self.0.write_all(&[number, checked(number)].concat())
    }
}

fn checked(number: [u8; HALF]) -> [u8; HALF] {
    let mut check = [0; HALF];
    check.copy_from_slice(&Sha256::digest(number)[..HALF]);
    check
}

//! Files for tests that share them.

use std::ffi::OsString;
use std::path::Path;
use std::{fs, io};

/// The files of a folder, in memory: nobody would remove a folder that all tests of a process share.
pub struct Kept(Vec<(OsString, Vec<u8>)>);

impl Kept {
    /// What lies in a folder now; folders in it are left out.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                files.push((entry.file_name(), fs::read(entry.path())?));
            }
        }
        Ok(Self(files))
    }

    /// Writes the files into a folder, which is made where it is not there.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.0.iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
    }
}

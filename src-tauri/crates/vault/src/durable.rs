//! Making a renamed file survive a power cut.

use std::io;
use std::path::Path;

/// Writes a folder's list of names to disk, so that a file just renamed into it is still there after a
/// power cut. Windows keeps the list itself and offers no such call.
///
/// # Errors
/// The system's error.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

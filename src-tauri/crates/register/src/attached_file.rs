//! Files that are attached: opened as what they are, copied with their digest, named as every system takes it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{RegisterError, Result};
use crate::field::changes_direction;
use crate::flaw::Flaw;

/// No file is larger than this many bytes.
pub const LARGEST_ATTACHMENT: u64 = 25 * 1024 * 1024;
/// File systems take 255 bytes; some of them are the id's.
const LONGEST_FILE_NAME: usize = 120;

/// What became of the file of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It is as it was added.
    Sound,
    /// It is not there, or cannot be read.
    Missing,
    /// Something else has its name.
    Changed,
}

/// Reads a file whole and compares it with what it should be.
pub(crate) fn condition(path: &Path, bytes: u32, sha256: &str) -> Condition {
    match path.symlink_metadata() {
        Err(_) => return Condition::Missing,
        Ok(seen) if !seen.is_file() || seen.len() != u64::from(bytes) => return Condition::Changed,
        Ok(_) => {}
    }
    let Ok(mut file) = File::open(path) else { return Condition::Missing };
    match copy_hashed(&mut file, &mut io::sink()) {
        Ok((_, found)) if found == sha256 => Condition::Sound,
        Ok(_) | Err(Copying::TooLarge) => Condition::Changed,
        Err(Copying::Read | Copying::Write(_)) => Condition::Missing,
    }
}

/// Why a file could not be copied.
pub(crate) enum Copying {
    TooLarge,
    Read,
    Write(io::Error),
}

/// Opens what is an ordinary file by its own name: a pipe would wait, a device never end, a link lead elsewhere.
pub(crate) fn open_plain(source: &Path) -> Result<File> {
    let unreadable = |_| RegisterError::invalid("file", Flaw::Unreadable);
    let seen = source.symlink_metadata().map_err(unreadable)?;
    if !seen.is_file() {
        return Err(RegisterError::invalid("file", Flaw::NotAPlainFile));
    }
    if seen.len() > LARGEST_ATTACHMENT {
        return Err(RegisterError::invalid("file", Flaw::TooLarge));
    }
    let file = File::open(source).map_err(unreadable)?;
    let opened = file.metadata().map_err(unreadable)?;
    #[cfg(unix)]
    let same = {
        use std::os::unix::fs::MetadataExt as _;
        (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
    };
    #[cfg(not(unix))]
    let same = true;
    // It was exchanged between the look and the opening.
    if !opened.is_file() || !same {
        return Err(RegisterError::invalid("file", Flaw::NotAPlainFile));
    }
    Ok(file)
}

/// Copies a file of at most 25 MB; gives its length and its SHA-256.
pub(crate) fn copy_hashed(
    from: &mut impl Read,
    to: &mut impl io::Write,
) -> std::result::Result<(u32, String), Copying> {
    let mut from = from.take(LARGEST_ATTACHMENT + 1);
    let mut buffer = vec![0; 64 * 1024];
    let mut hash = Sha256::new();
    let mut bytes = 0_u64;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(Copying::Read),
        };
        let part = buffer.get(..read).unwrap_or_default();
        bytes += part.len() as u64;
        hash.update(part);
        to.write_all(part).map_err(Copying::Write)?;
    }
    to.flush().map_err(Copying::Write)?;
    let bytes = u32::try_from(bytes).ok().filter(|bytes| u64::from(*bytes) <= LARGEST_ATTACHMENT);
    Ok((bytes.ok_or(Copying::TooLarge)?, hex(&hash.finalize())))
}

/// Bytes as people compare them: two lower-case digits each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file name that every system takes and that shows as what it is; its ending is kept.
pub(crate) fn safe_name(given: &str) -> String {
    let fits = |c: char| {
        !c.is_control() && !changes_direction(c) && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    let plain: String = given.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    let plain = plain.trim().trim_end_matches(['.', ' ']).trim_start_matches('.');
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (plain, String::new()),
    };
    let mut short = String::new();
    for c in stem.chars() {
        if short.len() + c.len_utf8() + ending.len() > LONGEST_FILE_NAME {
            break;
        }
        short.push(c);
    }
    // Windows takes these for devices, whatever follows the point.
    let device = short.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let reserved = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|c: char| c.is_ascii_digit()));
    if short.is_empty() || reserved {
        short.insert_str(0, "file_");
    }
    short + &ending
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_are_made_safe_and_keep_their_ending() {
        for (given, kept) in [
            ("trace.har", "trace.har"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "file_"),
            ("", "file_"),
            ("a\u{202E}gpj.exe", "a_gpj.exe"),
            ("line\nbreak.txt", "line_break.txt"),
            ("con.txt", "file_con.txt"),
            ("LPT1", "file_LPT1"),
            ("C:\\dump.zip", "C__dump.zip"),
            ("name. ", "name"),
            (".bashrc", "bashrc"),
        ] {
            assert_eq!(safe_name(given), kept, "{given:?}");
        }
        let long = safe_name(&format!("{}.log", "æ".repeat(300)));
        assert!(long.len() <= 120 && long.ends_with("æ.log"), "{long}");
    }
}

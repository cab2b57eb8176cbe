//! Values that stand for secrets, and the search for them in whatever form they may have been written down.

use std::fs;
use std::path::Path;

use memchr::memmem;

/// Whether the bytes hold it as it is, without its dashes, in UTF-16, in hexadecimal or in base64 at any offset.
pub fn holds(bytes: &[u8], planted: &str) -> bool {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    let hex: String = planted.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    let forms = [planted.replace('-', "").into_bytes(), hex.into_bytes()];
    let inner = (0..3).map(|offset| base64_inside(planted.as_bytes().get(offset..).unwrap_or_default()));
    plainly(bytes, planted) || forms.into_iter().chain(inner).any(|form| memmem::find(bytes, &form).is_some())
}

/// Whether the bytes hold it as it is, or in UTF-16: the ways in which programs keep text in memory.
pub fn plainly(bytes: &[u8], planted: &str) -> bool {
    let utf16: Vec<u8> = planted.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [planted.as_bytes(), &utf16].into_iter().any(|form| memmem::find(bytes, form).is_some())
}

/// Searches all files in a folder but those in folders of the names given: how many were searched, and what was found where.
pub fn search(folder: &Path, planted: &[String], but: &[&str]) -> (usize, Vec<String>) {
    let (mut files, mut found) = (0, Vec::new());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // Not through links, and a pipe would wait for somebody to write.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !but.iter().any(|name| path.ends_with(name)) {
            let (more, below) = search(&path, planted, but);
            files += more;
            found.extend(below);
        } else if kind.is_file()
            && let Ok(bytes) = fs::read(&path)
        {
            files += 1;
            let here = planted.iter().filter(|planted| holds(&bytes, planted));
            found.extend(here.map(|planted| format!("{} holds {planted}", path.display())));
        }
    }
    (files, found)
}

/// The characters that whole groups of three bytes become, whatever follows.
fn base64_inside(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let number = three.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| LETTERS.get(number >> shift & 63).copied().unwrap_or_default())
    };
    bytes.chunks_exact(3).flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_finds_what_it_looks_for() {
        let planted = "CANARY-4711";
        // By hand: base64 of "xCANARY-4711" and "xxCANARY-4711" (`base64`), hexadecimal (`xxd -p`), UTF-16 (`iconv`).
        for text in [
            "CANARY-4711",
            "aCANARY4711b",
            "eENBTkFSWS00NzEx",
            "eHhDQU5BUlktNDcxMQ==",
            "43414e4152592d34373131",
            "C\0A\0N\0A\0R\0Y\0-\x004\x007\x001\x001\0",
        ] {
            assert!(holds(text.as_bytes(), planted), "{text}");
        }
        assert!(!holds(b"CANARY-4712", planted));
    }
}

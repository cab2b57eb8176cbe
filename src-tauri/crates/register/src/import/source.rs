//! Opening a file that somebody else made: only real files, only so large, whatever its encoding.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use support_policy::{Text, text};

use super::problem::FileProblem;
use crate::io_reason::reason;
use crate::watch::{Stage, Watch};

/// The largest file that is read: 256 MiB.
pub const LARGEST_FILE: u64 = 256 * 1024 * 1024;
/// The most rows of one file that are read.
pub const MOST_ROWS: u32 = 500_000;

/// A file to import: its name, and where its bytes come from.
pub struct Source {
    /// What the file is called in answers; an id in it may say what the file is about.
    pub name: String,
    size: u64,
    bytes: Box<dyn Read + Send>,
}

impl Source {
    /// Opens a file. A folder, a pipe or a device is refused before it is opened: reading one may never end.
    ///
    /// # Errors
    /// [`FileProblem`]: `not-a-file`, `too-large`, `unreadable`.
    pub fn open(path: &Path) -> Result<Self, FileProblem> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let unreadable = |error: &io::Error| problem(&name, "unreadable", unreadable(error.kind()));
        let not_a_file = || {
            problem(
                &name,
                "not-a-file",
                text!(
                    "This is a folder, a pipe or a device. Choose a file.",
                    "Dette er en mappe, et rør eller en enhet. Velg en fil."
                ),
            )
        };
        if !std::fs::metadata(path).map_err(|error| unreadable(&error))?.is_file() {
            return Err(not_a_file());
        }
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let seen = file.metadata().map_err(|error| unreadable(&error))?;
        if !seen.is_file() {
            return Err(not_a_file());
        }
        if seen.len() > LARGEST_FILE {
            return Err(too_large(&name, seen.len()));
        }
        Ok(Self { name, size: seen.len(), bytes: Box::new(file) })
    }

    /// A file whose bytes are at hand.
    pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), size: bytes.len() as u64, bytes: Box::new(Cursor::new(bytes)) }
    }

    /// The file as UTF-8, and how it begins.
    pub(crate) fn decode(self, watch: &Watch) -> Result<(Decoder<'_>, Beginning), FileProblem> {
        let Self { name, size, mut bytes } = self;
        let mut first = vec![0; 4096];
        let mut filled = 0;
        while filled < first.len() {
            let rest = first.get_mut(filled..).unwrap_or_default();
            match bytes.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(problem(&name, "unreadable", unreadable(error.kind()))),
            }
        }
        first.truncate(filled);
        let (encoding, mark) = encoding_of(&first);
        let content = first.get(mark..).unwrap_or_default();
        let beginning = match encoding {
            Encoding::Utf8 => Beginning::of(content.iter().copied()),
            Encoding::Utf16 { big } => {
                let (low, high) = if big { (1, 0) } else { (0, 1) };
                let ascii = |pair: &[u8]| if pair.get(high) == Some(&0) { pair.get(low).copied() } else { Some(b'?') };
                Beginning::of(content.chunks(2).filter_map(ascii))
            }
        };
        let start = Cursor::new(first.split_off(mark));
        // One byte more than is allowed, so that a file that grows meanwhile is noticed.
        let bytes = Box::new(start.chain(bytes).take(LARGEST_FILE + 1));
        let decoder = Decoder {
            bytes,
            encoding,
            size,
            done: 0,
            watch,
            pending: Vec::new(),
            raw: Vec::new(),
            decoded: Vec::new(),
        };
        Ok((decoder, beginning))
    }
}

/// How a file begins, which says what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// Nothing but blanks.
    Empty,
    /// A brace or bracket.
    Json,
    /// A workbook, not a text.
    Workbook,
    /// A page of a web site.
    Html,
    /// No text at all.
    Binary,
    /// Anything else: perhaps a table.
    Text,
}

impl Beginning {
    fn of(bytes: impl Iterator<Item = u8>) -> Self {
        let bytes: Vec<u8> = bytes.collect();
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Self::Workbook;
        }
        let text = bytes.trim_ascii_start();
        match text.first() {
            None => Self::Empty,
            Some(b'{' | b'[') => Self::Json,
            Some(b'<') => Self::Html,
            // A stray NUL in a cell is the cell's matter; a binary file is full of control characters.
            _ if bytes.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31)).count() > bytes.len() / 20 => Self::Binary,
            _ => Self::Text,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16 { big: bool },
}

/// The encoding by its mark, and how long the mark is. Windows PowerShell 5.1 writes UTF-16 with one; without a mark it
/// shows in the first character, which in every export is ASCII.
fn encoding_of(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16 { big: false }, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16 { big: true }, 2),
        [1..=127, 0, 1..=127, 0, ..] => (Encoding::Utf16 { big: false }, 0),
        [0, 1..=127, 0, 1..=127, ..] => (Encoding::Utf16 { big: true }, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// A file's bytes as UTF-8, read a piece at a time.
pub(crate) struct Decoder<'w> {
    bytes: Box<dyn Read + Send>,
    encoding: Encoding,
    size: u64,
    done: u64,
    watch: &'w Watch,
    /// Decoded, not yet handed out; in reverse, so that handing out is popping.
    pending: Vec<u8>,
    /// Bytes that are not yet a whole character.
    raw: Vec<u8>,
    decoded: Vec<u8>,
}

impl Decoder<'_> {
    fn fetch(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.done += read as u64;
        if self.done > LARGEST_FILE {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        if !self.watch.tell(Stage::Reading, self.done, self.size) {
            return Err(io::Error::other("stopped"));
        }
        Ok(read)
    }

    fn decode_more(&mut self, big: bool) -> io::Result<()> {
        let mut buffer = [0; 1 << 14];
        while self.pending.is_empty() {
            let read = self.fetch(&mut buffer)?;
            self.raw.extend_from_slice(buffer.get(..read).unwrap_or_default());
            let units: Vec<u16> = self
                .raw
                .chunks_exact(2)
                .map(|pair| {
                    let pair = <[u8; 2]>::try_from(pair).unwrap_or_default();
                    if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
                })
                .collect();
            let at_end = read == 0;
            // The first half of a pair waits for its second.
            let waits = !at_end && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit));
            let whole = units.len() - usize::from(waits);
            self.decoded.clear();
            for character in char::decode_utf16(units.into_iter().take(whole)) {
                let character = character.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            self.raw.drain(..whole * 2);
            if at_end {
                if !self.raw.is_empty() {
                    return Err(io::Error::from(io::ErrorKind::InvalidData));
                }
                self.pending.extend(self.decoded.iter().rev());
                return Ok(());
            }
            self.pending.extend(self.decoded.iter().rev());
        }
        Ok(())
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.encoding {
            Encoding::Utf8 => self.fetch(buffer),
            Encoding::Utf16 { big } => {
                if self.pending.is_empty() {
                    self.decode_more(big)?;
                }
                let mut given = 0;
                for place in buffer {
                    let Some(byte) = self.pending.pop() else { break };
                    *place = byte;
                    given += 1;
                }
                Ok(given)
            }
        }
    }
}

pub(crate) fn problem(file: &str, code: &'static str, message: Text) -> FileProblem {
    FileProblem { file: file.to_owned(), code, line: None, column: None, message }
}

pub(crate) fn too_large(file: &str, size: u64) -> FileProblem {
    let (size, most) = (size.div_ceil(1024 * 1024), LARGEST_FILE / (1024 * 1024));
    problem(
        file,
        "too-large",
        text!(
            "The file has {size} MB; up to {most} MB are read. Export fewer tenants at a time.",
            "Filen er på {size} MB; inntil {most} MB leses. Eksporter færre leiere om gangen.",
            size,
            most
        ),
    )
}

fn unreadable(kind: io::ErrorKind) -> Text {
    let why = reason(kind);
    text!(
        "The file could not be read ({why}). Check the name and the rights.",
        "Filen kunne ikke leses ({why}). Kontroller navnet og rettighetene.",
        why
    )
}

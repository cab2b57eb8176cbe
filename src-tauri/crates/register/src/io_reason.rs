//! Why a file could not be read or written, in words.

use std::io::ErrorKind;

use support_policy::{Text, text};

/// Why the system did not do it, to stand in a sentence or in brackets.
pub fn reason(kind: ErrorKind) -> Text {
    match kind {
        ErrorKind::NotFound => text!("there is no such file", "filen finnes ikke"),
        ErrorKind::PermissionDenied => text!("access is denied", "ingen tilgang"),
        ErrorKind::IsADirectory => text!("it is a folder", "det er en mappe"),
        ErrorKind::NotADirectory => text!("a part of the path is no folder", "en del av stien er ingen mappe"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => text!("the disk is full", "disken er full"),
        ErrorKind::ReadOnlyFilesystem => text!("the disk is write-protected", "disken er skrivebeskyttet"),
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => {
            text!("it is no ordinary file", "det er ingen vanlig fil")
        }
        ErrorKind::InvalidData => text!("it is not sound text", "det er ikke gyldig tekst"),
        ErrorKind::TimedOut => text!("the system did not answer in time", "systemet svarte ikke i tide"),
        kind => text!("the system says: {kind}", "systemet sier: {kind}", kind),
    }
}

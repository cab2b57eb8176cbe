//! Where a sealed value belongs.

use uuid::Uuid;

/// The one place a sealed value belongs to. It is authenticated with the value, so a value that is moved
/// to another register, table, row or column no longer opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The register's id.
    pub register: Uuid,
    /// The table's name.
    pub table: &'a str,
    /// The row's id.
    pub row: Uuid,
    /// The column's name.
    pub column: &'a str,
    /// Version of what the value means, raised when the meaning of the column changes.
    pub version: u32,
}

impl Place<'_> {
    /// The place as bytes. Every part of varying length is preceded by its length, so that no two
    /// places share an encoding.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + self.table.len() + self.column.len());
        bytes.extend_from_slice(b"support-atlas sealed value");
        bytes.extend_from_slice(self.register.as_bytes());
        push_text(&mut bytes, self.table);
        bytes.extend_from_slice(self.row.as_bytes());
        push_text(&mut bytes, self.column);
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes
    }
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

//! What the tests of imports say often.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};

use support_policy::edition::Edition;
use support_register::{
    FileOptions, FileReport, ImportError, ImportReport, ReadFile, Register, Source, TenantDraft, TenantKind, Watch,
};

use crate::common::{Desk, desk, now, tenant_draft};

/// The administrator's own directory in the exports.
pub const OWN: &str = "aaaaaaaa-0000-4000-8000-000000000001";
pub const SERVICE_SUPPORT: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
pub const DYNAMICS: &str = "44367163-eba1-44c3-98af-f5787879f96a";
pub const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";
pub const RELATIONSHIP: &str = "77777777-0000-4000-8000-000000000001-88888888-0000-4000-8000-000000000001";

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports")
}

/// An export of the folder, under its own name.
pub fn export(name: &str) -> Source {
    Source::of_bytes(name, std::fs::read(folder().join(name)).unwrap())
}

/// The text of an export.
pub fn text_of(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

pub fn source(name: &str, text: impl AsRef<[u8]>) -> Source {
    Source::of_bytes(name, text.as_ref().to_vec())
}

/// A register with the administrator's own tenant.
pub fn own_desk() -> Desk {
    let desk = desk();
    let draft = TenantDraft { tenant_id: Some(OWN.into()), kind: TenantKind::Own, ..tenant_draft("Fjordkraft") };
    desk.register.tenants().add(&draft, now()).unwrap();
    desk
}

pub fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

pub fn read(register: &Register, sources: Vec<Source>) -> Result<Vec<ReadFile>, ImportError> {
    register.read_imports(sources, &Watch::none())
}

/// Imports files with the same options.
pub fn import_with(
    register: &Register,
    sources: Vec<Source>,
    options: &FileOptions,
) -> Result<ImportReport, ImportError> {
    let mut files = read(register, sources)?;
    for file in &mut files {
        file.options = options.clone();
    }
    register.import(edition(), &files, now(), &Watch::none())
}

pub fn import(register: &Register, sources: Vec<Source>) -> Result<ImportReport, ImportError> {
    import_with(register, sources, &FileOptions::default())
}

/// Imports one file and gives its report.
pub fn import_one(register: &Register, source: Source) -> FileReport {
    import(register, vec![source]).unwrap().files.remove(0)
}

/// Added, changed, unchanged, missing, skipped.
pub fn counts(report: &FileReport) -> (u32, u32, u32, u32, usize) {
    (report.added, report.changed, report.unchanged, report.missing, report.skipped.len())
}

/// Codes of warnings.
pub fn warnings(report: &FileReport) -> Vec<&'static str> {
    report.warnings.iter().map(|warning| warning.code).collect()
}

/// Rows left out and why.
pub fn skipped(report: &FileReport) -> Vec<(u32, &'static str)> {
    report.skipped.iter().map(|row| (row.row, row.code)).collect()
}

/// All that the register keeps, to be compared before and after.
pub fn everything(register: &Register) -> String {
    format!(
        "{:#?}",
        (
            register.tenants().list().unwrap(),
            register.people().list().unwrap(),
            register.groups().list().unwrap(),
            register.role_assignments().list().unwrap(),
            register.delegations().list().unwrap(),
            register.access_assignments().list().unwrap(),
            register.subscriptions().list().unwrap(),
            register.requests().list().unwrap(),
            register.delegation_events().unwrap(),
            register.removed().unwrap(),
        )
    )
}

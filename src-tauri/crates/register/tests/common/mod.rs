//! A register in a folder of its own, and what tests say often.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, unreachable_pub, missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, Utc};
use support_register::{
    Actor, Contract, ContractDraft, ContractKind, Register, RegisterError, RequestDraft, SecretChange, Tenant,
    TenantDraft, TenantKind, Through,
};
use support_vault::{Keyring, KeyringError, WrappingKey, WrappingKeyStore};
use tempfile::TempDir;
use uuid::Uuid;

pub struct Desk {
    pub folder: TempDir,
    pub register: Register,
}

/// A new register in a new folder.
pub fn desk() -> Desk {
    let folder = TempDir::new().unwrap();
    let register = open(folder.path()).unwrap();
    Desk { folder, register }
}

pub fn open(folder: &Path) -> Result<Register, RegisterError> {
    Register::open(folder, Actor { who: "ada".into(), through: Through::Atlas })
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn now() -> DateTime<Utc> {
    at("2026-11-22T08:00:00Z")
}

pub fn tenant_draft(name: &str) -> TenantDraft {
    TenantDraft {
        name: name.into(),
        tenant_id: None,
        kind: TenantKind::Own,
        country: "NO".into(),
        zone: None,
        region: None,
        holidays: None,
        edition: None,
    }
}

pub fn contract_draft(name: &str) -> ContractDraft {
    ContractDraft {
        kind: ContractKind::Premier,
        name: name.into(),
        tenant: None,
        holder: None,
        starts: None,
        ends: None,
        edition: None,
    }
}

pub fn request_draft(tenant: &Tenant, title: &str) -> RequestDraft {
    RequestDraft {
        tenant: tenant.id,
        product: "finance".into(),
        plan: Some("professional-direct".into()),
        contract: None,
        severity: "b".into(),
        title: title.into(),
        filed_at: at("2026-11-20T09:00:00Z"),
        case_number: None,
    }
}

pub fn add_tenant(register: &Register, name: &str) -> Tenant {
    register.tenants().add(&tenant_draft(name), now()).unwrap()
}

pub fn add_contract(register: &Register, name: &str) -> Contract {
    register.contracts().add(&contract_draft(name), &SecretChange::default(), &no_keyring(), now()).unwrap()
}

/// A keyring that must not be asked.
pub fn no_keyring() -> Keyring {
    struct Never;
    impl WrappingKeyStore for Never {
        fn read(&mut self, _: Uuid) -> Result<WrappingKey, KeyringError> {
            Err(KeyringError::Unavailable)
        }
        fn write(&mut self, _: Uuid, _: &WrappingKey) -> Result<(), KeyringError> {
            Err(KeyringError::Unavailable)
        }
        fn delete(&mut self, _: Uuid) -> Result<(), KeyringError> {
            Err(KeyringError::Unavailable)
        }
    }
    Keyring::new(Never, Duration::from_secs(3))
}

/// Field and reason of a refusal.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, RegisterError>) -> (&'static str, &'static str) {
    match answer {
        Err(RegisterError::Invalid { field, flaw, .. }) => (field, flaw.code()),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[track_caller]
pub fn code<T: std::fmt::Debug>(answer: Result<T, RegisterError>) -> String {
    answer.expect_err("expected an error").code().to_owned()
}

/// Starts an ignored test of this very program as a program of its own.
pub fn program(test: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// The folder a program started by [`program`] works in; `None` when it was not.
pub fn given_folder() -> Option<std::path::PathBuf> {
    std::env::var_os(FOLDER).map(Into::into)
}

const FOLDER: &str = "SUPPORT_ATLAS_TEST_FOLDER";

/// Opens the register's file behind the program's back.
pub fn behind(folder: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join("register.sqlite")).unwrap()
}

/// Waits until a program has said a line that begins with `start`. What it says after that is still to be read.
pub fn wait_for(program: &mut Child, start: &str) {
    let mut said = BufReader::with_capacity(1, program.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with(start) {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "the program ended");
    }
    program.stdout = Some(said.into_inner());
}

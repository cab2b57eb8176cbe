//! Imports of the size a large partner has: 10,000 relationships with 50,000 access assignments in under 5 seconds, and
//! 100,000 requests with their deadlines in under 20.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use support_policy::edition::Edition;
use support_register::{Actor, ReadFile, Register, Source, TenantDraft, TenantKind, Through, Watch};
use tempfile::TempDir;

const RELATIONSHIPS: u32 = 10_000;
const GROUPS_EACH: u32 = 5;
const REQUESTS: u32 = 100_000;
const TENANTS: u32 = 1_000;

fn now() -> DateTime<Utc> {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn guid(kind: u32, number: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

fn relationships() -> Vec<u8> {
    let mut text = String::from(r#"{"@odata.context":"…#tenantRelationships/delegatedAdminRelationships","value":["#);
    for number in 0..RELATIONSHIPS {
        let comma = if number == 0 { "" } else { "," };
        let (first, second, tenant) = (guid(1, number), guid(2, number), guid(3, number));
        write!(
            text,
            r##"{comma}{{"@odata.type":"#microsoft.graph.delegatedAdminRelationship","id":"{first}-{second}","displayName":"Support of client {number}","duration":"P730D","autoExtendDuration":"P180D","status":"active","customer":{{"tenantId":"{tenant}","displayName":"Client {number}"}},"accessDetails":{{"unifiedRoles":[{{"roleDefinitionId":"f023fd81-a637-4b56-95fd-791ac0226033"}},{{"roleDefinitionId":"44367163-eba1-44c3-98af-f5787879f96a"}}]}},"createdDateTime":"2025-02-10T11:24:42.3148266Z","activatedDateTime":"2025-02-10T11:26:44Z","endDateTime":"2027-02-10T11:24:42Z","lastModifiedDateTime":"2025-02-10T11:26:44Z"}}"##
        )
        .unwrap();
    }
    text.push_str("]}");
    text.into_bytes()
}

fn assignments() -> Vec<u8> {
    let mut text = String::from("[");
    for number in 0..RELATIONSHIPS * GROUPS_EACH {
        let comma = if number == 0 { "" } else { "," };
        let relationship = number / GROUPS_EACH;
        let (id, group) = (guid(4, number), guid(5, number % 200));
        let (first, second) = (guid(1, relationship), guid(2, relationship));
        write!(
            text,
            r#"{comma}{{"Id":"{id}","RelationshipId":"{first}-{second}","Status":"active","AccessContainer":{{"AccessContainerId":"{group}","AccessContainerType":"securityGroup","AdditionalProperties":{{}}}},"AccessDetails":{{"UnifiedRoles":[{{"RoleDefinitionId":"f023fd81-a637-4b56-95fd-791ac0226033","AdditionalProperties":{{}}}}],"AdditionalProperties":{{}}}},"CreatedDateTime":"/Date(1739186682314)/","LastModifiedDateTime":null,"AdditionalProperties":{{}}}}"#
        )
        .unwrap();
    }
    text.push(']');
    text.into_bytes()
}

fn requests() -> Vec<u8> {
    let mut text =
        String::from("tenant,product,plan,severity,title,filed_at,case_number,responded_at,closed_at,close_reason\n");
    for number in 0..REQUESTS {
        let (tenant, day, hour) = (number % TENANTS, 1 + number % 28, number % 24);
        writeln!(
            text,
            "Tenant {tenant},finance,professional-direct,{},Batch jobs of module {number} stop,2026-10-{day:02}T{hour:02}:15:00Z,2610{day:02}{number:010},2026-10-{day:02}T{hour:02}:45:00Z,2026-11-01T10:00:00Z,solved",
            match number % 3 { 0 => "a", 1 => "b", _ => "c" },
        )
        .unwrap();
    }
    text.into_bytes()
}

fn register() -> (TempDir, Register) {
    let folder = TempDir::new().unwrap();
    let register = Register::open(folder.path(), Actor { who: "bench".into(), through: Through::Atlas }).unwrap();
    (folder, register)
}

fn read(register: &Register, files: &[(&str, &[u8])]) -> Vec<ReadFile> {
    let sources = files.iter().map(|(name, bytes)| Source::of_bytes(name, bytes.to_vec())).collect();
    register.read_imports(sources, &Watch::none()).unwrap()
}

fn delegations(criterion: &mut Criterion) {
    let edition = Edition::base().unwrap();
    let (relationships, assignments) = (relationships(), assignments());
    let files = [("relationships.json", relationships.as_slice()), ("assignments.json", assignments.as_slice())];
    let take = |register: &Register| {
        let read = read(register, &files);
        register.import(edition, &read, now(), &Watch::none()).unwrap()
    };
    let mut group = criterion.benchmark_group("10,000 relationships, 50,000 assignments");
    group.sample_size(10);
    group.bench_function("read", |bench| {
        bench.iter(|| {
            black_box(support_register::read_files(
                files.iter().map(|(name, bytes)| Source::of_bytes(name, bytes.to_vec())).collect(),
                &Watch::none(),
            ))
            .unwrap()
        });
    });
    group.bench_function("import", |bench| {
        bench.iter_batched(register, |(folder, register)| (take(&register), folder), BatchSize::PerIteration);
    });
    group.bench_function("import again", |bench| {
        let (_folder, filled) = register();
        take(&filled);
        bench.iter(|| take(&filled));
    });
    group.bench_function("preview of what is new", |bench| {
        let (_folder, empty) = register();
        let read = read(&empty, &files);
        bench.iter(|| empty.preview_import(edition, &read, now(), &Watch::none()).unwrap());
    });
    group.bench_function("undo", |bench| {
        bench.iter_batched(
            || {
                let (folder, register) = register();
                let id = take(&register).id.unwrap();
                (folder, register, id)
            },
            |(folder, register, id)| (register.undo_import(id, now(), &Watch::none()).unwrap(), folder),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn request_rows(criterion: &mut Criterion) {
    let edition = Edition::base().unwrap();
    let bytes = requests();
    let filled = || {
        let (folder, register) = register();
        for number in 0..TENANTS {
            let draft = TenantDraft {
                name: format!("Tenant {number}"),
                tenant_id: None,
                kind: TenantKind::Client,
                country: "NO".into(),
                zone: None,
                region: None,
                holidays: None,
                edition: None,
            };
            register.tenants().add(&draft, now()).unwrap();
        }
        (folder, register)
    };
    let mut group = criterion.benchmark_group("100,000 requests of 1,000 tenants");
    group.sample_size(10);
    group.bench_function("import", |bench| {
        bench.iter_batched(
            filled,
            |(folder, register)| {
                let read = read(&register, &[("requests.csv", &bytes)]);
                (register.import(edition, &read, now(), &Watch::none()).unwrap(), folder)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, delegations, request_rows);
criterion_main!(benches);

//! Tenants: what is stored, what is refused, and being found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{add_tenant, at, code, desk, now, refusal, request_draft, tenant_draft};
use proptest::prelude::*;
use support_register::{RecordType, RegisterError, TenantDraft, TenantKind};
use uuid::Uuid;

#[test]
fn what_is_added_is_listed_shown_and_found() {
    let desk = desk();
    let tenants = desk.register.tenants();
    let draft = TenantDraft {
        name: "  Fjord Energi AS ".into(),
        tenant_id: Some("{6F9619FF-8B86-D011-B42D-00C04FC964FF}".into()),
        kind: TenantKind::Client,
        country: "no".into(),
        zone: Some("Europe/Oslo".into()),
        region: Some("emea".into()),
        holidays: Some("NO".into()),
        edition: None,
    };
    let tenant = tenants.add(&draft, now()).unwrap();
    assert_eq!(tenant.name, "Fjord Energi AS");
    assert_eq!(tenant.tenant_id.as_deref(), Some("6f9619ff-8b86-d011-b42d-00c04fc964ff"));
    assert_eq!((tenant.country.as_str(), tenant.kind), ("NO", TenantKind::Client));
    assert_eq!((tenant.created_at, tenant.changed_at), (now(), now()));
    assert_eq!(tenant.id.get_version_num(), 7);

    let other = add_tenant(&desk.register, "Ånes kommune");
    assert_eq!(tenants.list().unwrap(), [tenant.clone(), other.clone()], "by name");
    assert_eq!(tenants.get(tenant.id).unwrap(), tenant);
    for name in ["Fjord Energi AS", "fjord energi as", " FJORD ENERGI AS ", &tenant.id.to_string()] {
        assert_eq!(tenants.find(name).unwrap(), tenant, "{name}");
    }
    assert_eq!(tenants.find("ånes KOMMUNE").unwrap(), other, "letters beyond ASCII have a case too");
    assert_eq!(tenants.find("A\u{30a}nes kommune").unwrap(), other, "composed or not");
    assert_eq!(code(tenants.find("Fjord")), "not-found");
}

#[test]
fn a_name_that_is_not_unique_is_ambiguous() {
    let desk = desk();
    let (one, two) = (add_tenant(&desk.register, "Fjord"), add_tenant(&desk.register, "FJORD"));
    let error = desk.register.tenants().find("fjord").unwrap_err();
    let RegisterError::Ambiguous { what, name, mut ids } = error.clone() else { panic!("{error:?}") };
    ids.sort();
    let mut expected = vec![one.id, two.id];
    expected.sort();
    assert_eq!((what, name.as_str(), ids), (RecordType::Tenant, "fjord", expected));
    assert_eq!(error.exit_code(), 2);
    assert!(error.message().en.contains(&one.id.to_string()), "the sentence names the ids");

    desk.register.tenants().remove(two.id, now()).unwrap();
    assert_eq!(desk.register.tenants().find("fjord").unwrap(), one, "removed records have no name");
}

#[test]
fn what_cannot_be_stored_is_refused_by_field() {
    let desk = desk();
    let add = |change: &dyn Fn(&mut TenantDraft)| {
        let mut draft = tenant_draft("Fjord");
        change(&mut draft);
        desk.register.tenants().add(&draft, now())
    };
    assert_eq!(refusal(add(&|draft| draft.name = " \t ".into())), ("name", "required"));
    assert_eq!(refusal(add(&|draft| draft.name = "x".repeat(201))), ("name", "too-long"));
    assert_eq!(refusal(add(&|draft| draft.name = "a\u{0}b".into())), ("name", "control-character"));
    assert_eq!(refusal(add(&|draft| draft.name = "a\nb".into())), ("name", "control-character"));
    assert_eq!(refusal(add(&|draft| draft.name = "gpj\u{202E}moc.exe".into())), ("name", "control-character"));
    assert_eq!(refusal(add(&|draft| draft.tenant_id = Some("123".into()))), ("tenant_id", "malformed"));
    assert_eq!(refusal(add(&|draft| draft.country = "NOR".into())), ("country", "malformed"));
    assert_eq!(refusal(add(&|draft| draft.country = "N1".into())), ("country", "malformed"));
    assert_eq!(refusal(add(&|draft| draft.country = String::new())), ("country", "required"));
    assert_eq!(refusal(add(&|draft| draft.zone = Some("Oslo".into()))), ("zone", "unknown-zone"));
    assert_eq!(refusal(add(&|draft| draft.region = Some("EMEA!".into()))), ("region", "malformed"));
    assert_eq!(refusal(add(&|draft| draft.holidays = Some("norway".into()))), ("holidays", "malformed"));
    assert_eq!(desk.register.tenants().list().unwrap(), [], "nothing of it was stored");
    assert_eq!(desk.register.history(None).unwrap(), []);

    let long = "æ".repeat(200);
    assert_eq!(add(&|draft| draft.name.clone_from(&long)).unwrap().name, long, "200 characters, not bytes");
    assert_eq!(add(&|draft| draft.holidays = Some("none".into())).unwrap().holidays.as_deref(), Some("none"));
    let blank = add(&|draft| {
        draft.zone = Some(" ".into());
        draft.tenant_id = Some(String::new());
    });
    let blank = blank.unwrap();
    assert_eq!((blank.zone, blank.tenant_id), (None, None), "blank is absent");
}

#[test]
fn a_tenant_is_changed_and_the_history_says_how() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let later = at("2026-11-23T09:30:00.123456Z");
    let mut draft = tenant_draft("Fjell");
    draft.country = "SE".into();
    let changed = desk.register.tenants().set(tenant.id, &draft, later).unwrap();
    assert_eq!((changed.id, changed.created_at, changed.changed_at), (tenant.id, now(), later));
    assert_eq!((changed.name.as_str(), changed.country.as_str()), ("Fjell", "SE"));
    assert_eq!(code(desk.register.tenants().find("Fjord")), "not-found");
    assert_eq!(code(desk.register.tenants().set(Uuid::nil(), &draft, later)), "not-found");

    let history = desk.register.history(Some(tenant.id)).unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[1].before.as_ref().unwrap()["name"], "Fjord");
    assert_eq!(history[1].after.as_ref().unwrap()["name"], "Fjell");
}

#[test]
fn removing_and_bringing_back() {
    let desk = desk();
    let tenants = desk.register.tenants();
    let tenant = add_tenant(&desk.register, "Fjord");
    tenants.remove(tenant.id, now()).unwrap();
    assert_eq!(tenants.list().unwrap(), []);
    assert_eq!(code(tenants.get(tenant.id)), "not-found");
    assert_eq!(code(tenants.find("Fjord")), "not-found");
    assert_eq!(code(tenants.remove(tenant.id, now())), "not-found", "once is enough");
    let removed = desk.register.removed().unwrap();
    assert_eq!((removed[0].record, removed[0].id, removed[0].name.as_str()), (RecordType::Tenant, tenant.id, "Fjord"));
    assert_eq!(removed[0].removed_at, now());

    assert_eq!(tenants.undo_remove(tenant.id, now()).unwrap(), tenant);
    assert_eq!(tenants.list().unwrap(), std::slice::from_ref(&tenant));
    assert_eq!(code(tenants.undo_remove(tenant.id, now())), "not-found");
    assert_eq!(desk.register.check().unwrap().problems, []);
}

#[test]
fn what_is_in_use_stays() {
    let desk = desk();
    let tenant = add_tenant(&desk.register, "Fjord");
    let request = desk.register.requests().log(&request_draft(&tenant, "Batch stops"), None, now()).unwrap();
    let error = desk.register.tenants().remove(tenant.id, now()).unwrap_err();
    let RegisterError::InUse { by } = &error else { panic!("{error:?}") };
    assert_eq!(by.len(), 1);
    assert_eq!((by[0].record, by[0].id, by[0].name.as_str()), (RecordType::Request, request.id, "Batch stops"));
    assert!(error.message().nb.contains("Batch stops"));

    desk.register.requests().remove(request.id, now()).unwrap();
    desk.register.tenants().remove(tenant.id, now()).unwrap();
    let error = desk.register.requests().undo_remove(request.id, now()).unwrap_err();
    assert_eq!((error.code(), error.field()), ("refers-to-removed", Some("tenant")));
    desk.register.tenants().undo_remove(tenant.id, now()).unwrap();
    desk.register.requests().undo_remove(request.id, now()).unwrap();
}

#[test]
fn purging_deletes_for_good_what_nothing_needs() {
    let desk = desk();
    let (old, kept, recent) =
        (add_tenant(&desk.register, "Old"), add_tenant(&desk.register, "Kept"), add_tenant(&desk.register, "Recent"));
    let request = desk.register.requests().log(&request_draft(&kept, "Batch stops"), None, now()).unwrap();
    let (long_ago, yesterday) = (at("2026-10-01T00:00:00Z"), at("2026-11-21T00:00:00Z"));
    desk.register.requests().remove(request.id, yesterday).unwrap();
    desk.register.tenants().remove(old.id, long_ago).unwrap();
    desk.register.tenants().remove(kept.id, long_ago).unwrap();
    desk.register.tenants().remove(recent.id, yesterday).unwrap();

    assert_eq!(desk.register.purge_removed(at("2026-11-01T00:00:00Z"), now()).unwrap(), 1);
    let left: Vec<_> = desk.register.removed().unwrap().into_iter().map(|removed| removed.name).collect();
    assert_eq!(left.len(), 3, "what a removed request refers to stays with it: {left:?}");
    assert_eq!(code(desk.register.tenants().undo_remove(old.id, now())), "not-found");
    assert_eq!(desk.register.purge_removed(now(), now()).unwrap(), 3, "then all together");
    assert_eq!(desk.register.check().unwrap().problems, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is accepted comes back unchanged and is found by its name.
    #[test]
    fn any_name_is_stored_as_shown_or_refused(name in "\\PC{0,210}|.{0,30}") {
        let desk = desk();
        match desk.register.tenants().add(&tenant_draft(&name), now()) {
            Ok(tenant) => {
                prop_assert_eq!(desk.register.tenants().get(tenant.id).unwrap(), tenant.clone());
                prop_assert_eq!(desk.register.tenants().find(&tenant.name).unwrap(), tenant.clone());
                prop_assert!(!tenant.name.is_empty() && tenant.name.chars().count() <= 200);
            }
            Err(RegisterError::Invalid { field, .. }) => prop_assert_eq!(field, "name"),
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }
}

#[test]
fn an_organisation_is_kept_once() {
    let desk = desk();
    let tenants = desk.register.tenants();
    let draft = |name: &str| TenantDraft {
        tenant_id: Some("6f9619ff-8b86-d011-b42d-00c04fc964ff".into()),
        ..tenant_draft(name)
    };
    let first = tenants.add(&draft("First"), now()).unwrap();
    assert_eq!(code(tenants.add(&draft("Second"), now())), "duplicate");
    let second = tenants.add(&tenant_draft("Second"), now()).unwrap();
    assert_eq!(code(tenants.set(second.id, &draft("Second"), now())), "duplicate");
    assert!(tenants.set(first.id, &draft("First, renamed"), now()).is_ok(), "its own id is no other's");
    tenants.remove(first.id, now()).unwrap();
    tenants.set(second.id, &draft("Second"), now()).unwrap();
    assert_eq!(code(tenants.undo_remove(first.id, now())), "duplicate");
}

#[test]
fn a_name_written_exactly_wins_over_others_that_differ_in_case() {
    let desk = desk();
    let upper = add_tenant(&desk.register, "Fjordkraft");
    let lower = add_tenant(&desk.register, "fjordkraft");
    assert_eq!(desk.register.tenants().find("Fjordkraft").unwrap(), upper);
    assert_eq!(desk.register.tenants().find("fjordkraft").unwrap(), lower);
    assert_eq!(code(desk.register.tenants().find("FJORDKRAFT")), "ambiguous");
}

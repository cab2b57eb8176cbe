//! Sample data: what it holds at any time, and that it goes without a trace, but never with what is the user's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod common;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Desk, add_tenant, at, behind, contract_draft, desk, no_keyring, now, refusal, request_draft};
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{
    Action, DueKind, FirstSteps, Mine, RecordType, ReopenAnswers, Request, RequestState, SampleState, SecretChange,
    SecretField, SecretUse, VaultState,
};
use support_vault::Passphrase;

fn edition() -> &'static Edition {
    Edition::base().unwrap()
}

fn furnished(now: DateTime<Utc>) -> Desk {
    let desk = desk();
    desk.register.add_sample(edition(), Language::En, &no_keyring(), now).unwrap();
    desk
}

fn protect(desk: &Desk) {
    let passphrase = Passphrase::new("sju svarte elger drakk seg utørste").unwrap();
    desk.register.protect_with_passphrase(&no_keyring(), &passphrase, now()).unwrap();
}

fn titled<'a>(requests: &'a [Request], title: &str) -> &'a Request {
    requests.iter().find(|request| request.title == title).unwrap()
}

#[test]
fn at_any_hour_there_is_a_request_in_every_state() {
    // A working day, a night, a Saturday, a holiday, both changes of the clocks, the end of a February and of a year.
    for now in [
        "2026-11-25T10:31:07Z",
        "2026-11-25T02:00:00Z",
        "2026-11-28T13:00:00Z",
        "2026-12-25T09:00:00Z",
        "2026-03-29T01:15:00Z",
        "2026-10-25T01:15:00Z",
        "2028-02-29T23:59:59Z",
        "2026-12-31T23:30:00Z",
    ] {
        let now = at(now);
        let desk = furnished(now);
        let requests = desk.register.requests().list().unwrap();
        assert_eq!(requests.len(), 10, "{now}");

        let near = titled(&requests, "Cases are not assigned to the queue");
        let left = near.due_at.unwrap() - now;
        assert!(left > TimeDelta::minutes(30) && left <= TimeDelta::minutes(40), "{now}: {left}");
        assert_eq!(near.state(now), RequestState::Open);
        assert_eq!(titled(&requests, "Purchase orders stop at confirmation").state(now), RequestState::Overdue);
        assert_eq!(titled(&requests, "Approval flow sends its message twice").state(now), RequestState::Open);
        assert!(titled(&requests, "Custom connector answers with an error").paused_at.is_some());
        assert_eq!(titled(&requests, "Currency revaluation fails").met(now), Some(true));
        assert_eq!(titled(&requests, "Search is slow on the account form").met(now), Some(false));
        let closed = titled(&requests, "Warehouse app stops at picking");
        let check = desk.register.reopen_check(edition(), closed.id, None, ReopenAnswers::default(), now).unwrap();
        assert!(check.last_day.unwrap() > now.date_naive(), "{now}");
        let closed = titled(&requests, "Period close hangs");
        let check = desk.register.reopen_check(edition(), closed.id, None, ReopenAnswers::default(), now).unwrap();
        assert!(check.last_day.unwrap() < now.date_naive(), "{now}");

        let due: Vec<DueKind> = desk.register.due(None, now).unwrap().iter().map(|item| item.kind).collect();
        for kind in
            [DueKind::FirstResponse, DueKind::ContractEnd, DueKind::Charge, DueKind::Renewal, DueKind::LinkMissing]
        {
            assert!(due.contains(&kind), "{now}: {kind:?} is not in {due:?}");
        }
        assert_eq!(desk.register.check().unwrap().problems, [], "{now}");
    }
}

#[test]
fn it_speaks_the_language_it_was_asked_in() {
    let desk = desk();
    desk.register.add_sample(edition(), Language::Nb, &no_keyring(), now()).unwrap();
    let requests = desk.register.requests().list().unwrap();
    assert!(requests.iter().any(|request| request.title == "Valutaomregningen feiler"));
}

#[test]
fn its_secrets_say_that_they_are_made_up_and_without_a_keyring_there_are_none() {
    let desk = desk();
    protect(&desk);
    desk.register.add_sample(edition(), Language::En, &no_keyring(), now()).unwrap();
    let premier = desk.register.contracts().find("Premier Nordic").unwrap();
    let secret = desk.register.contracts().secret(premier.id, SecretField::AccessId, SecretUse::Reveal, now()).unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&secret), "SAMPLE-ACCESS-ID-0001");
    assert_eq!(desk.register.sample_mine().unwrap(), [], "looking is no change");

    let without = furnished(now());
    assert_eq!(without.register.vault_state(), VaultState::Empty);
    assert!(without.register.contracts().list().unwrap().iter().all(|contract| !contract.has_access_id));
}

#[test]
fn only_an_empty_register_takes_it_in() {
    let desk = desk();
    assert_eq!(desk.register.sample().unwrap(), SampleState::Possible);
    let tenant = add_tenant(&desk.register, "Fjord");
    assert_eq!(desk.register.sample().unwrap(), SampleState::No);
    let refused = desk.register.add_sample(edition(), Language::En, &no_keyring(), now());
    assert_eq!(refusal(refused), ("sample", "not-empty"));
    // What can be brought back is the user's, too.
    desk.register.tenants().remove(tenant.id, now()).unwrap();
    assert_eq!(desk.register.sample().unwrap(), SampleState::No);
    assert_eq!(refusal(desk.register.add_sample(edition(), Language::En, &no_keyring(), now())).1, "not-empty");

    let furnished = furnished(now());
    assert_eq!(furnished.register.sample().unwrap(), SampleState::Present);
    assert_eq!(refusal(furnished.register.add_sample(edition(), Language::En, &no_keyring(), now())).1, "not-empty");
}

#[test]
fn it_goes_without_a_trace() {
    let desk = desk();
    let settings = desk.register.settings().get().unwrap();
    desk.register.settings().set(settings, now()).unwrap();
    let before = desk.register.history(None).unwrap();
    desk.register.add_sample(edition(), Language::En, &no_keyring(), now()).unwrap();
    desk.register.settings().set(settings, now()).unwrap();
    // What the user only throws away is no reason to ask.
    let requests = desk.register.requests().list().unwrap();
    desk.register.requests().remove(requests[0].id, now()).unwrap();
    assert_eq!(desk.register.sample_mine().unwrap(), []);

    assert!(desk.register.remove_sample(Mine::Keep).unwrap() > 40);
    let after = desk.register.history(None).unwrap();
    assert_eq!(after[..before.len()], before);
    assert_eq!(after[before.len()..].iter().map(|change| change.record).collect::<Vec<_>>(), [RecordType::Settings]);
    assert_eq!(after.iter().map(|change| change.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(desk.register.removed().unwrap(), []);
    assert_eq!(desk.register.check().unwrap().problems, []);
    assert_eq!(desk.register.sample().unwrap(), SampleState::Possible, "it can be had again");
    behind(desk.folder.path()).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let bytes = std::fs::read(desk.folder.path().join("register.sqlite")).unwrap();
    assert!(!bytes.windows(9).any(|part| part == b"Lindenhof"), "the file holds no word of it");
}

#[test]
fn what_the_user_added_or_changed_stays_with_what_it_rests_on() {
    let desk = furnished(now());
    let register = &desk.register;
    let fjord = add_tenant(register, "Fjord");
    let german = register.tenants().find("Lindenhof Werkzeugbau GmbH").unwrap();
    let mine = register.log_request(edition(), &request_draft(&german, "Ours"), now()).unwrap();
    let paused = register.requests().find("Custom connector answers with an error").unwrap();
    register.requests().note(paused.id, "We looked", now(), now()).unwrap();

    let named: BTreeSet<String> = register.sample_mine().unwrap().into_iter().map(|mine| mine.name).collect();
    assert_eq!(named, ["Custom connector answers with an error", "Ours"].map(str::to_owned).into());

    register.remove_sample(Mine::Keep).unwrap();
    let requests: Vec<_> = register.requests().list().unwrap().into_iter().map(|request| request.title).collect();
    assert_eq!(requests, ["Custom connector answers with an error", "Ours"]);
    let tenants: Vec<_> = register.tenants().list().unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(tenants, ["Fjord", "Havbris Rådgivning AS", "Lindenhof Werkzeugbau GmbH"]);
    assert_eq!(register.contracts().list().unwrap().len(), 1, "the contract of the request that was changed");
    let paused = register.requests().get(paused.id).unwrap();
    let events: Vec<_> = register.timeline(&paused).unwrap().into_iter().map(|event| event.kind.as_str()).collect();
    assert!(events.contains(&"paused"), "its deadline rests on the pause: {events:?}");
    assert!(register.history(Some(mine.id)).unwrap().iter().any(|change| change.action == Action::Added));
    assert_eq!(register.tenants().get(fjord.id).unwrap().name, "Fjord");
    assert_eq!(register.sample().unwrap(), SampleState::No, "what stays is the user's own");
    assert_eq!(register.check().unwrap().problems, []);
}

#[test]
fn told_to_it_goes_with_what_rests_on_it_and_nothing_else() {
    let desk = furnished(now());
    let register = &desk.register;
    let fjord = add_tenant(register, "Fjord");
    let ours = register.log_request(edition(), &request_draft(&fjord, "Ours"), now()).unwrap();
    let german = register.tenants().find("Lindenhof Werkzeugbau GmbH").unwrap();
    register.log_request(edition(), &request_draft(&german, "On the sample"), now()).unwrap();

    register.remove_sample(Mine::Remove).unwrap();
    assert_eq!(register.tenants().list().unwrap(), [fjord]);
    assert_eq!(register.requests().list().unwrap(), [ours]);
    assert_eq!(register.history(None).unwrap().len(), 2);
    assert_eq!(register.check().unwrap().problems, []);
}

#[test]
fn the_first_steps_are_what_the_register_holds_of_the_users_own() {
    let desk = furnished(now());
    let register = &desk.register;
    let none =
        FirstSteps { hidden: false, tenant: false, vault: false, contract: false, request: false, import: false };
    assert_eq!(register.first_steps().unwrap(), none, "sample data does not count");

    let fjord = add_tenant(register, "Fjord");
    assert_eq!(register.first_steps().unwrap(), FirstSteps { tenant: true, ..none });
    register.log_request(edition(), &request_draft(&fjord, "Ours"), now()).unwrap();
    register.contracts().add(&contract_draft("Premier"), &SecretChange::default(), &no_keyring(), now()).unwrap();
    protect(&desk);
    register.hide_first_steps(true).unwrap();
    let done = FirstSteps { hidden: true, tenant: true, vault: true, contract: true, request: true, import: false };
    assert_eq!(register.first_steps().unwrap(), done);
    register.remove_sample(Mine::Keep).unwrap();
    assert_eq!(register.first_steps().unwrap(), done);
}

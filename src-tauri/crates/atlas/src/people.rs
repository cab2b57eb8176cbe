//! `atlas person …` and `atlas group …`

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{GroupCommand, GroupMember, PersonAdd, PersonChanges, PersonCommand, UserKind, YesNo};
use crate::output::{Output, facts, table};
use crate::session::Session;
use crate::tenants::cleared_or;
use support_register::{
    Group, GroupDraft, Membership, MembershipDraft, Person, PersonDraft, RecordType, Register, RegisterError, UserType,
};
use uuid::Uuid;

pub(crate) fn person(session: &Session, command: PersonCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let people = register.people();
    let changed = match command {
        PersonCommand::List => {
            let all = people.list()?;
            return output.items(&all, || list(output, &all));
        }
        PersonCommand::Add(flags) => people.add(&draft(&register, flags)?, now)?,
        PersonCommand::Show { person } => people.find(&person)?,
        PersonCommand::Set { person, changes } => {
            let before = people.find(&person)?;
            people.set(before.id, &changed(&register, before, changes)?, now)?
        }
        PersonCommand::Remove { person } => {
            let removed = people.find(&person)?;
            people.remove(removed.id, now)?;
            removed
        }
        PersonCommand::UndoRemove { person } => {
            people.undo_remove(Session::removed(&register, RecordType::Person, &person)?, now)?
        }
    };
    output.answer(&changed, || show(output, &register, &changed))
}

pub(crate) fn group(session: &Session, command: GroupCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let groups = register.groups();
    let changed = match command {
        GroupCommand::List => {
            let all = groups.list()?;
            return output.items(&all, || group_list(output, &all));
        }
        GroupCommand::Add { name, object_id, tenant } => {
            groups.add(&GroupDraft { name, object_id, tenant: tenant_of(&register, tenant)? }, now)?
        }
        GroupCommand::Set { group, name } => {
            let before = groups.find(&group)?;
            let draft = GroupDraft { name, object_id: before.object_id, tenant: before.tenant };
            groups.set(before.id, &draft, now)?
        }
        GroupCommand::Join(member) => {
            let draft = membership(&register, &member)?;
            let joined = register.memberships().add(&draft, now)?;
            return output.answer(&joined, || joined.name.clone());
        }
        GroupCommand::Leave(member) => {
            let left = kept_membership(&register, &member)?;
            register.memberships().remove(left.id, now)?;
            return output.answer(&left, || left.name.clone());
        }
        GroupCommand::Remove { group } => {
            let removed = groups.find(&group)?;
            groups.remove(removed.id, now)?;
            removed
        }
        GroupCommand::UndoRemove { group } => {
            groups.undo_remove(Session::removed(&register, RecordType::Group, &group)?, now)?
        }
    };
    output.answer(&changed, || group_list(output, std::slice::from_ref(&changed)))
}

/// The tenant that a flag names.
pub(crate) fn tenant_of(register: &Register, name: Option<String>) -> Result<Option<Uuid>, Failure> {
    let found = name.filter(|name| !name.is_empty()).map(|name| register.tenants().find(&name)).transpose();
    Ok(found.about("tenant")?.map(|tenant| tenant.id))
}

fn membership(register: &Register, member: &GroupMember) -> Result<MembershipDraft, Failure> {
    Ok(MembershipDraft {
        person: register.people().find(&member.person).about("person")?.id,
        group: register.groups().find(&member.group).about("group")?.id,
    })
}

fn kept_membership(register: &Register, member: &GroupMember) -> Result<Membership, Failure> {
    let named = membership(register, member)?;
    let all = register.memberships().list()?;
    let found = all.into_iter().find(|kept| kept.person == named.person && kept.group == named.group);
    let missing = || RegisterError::NotFound {
        what: RecordType::Membership,
        name: format!("{} · {}", member.person, member.group),
    };
    Ok(found.ok_or_else(missing)?)
}

fn draft(register: &Register, flags: PersonAdd) -> Result<PersonDraft, Failure> {
    Ok(PersonDraft {
        name: flags.name,
        upn: flags.upn,
        object_id: flags.object_id,
        user_type: flags.user_type.map(user_type),
        account_enabled: flags.disabled.then_some(false),
        tenant: tenant_of(register, flags.tenant)?,
    })
}

fn changed(register: &Register, before: Person, changes: PersonChanges) -> Result<PersonDraft, Failure> {
    Ok(PersonDraft {
        name: changes.name.unwrap_or(before.name),
        upn: cleared_or(changes.upn, before.upn),
        object_id: cleared_or(changes.object_id, before.object_id),
        user_type: changes.user_type.map(user_type).or(before.user_type),
        account_enabled: changes.enabled.map(|enabled| enabled == YesNo::Yes).or(before.account_enabled),
        tenant: match changes.tenant {
            None => before.tenant,
            named => tenant_of(register, named)?,
        },
    })
}

fn user_type(kind: UserKind) -> UserType {
    match kind {
        UserKind::Member => UserType::Member,
        UserKind::Guest => UserType::Guest,
    }
}

fn list(output: Output, people: &[Person]) -> String {
    if people.is_empty() {
        return output
            .say(
                "Nobody yet. Add somebody: atlas person add --name NAME --upn UPN",
                "Ingen ennå. Legg til en person: atlas person add --name NAVN --upn UPN",
            )
            .to_owned();
    }
    let row =
        |person: &Person| vec![person.name.clone(), person.upn.clone().unwrap_or_default(), person.id.to_string()];
    let rows = people.iter().map(row).collect();
    table(&[output.say("Name", "Navn"), output.say("User principal name", "Brukerhovednavn"), "Id"], rows)
}

fn show(output: Output, register: &Register, person: &Person) -> String {
    let tenant = person.tenant.and_then(|id| register.tenants().get(id).ok()).map(|tenant| tenant.name);
    let account = match person.account_enabled {
        Some(false) => output.say("disabled", "deaktivert").to_owned(),
        _ => person.user_type.map(|kind| kind.to_string()).unwrap_or_default(),
    };
    facts(&[
        (output.say("Name", "Navn"), person.name.clone()),
        (output.say("User principal name", "Brukerhovednavn"), person.upn.clone().unwrap_or_default()),
        (output.say("Object id", "Objekt-ID"), person.object_id.clone().unwrap_or_default()),
        (output.say("Tenant", "Leier"), tenant.unwrap_or_default()),
        (output.say("Account", "Konto"), account),
        ("Id", person.id.to_string()),
    ])
}

fn group_list(output: Output, groups: &[Group]) -> String {
    let row =
        |group: &Group| vec![group.name.clone(), group.object_id.clone().unwrap_or_default(), group.id.to_string()];
    let rows = groups.iter().map(row).collect();
    table(&[output.say("Name", "Navn"), output.say("Object id", "Objekt-ID"), "Id"], rows)
}

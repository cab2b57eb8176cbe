//! What is said of the ways that are shut, and of those that are open with a proviso.

use super::remedy::{Asked, Remedy};
use super::{Agreement, FilingFacts, Gate, HeldAccess, HeldDelegation, HeldRole, Why};
use crate::edition::Edition;
use crate::roles::{MayFileBy, Role};
use crate::text;
use crate::text::Text;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// What is said of a way that is shut, and what would open it.
pub(super) struct Said {
    pub(super) message: Text,
    pub(super) remedy: Remedy,
}

pub(super) fn of(edition: &Edition, facts: &FilingFacts<'_>, gate: Gate, why: Why<'_>) -> Said {
    match why {
        Why::Disabled => disabled(facts),
        Why::NoRole => no_role(edition, facts, gate),
        Why::RoleEnded(role, held) => role_ended(edition, facts, gate, role, held),
        Why::StartsLater(role, starts) => starts_later(edition, facts, gate, role, starts),
        Why::RoleCannotFile(role, given) => role_cannot_file(edition, facts, gate, role, given),
        Why::Scope(role) => scope(facts, role),
        Why::NotActivated(role, group) => not_activated(facts, role, group),
        Why::DelegationEnded(delegation, _) => delegation_ended(edition, facts, delegation),
        Why::DelegationNotActive(delegation, _) => match delegation.activated.filter(|_| is_active(delegation)) {
            Some(activated) => delegation_active_later(facts, delegation, activated),
            None => delegation_not_active(edition, delegation),
        },
        Why::DelegationLacksRole(delegation, _) => delegation_lacks_role(edition, delegation),
        Why::NobodyAssigned(delegation, _) => nobody_assigned(edition, delegation),
        Why::NotAMember(delegation, access) => not_a_member(facts, delegation, access),
        Why::Guest(delegation, access) => guest(facts, delegation, access),
        Why::EnterpriseAgreement(delegation, _) => enterprise_agreement(edition, facts, delegation),
        Why::PartnerFiles => partner_files(facts),
        Why::ContractDecides => contract_decides(facts),
    }
}

fn disabled(facts: &FilingFacts<'_>) -> Said {
    let person = facts.person;
    Said {
        message: text!(
            "The account of {person} is disabled: it cannot sign in, so no role counts.",
            "Kontoen til {person} er deaktivert: Den kan ikke logge på, så ingen rolle teller.",
            person
        ),
        remedy: Remedy::new(
            Asked::TenantAdministrator,
            vec![text!(
                "Enable the account in Microsoft Entra, or let somebody else file",
                "Aktiver kontoen i Microsoft Entra, eller la en annen sende inn"
            )],
        ),
    }
}

fn no_role(edition: &Edition, facts: &FilingFacts<'_>, gate: Gate) -> Said {
    let FilingFacts { person, tenant, .. } = facts;
    let message = if gate == Gate::LifecycleServices {
        text!(
            "{person} is not known as a user of Lifecycle Services for {tenant}, where these requests are filed.",
            "{person} er ikke registrert som bruker av Lifecycle Services for {tenant}, der disse forespørslene sendes inn.",
            person,
            tenant
        )
    } else {
        text!(
            "{person} holds no role in {tenant} that may file.",
            "{person} har ingen rolle i {tenant} som gir rett til å sende inn.",
            person,
            tenant
        )
    };
    Said { message, remedy: grant(edition, facts, gate) }
}

fn role_ended(edition: &Edition, facts: &FilingFacts<'_>, gate: Gate, role: &Role, held: &HeldRole) -> Said {
    let FilingFacts { person, tenant, .. } = facts;
    if let Some(since) = held.ends.filter(|_| held.missing) {
        let on = day(facts, since);
        return Said {
            message: text!(
                "{person} no longer holds the role {role} in {tenant}: the newest export, imported on {on}, no longer contains it.",
                "{person} har ikke lenger rollen {role} i {tenant}: Den nyeste eksporten, importert {on}, inneholder den ikke lenger.",
                person,
                role = role.name,
                tenant,
                on
            ),
            remedy: grant(edition, facts, gate),
        };
    }
    let on = held.ends.map(|ends| last_day(facts, ends).to_string()).unwrap_or_default();
    Said {
        message: text!(
            "{person} no longer holds the role {role} in {tenant}: it ended on {on}.",
            "{person} har ikke lenger rollen {role} i {tenant}: Den tok slutt {on}.",
            person,
            role = role.name,
            tenant,
            on
        ),
        remedy: grant(edition, facts, gate),
    }
}

fn starts_later(edition: &Edition, facts: &FilingFacts<'_>, gate: Gate, role: &Role, starts: DateTime<Utc>) -> Said {
    let FilingFacts { person, tenant, .. } = facts;
    let on = day(facts, starts);
    Said {
        message: text!(
            "{person} holds the role {role} in {tenant} only from {on} on.",
            "{person} har rollen {role} i {tenant} først fra {on}.",
            person,
            role = role.name,
            tenant,
            on
        ),
        remedy: grant(edition, facts, gate),
    }
}

fn role_cannot_file(edition: &Edition, facts: &FilingFacts<'_>, gate: Gate, role: Option<&Role>, given: &str) -> Said {
    let FilingFacts { person, tenant, .. } = facts;
    let message = match (gate, role) {
        (Gate::LifecycleServices, Some(role)) => text!(
            "{person} holds the role {role} in {tenant}, but these requests are filed in Lifecycle Services, by its users.",
            "{person} har rollen {role} i {tenant}, men disse forespørslene sendes inn i Lifecycle Services, av brukerne der.",
            person,
            role = role.name,
            tenant
        ),
        (Gate::Partner, Some(role)) => text!(
            "{person} holds the role {role} in {tenant}, but the Cloud Solution Provider partner files for this product.",
            "{person} har rollen {role} i {tenant}, men for dette produktet er det partneren som er leverandør av skyløsningen (CSP), som sender inn.",
            person,
            role = role.name,
            tenant
        ),
        (_, Some(role)) => text!(
            "{person} holds the role {role} in {tenant}, but it is not among the roles that may file.",
            "{person} har rollen {role} i {tenant}, men den er ikke blant rollene som gir rett til å sende inn.",
            person,
            role = role.name,
            tenant
        ),
        (_, None) => text!(
            "{person} holds a role in {tenant} that the edition does not know ({given}); only the roles on its list may file.",
            "{person} har en rolle i {tenant} som utgaven ikke kjenner ({given}); bare rollene på listen dens gir rett til å sende inn.",
            person,
            tenant,
            given
        ),
    };
    Said { message, remedy: grant(edition, facts, gate) }
}

fn scope(facts: &FilingFacts<'_>, role: &Role) -> Said {
    let FilingFacts { person, tenant, .. } = facts;
    Said {
        message: text!(
            "{person} holds the role {role} for a part of {tenant} only; filing needs it for the whole tenant.",
            "{person} har rollen {role} bare for en del av {tenant}; for å sende inn må den gjelde hele leieren.",
            person,
            role = role.name,
            tenant
        ),
        remedy: Remedy {
            ask: Asked::TenantAdministrator,
            role: Some(role.id.clone()),
            role_name: Some(role.name.clone()),
            global_administrator: false,
            steps: vec![
                text!(
                    "An administrator of {tenant} signs in to Microsoft Entra: Roles & admins → {role}",
                    "En administrator i {tenant} logger på Microsoft Entra: Roles & admins → {role}",
                    tenant,
                    role = role.name
                ),
                text!(
                    "Assigns it to {person} with the scope of the whole directory, not an administrative unit",
                    "Tildeler den til {person} med hele katalogen som omfang, ikke en administrativ enhet",
                    person
                ),
            ],
        },
    }
}

fn not_activated(facts: &FilingFacts<'_>, role: &Role, group: Option<&str>) -> Said {
    let FilingFacts { person, tenant, .. } = facts;
    let through = group
        .map_or_else(|| Text::same(""), |group| text!(" through the group {group}", " gjennom gruppen {group}", group));
    Said {
        message: text!(
            "{person} is eligible for the role {role} in {tenant}{through}, but must activate it before filing.",
            "{person} kan bruke rollen {role} i {tenant}{through}, men må aktivere den før innsending.",
            person,
            role = role.name,
            tenant,
            through
        ),
        remedy: Remedy {
            ask: Asked::Person,
            role: Some(role.id.clone()),
            role_name: Some(role.name.clone()),
            global_administrator: false,
            steps: vec![
                text!(
                    "Sign in to Microsoft Entra: Identity Governance → Privileged Identity Management → My roles",
                    "Logg på Microsoft Entra: Identity Governance → Privileged Identity Management → My roles"
                ),
                text!(
                    "Activate {role} for as long as filing and following the request takes",
                    "Aktiver {role} for så lenge det tar å sende inn og følge opp forespørselen",
                    role = role.name
                ),
                text!(
                    "If it needs approval, ask the approver before the matter is urgent",
                    "Kreves det godkjenning, spør du godkjenneren før det haster"
                ),
            ],
        },
    }
}

fn delegation_ended(edition: &Edition, facts: &FilingFacts<'_>, delegation: &HeldDelegation) -> Said {
    let name = &delegation.name;
    if let Some(since) = delegation.ends.filter(|ends| delegation.missing && *ends <= facts.at) {
        let on = day(facts, since);
        return Said {
            message: text!(
                "The newest export, imported on {on}, no longer contains the delegation “{name}”.",
                "Den nyeste eksporten, importert {on}, inneholder ikke lenger delegeringen «{name}».",
                on,
                name
            ),
            remedy: request_anew(edition),
        };
    }
    let on = delegation.ends.filter(|_| !delegation.missing).map(|ends| last_day(facts, ends));
    let ended = if let Some(on) = on {
        text!(
            "The delegation “{name}” has ended, or is being taken down (end: {on}).",
            "Delegeringen «{name}» er avsluttet, eller er i ferd med å bli det (slutt: {on}).",
            name,
            on
        )
    } else {
        text!(
            "The delegation “{name}” has ended, or is being taken down.",
            "Delegeringen «{name}» er avsluttet, eller er i ferd med å bli det.",
            name
        )
    };
    let message = if delegation.extends {
        let more = text!(
            "It extends itself: if that has happened, import the relationships again.",
            "Den forlenges automatisk: Har det skjedd, importerer du relasjonene på nytt."
        );
        Text::joined([&ended, &more], " ")
    } else {
        ended
    };
    Said { message, remedy: request_anew(edition) }
}

/// Asked about an instant before the client approved it.
fn delegation_active_later(facts: &FilingFacts<'_>, delegation: &HeldDelegation, activated: DateTime<Utc>) -> Said {
    let name = &delegation.name;
    let on = day(facts, activated);
    Said {
        message: text!(
            "The delegation “{name}” is active only from {on} on; at the time asked about it was not yet.",
            "Delegeringen «{name}» er aktiv først fra {on}; på tidspunktet det spørres om, var den det ikke ennå.",
            name,
            on
        ),
        remedy: Remedy::new(
            Asked::Person,
            vec![text!(
                "Nothing has to be granted: ask about a time after the delegation became active on {on}",
                "Ingenting må tildeles: Spør om et tidspunkt etter at delegeringen ble aktiv {on}",
                on
            )],
        ),
    }
}

fn is_active(delegation: &HeldDelegation) -> bool {
    delegation.status.eq_ignore_ascii_case("active")
}

fn delegation_not_active(edition: &Edition, delegation: &HeldDelegation) -> Said {
    let HeldDelegation { name, status, .. } = delegation;
    Said {
        message: text!(
            "The delegation “{name}” is not active (status {status}): the client has not approved it yet, or it is still being set up.",
            "Delegeringen «{name}» er ikke aktiv (tilstand {status}): Kunden har ikke godkjent den ennå, eller den er under oppretting.",
            name,
            status
        ),
        remedy: Remedy::role(
            edition,
            &edition.roles.least,
            Asked::TenantAdministrator,
            vec![
                text!(
                    "Send the client the approval link again; a request that is not approved within 90 days expires",
                    "Send kunden godkjenningslenken på nytt; en forespørsel som ikke godkjennes innen 90 dager, utløper"
                ),
                text!(
                    "The client's administrator approves it, then import the relationships again",
                    "Kundens administrator godkjenner den; importer deretter relasjonene på nytt"
                ),
            ],
        )
        .approved(),
    }
}

fn delegation_lacks_role(edition: &Edition, delegation: &HeldDelegation) -> Said {
    let name = &delegation.name;
    let role = least_name(edition);
    Said {
        message: text!(
            "The delegation “{name}” has no role that may file; {role} is the least one. The roles of a delegation cannot be changed.",
            "Delegeringen «{name}» har ingen rolle som gir rett til å sende inn; {role} er den minste. Rollene i en delegering kan ikke endres.",
            name,
            role
        ),
        remedy: request_anew(edition),
    }
}

fn nobody_assigned(edition: &Edition, delegation: &HeldDelegation) -> Said {
    let name = &delegation.name;
    let role = least_name(edition);
    Said {
        message: text!(
            "The delegation “{name}” has been granted, but no security group uses a role of it that may file.",
            "Delegeringen «{name}» er innvilget, men ingen sikkerhetsgruppe bruker en rolle i den som gir rett til å sende inn.",
            name
        ),
        remedy: Remedy::role(
            edition,
            &edition.roles.least,
            Asked::PartnerAdministrator,
            vec![
                text!(
                    "Partner Center: Customers → the client → Admin relationships → the delegation → Add security groups",
                    "Partner Center: Customers → kunden → Admin relationships → delegeringen → Add security groups"
                ),
                text!(
                    "Choose the group of those who file, and the role {role}",
                    "Velg gruppen til dem som sender inn, og rollen {role}",
                    role
                ),
            ],
        ),
    }
}

fn not_a_member(facts: &FilingFacts<'_>, delegation: &HeldDelegation, access: &HeldAccess) -> Said {
    let (person, name, group) = (facts.person, &delegation.name, &access.group);
    Said {
        message: text!(
            "The delegation “{name}” is used by the group {group}, and {person} is not known as a member of it.",
            "Delegeringen «{name}» brukes av gruppen {group}, og {person} er ikke registrert som medlem av den.",
            name,
            group,
            person
        ),
        remedy: Remedy::new(Asked::PartnerAdministrator, vec![join(person, group)]),
    }
}

fn guest(facts: &FilingFacts<'_>, delegation: &HeldDelegation, access: &HeldAccess) -> Said {
    let (person, name, group) = (facts.person, &delegation.name, &access.group);
    Said {
        message: text!(
            "{person} is a guest in the group {group}, and guests get nothing from the delegation “{name}”.",
            "{person} er gjest i gruppen {group}, og gjester får ingenting av delegeringen «{name}».",
            person,
            group,
            name
        ),
        remedy: Remedy::new(
            Asked::PartnerAdministrator,
            vec![
                text!(
                    "Give {person} an account of your own tenant, as a member",
                    "Gi {person} en konto i deres egen leier, som medlem",
                    person
                ),
                join(person, group),
            ],
        ),
    }
}

fn enterprise_agreement(edition: &Edition, facts: &FilingFacts<'_>, delegation: &HeldDelegation) -> Said {
    let (person, tenant, name) = (facts.person, facts.tenant, &delegation.name);
    let role = least_name(edition);
    Said {
        message: text!(
            "What {tenant} has was bought under an Enterprise Agreement, which the delegation “{name}” does not cover.",
            "Det {tenant} har, er kjøpt gjennom en Enterprise Agreement, og den dekkes ikke av delegeringen «{name}».",
            tenant,
            name
        ),
        remedy: Remedy::role(
            edition,
            &edition.roles.least,
            Asked::TenantAdministrator,
            vec![
                text!(
                    "{tenant} invites {person} as a guest, or gives them an account of its own",
                    "{tenant} inviterer {person} som gjest, eller gir vedkommende en egen konto",
                    tenant,
                    person
                ),
                text!("And assigns the role {role} to that account", "Og tildeler kontoen rollen {role}", role),
            ],
        ),
    }
}

fn partner_files(facts: &FilingFacts<'_>) -> Said {
    let tenant = facts.tenant;
    Said {
        message: text!(
            "For this product the Cloud Solution Provider partner of {tenant} files with Microsoft; no role in the tenant does.",
            "For dette produktet er det partneren som er leverandør av skyløsningen (CSP) for {tenant}, som sender inn til Microsoft; ingen rolle i leieren gir rett til det.",
            tenant
        ),
        remedy: Remedy::new(
            Asked::Partner,
            vec![
                text!("Ask the partner the subscription was bought from", "Spør partneren abonnementet er kjøpt av"),
                text!(
                    "The partner files through a delegation with a role that may file",
                    "Partneren sender inn gjennom en delegering med en rolle som gir rett til det"
                ),
            ],
        ),
    }
}

fn contract_decides(facts: &FilingFacts<'_>) -> Said {
    let tenant = facts.tenant;
    Said {
        message: text!(
            "No role in {tenant} decides here: requests about on-premises products are filed by whoever holds the plan or its Access ID.",
            "Her er det ingen rolle i {tenant} som avgjør: Forespørsler om lokalt installerte produkter (on-premises) sendes inn av den som har planen eller Access ID-en.",
            tenant
        ),
        remedy: Remedy::new(
            Asked::ContractHolder,
            vec![text!(
                "Ask the holder of the contract, or sign in with the account its Access ID is linked to",
                "Spør innehaveren av kontrakten, eller logg på med kontoen som Access ID-en er koblet til"
            )],
        ),
    }
}

/// A role that only the list speaks for.
pub(super) fn only_stated(role: &Role) -> Option<Text> {
    (role.may_file() == MayFileBy::Stated && role.template_id.is_some()).then(|| {
        text!("{role} stands on the list of roles that may file; Entra's own reference of permissions is not known to confirm it.", "{role} står på listen over roller som gir rett til å sende inn; det er ikke kjent at Entras egen tillatelsesoversikt bekrefter det.", role = role.name)
    })
}

pub(super) fn delegation_notes(facts: &FilingFacts<'_>, delegation: &HeldDelegation, role: &Role) -> Vec<Text> {
    let mut notes = vec![text!(
        "File from Partner Center, under the client, so that the client's plan is used; you also need the role Admin agent or Helpdesk agent there.",
        "Send inn fra Partner Center, under kunden, slik at kundens plan brukes; der trenger du også rollen Admin agent eller Helpdesk agent."
    )];
    notes.extend(only_stated(role));
    if delegation.extends {
        notes.push(text!(
            "The delegation extends itself before it ends, unless somebody turns that off.",
            "Delegeringen forlenges automatisk før den tar slutt, med mindre noen slår det av."
        ));
    }
    if facts.agreement == Agreement::Some {
        notes.push(text!(
            "What was bought under an Enterprise Agreement is not covered by a delegation.",
            "Det som er kjøpt gjennom en Enterprise Agreement, dekkes ikke av en delegering."
        ));
    }
    notes
}

/// Granting the least role that does, in the tenant (S19) or in the project.
fn grant(edition: &Edition, facts: &FilingFacts<'_>, gate: Gate) -> Remedy {
    let FilingFacts { person, tenant, .. } = facts;
    match gate {
        Gate::LifecycleServices => Remedy::role(
            edition,
            &edition.roles.lifecycle_services,
            Asked::ProjectOwner,
            vec![
                text!(
                    "The owner of the project of {tenant} in Lifecycle Services opens Project users",
                    "Eieren av prosjektet til {tenant} i Lifecycle Services åpner Project users",
                    tenant
                ),
                text!(
                    "Invites {person}, who accepts the invitation",
                    "Inviterer {person}, som godtar invitasjonen",
                    person
                ),
            ],
        ),
        Gate::Partner => partner_files(facts).remedy,
        Gate::Contract => contract_decides(facts).remedy,
        Gate::AdminCenter => {
            let role = least_name(edition);
            let mut steps = vec![
                text!(
                    "Somebody with an admin role in {tenant} signs in to that tenant",
                    "En med administratorrolle i {tenant} logger på den leieren",
                    tenant
                ),
                text!(
                    "Microsoft Entra: Roles & admins → {role} → Add assignments → {person}",
                    "Microsoft Entra: Roles & admins → {role} → Add assignments → {person}",
                    role,
                    person
                ),
                text!(
                    "{person} signs in anew and opens the support pages before the day they are needed",
                    "{person} logger på på nytt og åpner støttesidene i god tid før det trengs",
                    person
                ),
            ];
            if facts.client && facts.agreement != Agreement::All {
                steps.push(text!(
                    "Or as a partner: request a delegation with {role} in Partner Center, which the client approves",
                    "Eller som partner: Be om en delegering med {role} i Partner Center, som kunden godkjenner",
                    role
                ));
            }
            Remedy::role(edition, &edition.roles.least, Asked::TenantAdministrator, steps)
        }
    }
}

/// A delegation that cannot be used any more is requested anew: it can be neither revived nor changed.
fn request_anew(edition: &Edition) -> Remedy {
    let role = least_name(edition);
    Remedy::role(
        edition,
        &edition.roles.least,
        Asked::TenantAdministrator,
        vec![
            text!(
                "Partner Center: Customers → the client → Admin relationships → Request, with the role {role}",
                "Partner Center: Customers → kunden → Admin relationships → Request, med rollen {role}",
                role
            ),
            text!(
                "The client's administrator approves it within 90 days",
                "Kundens administrator godkjenner den innen 90 dager"
            ),
            text!(
                "Assign the group of those who file to it, and import the relationships again",
                "Tildel den gruppen til dem som sender inn, og importer relasjonene på nytt"
            ),
        ],
    )
    .approved()
}

fn join(person: &str, group: &str) -> Text {
    text!(
        "Add {person} to the group {group} in your own tenant, and note it under Tenants & access",
        "Legg {person} til i gruppen {group} i deres egen leier, og noter det under Leiere og tilgang",
        person,
        group
    )
}

fn least_name(edition: &Edition) -> &str {
    edition.role(&edition.roles.least).map_or(edition.roles.least.as_str(), |role| role.name.as_str())
}

/// The day of an instant on the tenant's calendar.
fn day(facts: &FilingFacts<'_>, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&facts.zone).date_naive()
}

/// The last day on which something still holds that ends before an instant.
fn last_day(facts: &FilingFacts<'_>, ends: DateTime<Utc>) -> NaiveDate {
    day(facts, ends.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(ends))
}

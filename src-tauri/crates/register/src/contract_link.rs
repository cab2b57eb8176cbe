//! Links: a contract that was entered in a portal, once for each portal and sign-in.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use support_policy::contract_link::{LinkNeed, LinkStanding, link_standing};
use support_policy::edition::Edition;
use uuid::Uuid;

use crate::contract::{Contract, ContractKind, Contracts};
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of, parse_of};
use crate::flaw::Flaw;
use crate::history::{self, Action, Event};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::tenant::Tenant;

pub(crate) const SCHEMA: &str = "
CREATE TABLE contract_link (
    id TEXT PRIMARY KEY,
    contract TEXT NOT NULL REFERENCES contract (id),
    channel TEXT NOT NULL,
    sign_in TEXT NOT NULL,
    folded TEXT NOT NULL,
    linked_on TEXT NOT NULL,
    linked_by TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX contract_link_once ON contract_link (contract, channel, folded) WHERE removed_at IS NULL;
CREATE INDEX contract_link_by_sign_in ON contract_link (folded, id) WHERE removed_at IS NULL;
CREATE INDEX contract_link_removed ON contract_link (removed_at) WHERE removed_at IS NOT NULL;
";

/// A link of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ContractLink {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The contract.
    pub contract: Uuid,
    /// The channel's id.
    pub channel: String,
    /// The user principal name whose sign-in it is linked to.
    pub sign_in: String,
    /// The day on which it was linked, or last linked anew.
    pub linked_on: NaiveDate,
    /// Who noted it, by the name on this machine.
    pub linked_by: String,
    /// When it was noted (UTC).
    pub noted_at: DateTime<Utc>,
    /// When it was added (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was last changed (UTC).
    pub changed_at: DateTime<Utc>,
}

impl Record for ContractLink {
    const TYPE: RecordType = RecordType::ContractLink;
    const COLUMNS: &str = "id, contract, channel, sign_in, linked_on, linked_by, noted_at, created_at, changed_at";
    const NAME: &str = "sign_in";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let wrong = || rusqlite::Error::InvalidColumnType(0, "linked_on".to_owned(), rusqlite::types::Type::Text);
        Ok(Self {
            id: field::id_of(row, "id")?,
            contract: field::id_of(row, "contract")?,
            channel: row.get("channel")?,
            sign_in: row.get("sign_in")?,
            linked_on: parse_of(row, "linked_on")?.ok_or_else(wrong)?,
            linked_by: row.get("linked_by")?,
            noted_at: instant_of(row, "noted_at")?,
            created_at: instant_of(row, "created_at")?,
            changed_at: instant_of(row, "changed_at")?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.sign_in
    }
}

impl ContractLink {
    /// Where the link of a contract of a kind stands.
    pub fn standing(
        &self,
        edition: &Edition,
        kind: ContractKind,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> LinkStanding {
        // A link noted on the day it was made was made just before.
        let just_linked = (self.linked_on == today).then_some(self.noted_at);
        link_standing(edition, kind.as_str(), self.linked_on, just_linked, today, now)
    }
}

/// A link with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LinkView {
    /// The link.
    #[serde(flatten)]
    pub link: ContractLink,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: LinkStanding,
}

/// The links of a contract, and where it lacks one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ContractLinks {
    /// Its links, by sign-in.
    pub links: Vec<LinkView>,
    /// The portals in which it is not linked and will be needed.
    pub missing: Vec<LinkNeed>,
}

impl Register {
    /// The links of a contract at `now`, and where it lacks one; nothing is missed of a contract that is over.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn contract_links(&self, edition: &Edition, contract: &Contract, now: DateTime<Utc>) -> Result<ContractLinks> {
        let today = self.read(|connection| today(connection, contract, now))?;
        let links = self.contracts().links(Some(contract.id))?;
        let missing = match contract.ends {
            Some(ends) if ends < today => Vec::new(),
            _ => self.links_missing(edition, contract, &links)?,
        };
        let standing = |link: &ContractLink| link.standing(edition, contract.kind, today, now);
        let links = links.into_iter().map(|link| LinkView { standing: standing(&link), link }).collect();
        Ok(ContractLinks { links, missing })
    }
}

impl Contracts<'_> {
    /// Notes that a contract was linked in a channel for a sign-in, on a day: today unless given. Linked there already, it
    /// was linked anew.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] for the contract; [`RegisterError::Policy`] for an unknown channel;
    /// [`RegisterError::Invalid`] for a sign-in that is none, and a day in the future or before the contract.
    pub fn link(
        &self,
        edition: &Edition,
        id: Uuid,
        channel: &str,
        sign_in: &str,
        on: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Result<ContractLink> {
        let channel = edition.channel(channel.trim())?.id.clone();
        let sign_in = field::text("sign_in", sign_in, field::LONGEST_NAME)?;
        if !is_sign_in(&sign_in) {
            return Err(RegisterError::invalid("sign_in", Flaw::NotASignIn));
        }
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let contract = record::get::<Contract>(change, id)?;
            let on = field::date("on", on.map_or_else(|| today(change, &contract, now), Ok)?)?;
            if on > latest_today(change, &contract, now)? {
                return Err(RegisterError::invalid("on", Flaw::InTheFuture));
            }
            let by = &self.register.actor().who;
            let Some(before) = linked(change, id, &channel, &sign_in)? else {
                let link = field::new_id(now);
                change.execute(
                    "INSERT INTO contract_link (id, contract, channel, sign_in, folded, linked_on, linked_by, noted_at,
                     created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8)",
                    params![
                        link.to_string(),
                        id.to_string(),
                        channel,
                        sign_in,
                        record::fold(&sign_in),
                        on.to_string(),
                        by,
                        Micros(now)
                    ],
                )?;
                let after = record::get::<ContractLink>(change, link)?;
                history::added(change, self.register.actor(), now, &after)?;
                return Ok(after);
            };
            change.execute(
                "UPDATE contract_link SET sign_in = ?2, linked_on = ?3, linked_by = ?4, noted_at = ?5, changed_at = ?5
                 WHERE id = ?1",
                params![before.id.to_string(), sign_in, on.to_string(), by, Micros(now)],
            )?;
            let after = record::get::<ContractLink>(change, before.id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok(after)
        })
    }

    /// Notes that a contract is not linked any more in a channel for a sign-in. It can be brought back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] where it was not linked.
    pub fn unlink(&self, id: Uuid, channel: &str, sign_in: &str, now: DateTime<Utc>) -> Result<ContractLink> {
        let link = self
            .register
            .read(|connection| linked(connection, id, channel.trim(), sign_in))?
            .ok_or_else(|| RegisterError::NotFound { what: RecordType::ContractLink, name: sign_in.to_owned() })?;
        removed::remove::<ContractLink>(self.register, link.id, now)?;
        Ok(link)
    }

    /// Brings a removed link back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] when it is not among the removed, [`RegisterError::Dangling`] when its contract is still
    /// removed, [`RegisterError::Invalid`] (`duplicate`) when it was linked again meanwhile.
    pub fn undo_unlink(&self, link: Uuid, now: DateTime<Utc>) -> Result<ContractLink> {
        removed::undo_remove(self.register, link, now, |change, link: &ContractLink| {
            record::get::<Contract>(change, link.contract)
                .map_err(|_| RegisterError::Dangling { field: "contract", to: RecordType::Contract })?;
            match linked(change, link.contract, &link.channel, &link.sign_in)? {
                None => Ok(()),
                Some(other) => Err(RegisterError::Invalid {
                    field: "sign_in",
                    flaw: Flaw::Duplicate,
                    other: Some(other.reference()),
                }),
            }
        })
    }

    /// The links of all contracts, or of one, by sign-in.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn links(&self, contract: Option<Uuid>) -> Result<Vec<ContractLink>> {
        self.register.read(|connection| {
            if let Some(contract) = contract {
                return links_of(connection, contract);
            }
            let sql = format!(
                "SELECT {} FROM contract_link WHERE removed_at IS NULL ORDER BY folded, channel",
                ContractLink::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let links = statement.query_map([], ContractLink::read)?.collect::<rusqlite::Result<_>>()?;
            Ok(links)
        })
    }
}

/// The links of a contract, by sign-in.
pub(crate) fn links_of(connection: &Connection, contract: Uuid) -> Result<Vec<ContractLink>> {
    let sql = format!(
        "SELECT {} FROM contract_link WHERE contract = ?1 AND removed_at IS NULL ORDER BY folded, channel",
        ContractLink::COLUMNS
    );
    let links = connection
        .prepare_cached(&sql)?
        .query_map([contract.to_string()], ContractLink::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(links)
}

/// Deletes for good the links of contracts that can go: removed before `before`, with no request filed under them.
pub(crate) fn purge_of_removed(
    change: &Connection,
    register: &Register,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u32> {
    let sql = format!(
        "SELECT {} FROM contract_link WHERE contract IN (SELECT id FROM contract WHERE removed_at < ?1)
         AND NOT EXISTS (SELECT 1 FROM request WHERE request.contract = contract_link.contract)",
        ContractLink::COLUMNS
    );
    let links: Vec<ContractLink> =
        change.prepare(&sql)?.query_map([Micros(before)], ContractLink::read)?.collect::<rusqlite::Result<_>>()?;
    let mut purged = 0;
    for link in links {
        change.execute("DELETE FROM contract_link WHERE id = ?1", [link.id.to_string()])?;
        let event = Event {
            at: now,
            record: RecordType::ContractLink,
            id: link.id,
            action: Action::Purged,
            before: history::json(&link),
            after: None,
        };
        history::write(change, register.actor(), event)?;
        purged += 1;
    }
    Ok(purged)
}

fn linked(connection: &Connection, contract: Uuid, channel: &str, sign_in: &str) -> Result<Option<ContractLink>> {
    let sql = format!(
        "SELECT {} FROM contract_link WHERE contract = ?1 AND channel = ?2 AND folded = ?3 AND removed_at IS NULL",
        ContractLink::COLUMNS
    );
    let link = connection
        .prepare_cached(&sql)?
        .query_row(params![contract.to_string(), channel, record::fold(sign_in.trim())], ContractLink::read)
        .optional()?;
    Ok(link)
}

/// Today on the calendar of the contract's tenant; in UTC for one of no tenant.
fn today(connection: &Connection, contract: &Contract, now: DateTime<Utc>) -> Result<NaiveDate> {
    match contract.tenant {
        Some(id) => Ok(record::get::<Tenant>(connection, id)?.today(now)),
        None => Ok(now.date_naive()),
    }
}

/// Today where the day begins first, for a contract of no tenant: nobody's today lies in the future.
fn latest_today(connection: &Connection, contract: &Contract, now: DateTime<Utc>) -> Result<NaiveDate> {
    match contract.tenant {
        Some(_) => today(connection, contract, now),
        None => Ok((now + TimeDelta::hours(14)).date_naive()),
    }
}

/// A user principal name: something on both sides of one `@`, without blanks.
fn is_sign_in(text: &str) -> bool {
    let mut parts = text.split('@');
    let sound = |part: Option<&str>| part.is_some_and(|part| !part.is_empty() && !part.contains(char::is_whitespace));
    sound(parts.next()) && sound(parts.next()) && parts.next().is_none()
}

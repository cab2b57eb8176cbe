//! Tables as rows: those whose columns are known, and any other through chosen columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use support_policy::text;

use super::format::plain;
use super::graph::{name, short};
use super::problem::RowProblem;
use super::rows::{
    ActivityRow, CustomerRow, DelegationRow, PrincipalKind, PrincipalRow, RequestRow, RoleRow, Row, SubscriptionRow,
};
use super::value::{self, DateOrder, Moment};
use crate::word::words;

words! {
    /// What the rows of a table with chosen columns are.
    Target {
        /// Role assignments.
        RoleAssignments = "role-assignments",
        /// GDAP relationships.
        Delegations = "delegations",
        /// Subscriptions.
        Subscriptions = "subscriptions",
        /// Customers of a partner.
        Customers = "customers",
        /// Requests filed with Microsoft.
        Requests = "requests",
    }
}

impl Target {
    /// The fields that a column can be chosen for, and whether a row needs it.
    pub const fn fields(self) -> &'static [(&'static str, bool)] {
        match self {
            Self::RoleAssignments => &[
                ("person", true),
                ("upn", false),
                ("object_id", false),
                ("role", true),
                ("scope", false),
                ("state", false),
                ("until", false),
                ("tenant", false),
            ],
            Self::Delegations => &[
                ("display_name", true),
                ("customer_tenant_id", true),
                ("customer_name", false),
                ("relationship_id", false),
                ("status", false),
                ("ends_at", false),
                ("duration", false),
                ("auto_extend", false),
                ("roles", false),
            ],
            Self::Subscriptions => &[
                ("name", true),
                ("subscription_id", false),
                ("tenant", false),
                ("status", false),
                ("licenses", false),
                ("starts_at", false),
                ("ends_at", false),
                ("renews", false),
            ],
            Self::Customers => &[("name", true), ("tenant_id", true)],
            Self::Requests => &[
                ("tenant", true),
                ("product", true),
                ("plan", false),
                ("contract", false),
                ("severity", true),
                ("title", true),
                ("filed_at", true),
                ("case_number", false),
                ("responded_at", false),
                ("closed_at", false),
                ("close_reason", false),
            ],
        }
    }
}

/// Which column of a table holds which field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ColumnMap {
    /// What the rows are.
    pub target: Target,
    /// Field to the name of its column, as it stands in the header.
    pub columns: BTreeMap<String, String>,
}

impl ColumnMap {
    /// A guess from the names of the columns, for the user to correct.
    pub(crate) fn guess(header: &[String]) -> Self {
        let fitting = |target: Target| {
            let columns: BTreeMap<String, String> = target
                .fields()
                .iter()
                .filter_map(|(field, _)| {
                    let column = header.iter().find(|column| called(field).contains(&plain(column).as_str()))?;
                    Some(((*field).to_owned(), column.clone()))
                })
                .collect();
            Self { target, columns }
        };
        let all = Target::ALL.iter().map(|target| fitting(*target));
        all.max_by_key(|map| map.columns.len())
            .unwrap_or(Self { target: Target::RoleAssignments, columns: BTreeMap::new() })
    }

    /// The fields that have no column although every row needs one.
    pub fn lacking(&self) -> Vec<&'static str> {
        let lacks = |field: &&(&'static str, bool)| field.1 && !self.columns.contains_key(field.0);
        self.target.fields().iter().filter(lacks).map(|(field, _)| *field).collect()
    }
}

/// What a header is remembered by: its columns without case, blanks and order of appearance kept.
pub(crate) fn signature(header: &[String]) -> String {
    let mut digest = Sha256::new();
    for name in header {
        digest.update(plain(name).as_bytes());
        digest.update([0]);
    }
    let mut signature = String::new();
    for byte in digest.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(signature, "{byte:02x}");
    }
    signature
}

/// The names a field goes by in tables, without case and signs.
fn called(field: &str) -> &'static [&'static str] {
    match field {
        "person" => &["person", "name", "displayname", "membername", "userdisplayname", "principalname", "navn"],
        "upn" => &["upn", "userprincipalname", "username", "signinname", "memberupn", "email", "epost"],
        "object_id" => &["objectid", "principalid", "userid", "memberid", "memberobjectid"],
        "role" => &["role", "rolename", "roledefinitionname", "roledefinitionid", "roletemplateid", "rolle"],
        "scope" => &["scope", "directoryscopeid", "assignmentscope"],
        "state" => &["state", "assignmentstate", "assignmenttype"],
        "until" => &["until", "end", "enddate", "enddatetime", "endtime", "expires"],
        "tenant" => &["tenant", "tenantid", "customertenantid", "customer", "leier", "kunde"],
        "display_name" => &["displayname", "relationshipname", "name", "navn"],
        "customer_tenant_id" => &["customertenantid", "customerid", "tenantid", "microsoftid"],
        "customer_name" => &["customername", "customer", "companyname", "kunde"],
        "relationship_id" => &["relationshipid", "customerdelegatedadminrelationshipid", "gdaprelationshipid"],
        "status" => &["status", "state", "tilstand"],
        "ends_at" => {
            &["enddatetime", "enddate", "ends", "expirationdate", "expires", "renewaldate", "commitmentenddate"]
        }
        "duration" => &["duration", "durationindays", "varighet"],
        "auto_extend" => &["autoextend", "autoextendduration", "autoextendstatus"],
        "roles" => &["roles", "microsoftentraroles", "azureadroles", "roller"],
        "name" => &["name", "companyname", "customername", "productname", "displayname", "subscriptionname", "navn"],
        "subscription_id" => &["subscriptionid", "id"],
        "licenses" => &["licenses", "quantity", "totallicenses", "purchasedquantity", "antall"],
        "starts_at" => &["startdate", "startdatetime", "purchasedate", "effectivestartdate"],
        "renews" => &["renews", "autorenew", "autorenewenabled", "recurringbilling"],
        "tenant_id" => &["tenantid", "microsoftid", "customertenantid", "customerid"],
        "product" => &["product", "produkt"],
        "plan" => &["plan", "supportplan"],
        "contract" => &["contract", "kontrakt"],
        "severity" => &["severity", "alvorlighetsgrad"],
        "title" => &["title", "subject", "tittel"],
        "filed_at" => &["filedat", "filed", "created", "createdon", "createdat", "meldt"],
        "case_number" => &["casenumber", "supportrequestnumber", "supportrequestid", "requestnumber", "saksnummer"],
        "responded_at" => &["respondedat", "responded", "firstresponse", "firstresponseat"],
        "closed_at" => &["closedat", "closed", "resolvedat", "resolved", "lukket"],
        "close_reason" => &["closereason", "resolution", "reason", "årsak"],
        _ => &[],
    }
}

/// One row of a table, by the plain names of its columns.
pub(crate) struct Cells<'t> {
    pub(crate) header: &'t [String],
    pub(crate) names: &'t BTreeMap<String, usize>,
    pub(crate) row: &'t [String],
    pub(crate) order: DateOrder,
}

type Result<T> = std::result::Result<T, RowProblem>;

impl<'t> Cells<'t> {
    fn get(&self, column: &str) -> Option<&'t str> {
        let cell = self.row.get(*self.names.get(column)?)?.trim();
        (!cell.is_empty() && !cell.eq_ignore_ascii_case("null")).then_some(cell)
    }

    fn need(&self, column: &str) -> Result<&'t str> {
        self.get(column).ok_or_else(|| self.missing(column))
    }

    /// What is missing, called as the file calls it.
    fn missing(&self, column: &str) -> RowProblem {
        let named = self.names.get(column).and_then(|index| self.header.get(*index));
        RowProblem::missing(named.map_or(column, |name| name.trim()))
    }

    /// Whether a cell that is read holds what a spreadsheet would run.
    pub(crate) fn has_formula(&self) -> bool {
        self.read().any(is_formula)
    }

    /// Whether a cell that is read holds what nobody sees.
    pub(crate) fn has_invisible(&self) -> bool {
        self.read().any(super::problem::has_invisible)
    }

    fn read(&self) -> impl Iterator<Item = &'t str> {
        self.names.values().filter_map(|index| self.row.get(*index)).map(String::as_str)
    }

    fn name(&self, column: &str) -> Option<String> {
        self.get(column).and_then(name)
    }

    fn need_name(&self, column: &str) -> Result<String> {
        self.name(column).ok_or_else(|| self.missing(column))
    }

    fn guid(&self, column: &str) -> Result<Option<String>> {
        self.get(column).map(|text| value::guid(text).ok_or_else(|| RowProblem::malformed(column, text))).transpose()
    }

    fn need_guid(&self, column: &str) -> Result<String> {
        self.guid(column)?.ok_or_else(|| self.missing(column))
    }

    fn short(&self, column: &str) -> Result<Option<String>> {
        self.get(column).map(|text| short(text).map_err(|_| RowProblem::malformed(column, text))).transpose()
    }

    fn moment(&self, column: &str) -> Result<Option<Moment>> {
        let Some(text) = self.get(column) else { return Ok(None) };
        value::moment(text, self.order).map_err(|_| RowProblem::malformed(column, text))
    }

    fn instant(&self, column: &str) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
        Ok(self.moment(column)?.map(Moment::in_utc))
    }

    fn days(&self, column: &str) -> Result<Option<u32>> {
        let Some(text) = self.get(column) else { return Ok(None) };
        // Tables for people give the number of days alone.
        let days = text.parse().ok().or_else(|| value::days(text));
        days.map(Some).ok_or_else(|| RowProblem::malformed(column, text))
    }

    fn yes(&self, column: &str) -> Option<bool> {
        match self.get(column)?.to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" | "ja" | "enabled" | "på" => Some(true),
            "false" | "no" | "off" | "0" | "nei" | "disabled" | "av" => Some(false),
            _ => None,
        }
    }
}

/// A row of the GDAP bulk tool's relationships.
pub(crate) fn bulk(cells: &Cells<'_>) -> Result<Row> {
    let id = match cells.get("customerdelegatedadminrelationshipid") {
        Some(id) => id,
        None => cells.need("id")?,
    };
    let id = value::relationship_id(id)
        .or_else(|| value::guid(id))
        .ok_or_else(|| RowProblem::malformed("CustomerDelegatedAdminRelationshipId", id))?;
    Ok(Row::Delegation(Box::new(DelegationRow {
        name: cells.name("relationshipname").unwrap_or_else(|| id.clone()),
        status: cells.short("status")?,
        customer_id: cells.need_guid("customertenantid")?,
        customer_name: cells.name("customername"),
        created: cells.instant("createddatetime")?,
        activated: cells.instant("activateddatetime")?,
        ends: cells.moment("enddatetime")?,
        days: cells.days("duration")?,
        partner: cells.guid("partnertenantid")?,
        id: Some(id),
        ..DelegationRow::default()
    })))
}

/// An entry of the activity log.
pub(crate) fn activity(cells: &Cells<'_>) -> Result<Row> {
    Ok(Row::Activity(ActivityRow {
        at: cells.instant("datetime")?.ok_or_else(|| cells.missing("datetime"))?,
        customer: cells.need_name("affectedcustomer")?,
        action: cells.need_name("action")?,
        by: cells.name("performedby"),
    }))
}

/// A request.
pub(crate) fn request(cells: &Cells<'_>) -> Result<Row> {
    let closed_at = cells.moment("closedat")?;
    Ok(Row::Request(Box::new(RequestRow {
        tenant: cells.need_name("tenant")?,
        product: cells.need("product")?.to_owned(),
        plan: cells.short("plan")?,
        contract: cells.name("contract"),
        severity: cells.need("severity")?.to_owned(),
        title: title(cells.need("title")?).ok_or_else(|| cells.missing("title"))?,
        filed_at: cells.moment("filedat")?.ok_or_else(|| cells.missing("filedat"))?,
        case_number: cells.short("casenumber")?,
        responded_at: cells.moment("respondedat")?,
        closed_at,
        close_reason: cells.get("closereason").and_then(title),
    })))
}

/// A row of a table whose columns were chosen; `cells` goes by the fields' names.
pub(crate) fn mapped(target: Target, cells: &Cells<'_>) -> Result<Row> {
    match target {
        Target::Requests => request(cells),
        Target::RoleAssignments => role(cells),
        Target::Customers => {
            Ok(Row::Customer(CustomerRow { name: cells.need_name("name")?, tenant: cells.need_guid("tenantid")? }))
        }
        Target::Delegations => delegation(cells),
        Target::Subscriptions => subscription(cells),
    }
}

fn role(cells: &Cells<'_>) -> Result<Row> {
    let upn = cells.short("upn")?;
    let person = cells.need_name("person")?;
    // A table that has the sign-in name alone gives it as the person.
    let upn = upn.or_else(|| Some(person.clone()).filter(|person| person.contains('@')));
    if cells.get("role").is_some_and(is_formula) {
        return Err(RowProblem::new(
            "formula",
            text!(
                "The role is a formula, not a role. Save the table with values, and import it again.",
                "Rollen er en formel, ikke en rolle. Lagre tabellen med verdier, og importer den på nytt."
            ),
        ));
    }
    let eligible = cells.get("state").is_some_and(|state| state.to_lowercase().contains("eligible"));
    Ok(Row::Role(Box::new(RoleRow {
        id: None,
        role: cells.need("role")?.to_owned(),
        principal: PrincipalRow {
            id: cells.guid("objectid")?,
            name: Some(person),
            upn,
            kind: Some(PrincipalKind::User),
            guest: None,
            enabled: None,
        },
        scope: cells.short("scope")?.unwrap_or_else(|| "/".to_owned()),
        eligible,
        starts: None,
        until: cells.moment("until")?,
        timed: false,
        tenant: cells.name("tenant"),
    })))
}

fn delegation(cells: &Cells<'_>) -> Result<Row> {
    let customer_id = cells.need_guid("customertenantid")?;
    let name = cells.need_name("displayname")?;
    let id = match cells.get("relationshipid") {
        Some(id) => Some(
            value::relationship_id(id)
                .or_else(|| value::guid(id))
                .ok_or_else(|| RowProblem::malformed("relationship_id", id))?,
        ),
        None => None,
    };
    let roles = cells.get("roles").map(|roles| {
        let mut roles: Vec<String> = roles
            .split([',', ';', '|', '\n'])
            .map(str::trim)
            .filter(|role| !role.is_empty())
            .map(str::to_owned)
            .collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    });
    let extends_by = match cells.yes("autoextend") {
        Some(true) => Some(180),
        Some(false) => Some(0),
        None => cells.days("autoextend")?,
    };
    Ok(Row::Delegation(Box::new(DelegationRow {
        id,
        name,
        status: cells.short("status")?,
        customer_id,
        customer_name: cells.name("customername"),
        roles,
        ends: cells.moment("endsat")?,
        days: cells.days("duration")?,
        extends_by,
        ..DelegationRow::default()
    })))
}

fn subscription(cells: &Cells<'_>) -> Result<Row> {
    let quantity = cells
        .get("licenses")
        .map(|text| {
            text.replace([' ', '\u{a0}', '\u{202f}'], "").parse().map_err(|_| RowProblem::malformed("licenses", text))
        })
        .transpose()?;
    Ok(Row::Subscription(Box::new(SubscriptionRow {
        id: cells.short("subscriptionid")?,
        name: cells.need_name("name")?,
        tenant: cells.name("tenant"),
        status: cells.short("status")?,
        quantity,
        opened: cells.moment("startsat")?,
        next_lifecycle: cells.moment("endsat")?,
        renews: cells.yes("renews"),
        ..SubscriptionRow::default()
    })))
}

/// Whether a cell holds what a spreadsheet would run; it is only ever taken as text.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start();
    cell.starts_with('=') || (cell.starts_with(['+', '-', '@']) && cell.contains('('))
}

/// A title or a reason: without what is invisible, at most 500 characters.
fn title(text: &str) -> Option<String> {
    let visible: String =
        text.chars().filter(|c| !c.is_control() && !super::problem::is_invisible(*c)).take(500).collect();
    Some(visible.trim().to_owned()).filter(|title| !title.is_empty())
}

//! From bytes to rows: which format a file has, what its rows say, and which of them cannot be used. Needs no register.

use std::collections::{BTreeMap, HashMap};

use support_policy::{Text, text};

use super::columns::{self, Cells, ColumnMap, signature};
use super::document::{self, Wrapper, not_an_object};
use super::format::{Format, names_group, plain};
use super::graph;
use super::node::Node;
use super::problem::{FileProblem, RowProblem, SkippedRow, Warning};
use super::rows::Row;
use super::source::{Beginning, Source, problem};
use super::table::{self, Table};
use super::value::{self, DateOrder};
use crate::watch::Watch;

/// A file that was read.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    /// The file's name.
    pub(crate) file: String,
    /// What it is.
    pub(crate) format: Format,
    /// The rows that can be used, by their number.
    pub(crate) rows: Vec<(u32, Row)>,
    /// The rows that cannot.
    pub(crate) skipped: Vec<SkippedRow>,
    /// What the user should know.
    pub(crate) warnings: Vec<Warning>,
    /// Whether rows are known to be missing, so that absence says nothing.
    pub(crate) incomplete: bool,
    /// `@odata.context`.
    pub(crate) context: Option<String>,
}

/// A table whose columns nobody has chosen yet.
#[derive(Debug, Clone)]
pub(crate) struct Unmapped {
    /// The file's name.
    pub(crate) file: String,
    /// The table.
    pub(crate) table: Table,
}

/// What reading a file came to.
#[derive(Debug, Clone)]
pub(crate) enum Reading {
    /// Its rows.
    Parsed(Parsed),
    /// Columns have to be chosen first.
    Unmapped(Unmapped),
    /// A list of nothing, which does not say what it would be a list of.
    Nothing(Nothing),
}

/// An export of nothing.
#[derive(Debug, Clone)]
pub(crate) struct Nothing {
    /// The file's name.
    pub(crate) file: String,
    /// `@odata.context`.
    pub(crate) context: Option<String>,
}

impl Nothing {
    /// The export, once it is known which.
    pub(crate) fn of(&self, format: Format) -> Parsed {
        Collector::default().finish(self.file.clone(), format, false, self.context.clone())
    }
}

/// Which column holds what, by the signature of the header.
pub(crate) type KnownColumns = HashMap<String, ColumnMap>;

/// Reads a file of any format.
pub(crate) fn parse(source: Source, known: &KnownColumns, watch: &Watch) -> Result<Reading, FileProblem> {
    let file = source.name.clone();
    let (decoder, beginning) = source.decode(watch)?;
    match beginning {
        Beginning::Json => json(file, decoder),
        Beginning::Text => {
            let table = table::read(&file, decoder)?;
            of_table(file, table, known)
        }
        Beginning::Empty => Err(problem(&file, "empty", table::empty())),
        Beginning::Workbook => Err(problem(
            &file,
            "workbook",
            text!(
                "This is an Excel workbook, whatever its name. Open it and save it as “CSV UTF-8”.",
                "Dette er en Excel-arbeidsbok, uansett hva den heter. Åpne den og lagre den som «CSV UTF-8»."
            ),
        )),
        Beginning::Html | Beginning::Binary => Err(problem(&file, "unknown-format", unknown_format())),
    }
}

fn json(file: String, decoder: super::source::Decoder<'_>) -> Result<Reading, FileProblem> {
    let mut collector = Collector::default();
    let mut format = None;
    let mut early = Vec::new();
    let wrapper = document::read(&file, decoder, |number, node| {
        if format.is_none() {
            format = Format::of_element(&node);
        }
        match format {
            Some(format) => collector.element(format, number, &node),
            None => early.push((number, not_this_export(&node))),
        }
    })?;
    // An export of nothing still says what it would hold.
    let of_context = wrapper.context.as_deref().and_then(Format::of_context);
    let Some(format) = format.or(of_context) else {
        if wrapper.elements == 0 {
            return Ok(Reading::Nothing(Nothing { file, context: wrapper.context }));
        }
        let depth = early.iter().any(|(_, problem)| problem.code == "depth");
        let message = if depth { RowProblem::depth("value").reason } else { unknown_format() };
        return Err(problem(&file, if depth { "depth" } else { "unknown-format" }, message));
    };
    // Members look alike, whatever they are members of.
    let of_group = of_context == Some(Format::GraphGroupMembers) || names_group(&file);
    let format = match format {
        Format::GraphDirectoryRoleMembers if of_group => Format::GraphGroupMembers,
        told => told,
    };
    for (number, problem) in early {
        collector.skip(number, problem);
    }
    let Wrapper { context, mut incomplete, alone, .. } = wrapper;
    // PowerShell writes a list of one without its list. The groups of a relationship and the members of a role are
    // exported one list at a time; of all else one alone is likelier to have been asked for by itself.
    let of_one_subject = matches!(
        format,
        Format::GraphAccessAssignments | Format::GraphDirectoryRoleMembers | Format::GraphGroupMembers
    );
    if alone && !of_one_subject {
        collector.warnings.push(Warning::new(
            "one-alone",
            text!(
                "The file holds one object by itself, so nothing else is marked as missing.",
                "Filen inneholder ett objekt for seg selv, så ingenting annet merkes som savnet."
            ),
        ));
    }
    if incomplete {
        collector.warnings.push(Warning::new(
            "incomplete",
            text!(
                "The file holds only the first page. Export all pages; until then nothing is marked as missing.",
                "Filen inneholder bare første side. Eksporter alle sidene; til da merkes ingenting som savnet."
            ),
        ));
    }
    incomplete |= alone && !of_one_subject;
    Ok(Reading::Parsed(collector.finish(file, format, incomplete, context)))
}

fn of_table(file: String, table: Table, known: &KnownColumns) -> Result<Reading, FileProblem> {
    let format = Format::of_header(&table.header);
    let map = match format {
        Format::MappedCsv => match known.get(&signature(&table.header)) {
            Some(map) => Some(map.clone()),
            None if table.header.len() < 2 => return Err(problem(&file, "unknown-format", unknown_format())),
            None => return Ok(Reading::Unmapped(Unmapped { file, table })),
        },
        _ => None,
    };
    rows_of(file, &table, format, map.as_ref()).map(Reading::Parsed)
}

impl Unmapped {
    /// The rows, once columns are chosen.
    pub(crate) fn with(&self, map: &ColumnMap) -> Result<Parsed, FileProblem> {
        rows_of(self.file.clone(), &self.table, Format::MappedCsv, Some(map))
    }
}

fn rows_of(file: String, table: &Table, format: Format, map: Option<&ColumnMap>) -> Result<Parsed, FileProblem> {
    let mut collector = Collector::default();
    let names = match map {
        None => named(&file, &table.header)?,
        Some(map) => chosen(&file, &table.header, map)?,
    };
    let order = order_of(table, &names, &mut collector.warnings);
    for (number, cells) in &table.rows {
        let number = *number;
        if cells.len() > table.header.len() {
            collector.skip(number, too_many_cells());
            continue;
        }
        let cells = Cells { header: &table.header, names: &names, row: cells, order };
        if cells.has_invisible() {
            collector.cleaned.push(number);
        }
        if cells.has_formula() {
            collector.formulas.push(number);
        }
        let row = match (format, map) {
            (Format::GdapBulkCsv, _) => columns::bulk(&cells),
            (Format::GdapActivityCsv, _) => columns::activity(&cells),
            (Format::RequestsCsv, _) => columns::request(&cells),
            (_, Some(map)) => columns::mapped(map.target, &cells),
            (_, None) => Err(not_this_export(&Node::Null)),
        };
        match row {
            Ok(row) => collector.add(number, row),
            Err(problem) => collector.skip(number, problem),
        }
    }
    if table.western {
        collector.warnings.push(Warning::new("not-utf-8", text!("The file is not UTF-8 and was read as Windows Western European. Check names with accents, or save it as “CSV UTF-8”.", "Filen er ikke UTF-8 og ble lest som Windows vesteuropeisk. Kontroller navn med æ, ø, å og aksenter, eller lagre den som «CSV UTF-8».")));
    }
    Ok(collector.finish(file, format, false, None))
}

/// The columns by their plain names; each may stand only once.
fn named(file: &str, header: &[String]) -> Result<BTreeMap<String, usize>, FileProblem> {
    let mut names = BTreeMap::new();
    for (index, name) in header.iter().enumerate() {
        let key = plain(name);
        if !key.is_empty() && names.insert(key, index).is_some() {
            return Err(twice(file, name));
        }
    }
    Ok(names)
}

/// The chosen columns by the plain names of their fields.
fn chosen(file: &str, header: &[String], map: &ColumnMap) -> Result<BTreeMap<String, usize>, FileProblem> {
    if let [field, ..] = map.lacking().as_slice() {
        return Err(problem(
            file,
            "column-missing",
            text!(
                "No column is chosen for “{field}”, which every row needs.",
                "Ingen kolonne er valgt for «{field}», som hver rad trenger.",
                field
            ),
        ));
    }
    let mut names = BTreeMap::new();
    for (field, column) in &map.columns {
        let mut at = header.iter().enumerate().filter(|(_, name)| plain(name) == plain(column)).map(|(index, _)| index);
        match (at.next(), at.next()) {
            (Some(index), None) => names.insert(plain(field), index),
            (Some(_), Some(_)) => return Err(twice(file, column)),
            (None, _) => {
                return Err(problem(
                    file,
                    "column-missing",
                    text!("The table has no column “{column}”.", "Tabellen har ingen kolonne «{column}».", column),
                ));
            }
        };
    }
    Ok(names)
}

/// Which number comes first in the file's dates with slashes; a guess is told.
fn order_of(table: &Table, names: &BTreeMap<String, usize>, warnings: &mut Vec<Warning>) -> DateOrder {
    let dates = || {
        let times = names.iter().filter(|(name, _)| {
            ["date", "time", "at", "until", "created", "closed"].iter().any(|part| name.contains(part))
        });
        let columns: Vec<usize> = times.map(|(_, index)| *index).collect();
        table.rows.iter().flat_map(move |(_, cells)| {
            let columns = columns.clone();
            columns.into_iter().filter_map(|index| cells.get(index))
        })
    };
    if let Some(order) = dates().find_map(|text| value::order_of(text)) {
        return order;
    }
    if dates().any(|text| value::has_slashes(text)) {
        warnings.push(Warning::new("dates-month-first", text!("Dates such as 02/03/2026 do not tell which number is the month; the first was taken. Export with ISO dates to be sure.", "Datoer som 02/03/2026 viser ikke hvilket tall som er måneden; det første ble brukt. Eksporter med ISO-datoer for å være sikker.")));
    }
    DateOrder::MonthFirst
}

/// The rows of a file while it is read.
#[derive(Default)]
struct Collector {
    rows: Vec<(u32, Row)>,
    skipped: Vec<SkippedRow>,
    warnings: Vec<Warning>,
    seen: HashMap<String, u32>,
    /// Rows out of which something invisible is left.
    cleaned: Vec<u32>,
    /// Rows with what a spreadsheet would run.
    formulas: Vec<u32>,
}

impl Collector {
    fn element(&mut self, format: Format, number: u32, node: &Node) {
        if !matches!(node, Node::Object(_)) {
            return self.skip(number, not_an_object(node));
        }
        if node.has_invisible() {
            self.cleaned.push(number);
        }
        match rows_of_element(format, node) {
            Ok(rows) => rows.into_iter().for_each(|row| self.add(number, row)),
            Err(problem) => {
                // An element that is another export's says so, rather than what it lacks of this one.
                let foreign = Format::of_element(node) != Some(format) && format != Format::GraphGroupMembers;
                self.skip(number, if foreign && problem.code == "missing" { not_this_export(node) } else { problem });
            }
        }
    }

    fn add(&mut self, number: u32, row: Row) {
        if let Some(key) = row.key() {
            if let Some(first) = self.seen.get(&key) {
                let first = *first;
                return self.skip(number, RowProblem::duplicate(first));
            }
            self.seen.insert(key, number);
        }
        self.rows.push((number, row));
    }

    fn skip(&mut self, row: u32, RowProblem { code, reason }: RowProblem) {
        self.skipped.push(SkippedRow { row, code, reason });
    }

    fn finish(self, file: String, format: Format, incomplete: bool, context: Option<String>) -> Parsed {
        // A row that could not be read may be the very one that would be missed.
        let incomplete = incomplete || self.skipped.iter().any(|skipped| skipped.code != "duplicate");
        let Self { rows, skipped, mut warnings, cleaned, formulas, .. } = self;
        if !cleaned.is_empty() {
            let rows = listed(&cleaned);
            warnings.push(Warning::new(
                "invisible-characters",
                text!(
                    "Invisible characters, such as direction marks, were left out; check the names (rows {rows}).",
                    "Usynlige tegn, som retningsmerker, ble utelatt; kontroller navnene (rader: {rows}).",
                    rows
                ),
            ));
        }
        if !formulas.is_empty() {
            let rows = listed(&formulas);
            warnings.push(Warning::new(
                "formula",
                text!(
                    "Cells hold formulas, which were taken as text (rows {rows}).",
                    "Celler inneholder formler, som ble lest som tekst (rader: {rows}).",
                    rows
                ),
            ));
        }
        Parsed { file, format, rows, skipped, warnings, incomplete, context }
    }
}

/// The numbers of rows, for a sentence: the first ones, and how many more.
fn listed(rows: &[u32]) -> Text {
    const NAMED: usize = 20;
    let named: Vec<String> = rows.iter().take(NAMED).map(u32::to_string).collect();
    let named = named.join(", ");
    match rows.len().saturating_sub(NAMED) {
        0 => Text::same(named),
        more => text!("{named} and {more} more", "{named} og {more} til", named, more),
    }
}

fn rows_of_element(format: Format, node: &Node) -> Result<Vec<Row>, RowProblem> {
    Ok(match format {
        Format::GraphRoleAssignments | Format::GraphRoleEligibility => vec![Row::Role(Box::new(graph::role(node)?))],
        Format::GraphDirectoryRoles => vec![Row::RoleName(graph::role_name(node)?)],
        Format::GraphDirectoryRoleMembers | Format::GraphGroupMembers => vec![Row::Member(graph::member(node)?)],
        Format::GraphGroups => vec![Row::Group(graph::group(node)?)],
        Format::GraphDelegatedAdminRelationships => {
            let (delegation, assignments) = graph::delegation(node)?;
            let assignments = assignments.into_iter().map(|row| Row::Access(Box::new(row)));
            [Row::Delegation(Box::new(delegation))].into_iter().chain(assignments).collect()
        }
        Format::GraphAccessAssignments => vec![Row::Access(Box::new(graph::access(node)?))],
        Format::GraphDirectorySubscriptions => vec![Row::Subscription(Box::new(graph::subscription(node)?))],
        Format::GraphSubscribedSkus => {
            graph::sku(node)?.into_iter().map(|row| Row::Subscription(Box::new(row))).collect()
        }
        Format::PartnerCenterCustomers => vec![Row::Customer(graph::customer(node)?)],
        Format::PartnerCenterSubscriptions => vec![Row::Subscription(Box::new(graph::partner_subscription(node)?))],
        Format::GdapBulkCsv | Format::GdapActivityCsv | Format::RequestsCsv | Format::MappedCsv => {
            return Err(not_this_export(node));
        }
    })
}

fn not_this_export(node: &Node) -> RowProblem {
    match node {
        Node::Text(_) | Node::Long => RowProblem::depth("value"),
        _ => RowProblem::new(
            "not-this-export",
            text!(
                "This is none of the export's elements. Put each export in a file of its own.",
                "Dette er ikke et element av denne eksporten. Legg hver eksport i en egen fil."
            ),
        ),
    }
}

fn too_many_cells() -> RowProblem {
    RowProblem::new(
        "too-many-cells",
        text!(
            "The row has more cells than the header. Put a value that holds the separator in quotation marks.",
            "Raden har flere celler enn overskriften. Sett verdier som inneholder skilletegnet, i anførselstegn."
        ),
    )
}

fn twice(file: &str, column: &str) -> FileProblem {
    let column = super::problem::shown(column);
    problem(
        file,
        "column-twice",
        text!(
            "The table has two columns called “{column}”. Rename or delete one.",
            "Tabellen har to kolonner som heter «{column}». Gi den ene nytt navn eller slett den.",
            column
        ),
    )
}

fn unknown_format() -> Text {
    text!(
        "This is none of the exports that can be imported. The screen Import lists them with the commands that make them.",
        "Dette er ingen av eksportene som kan importeres. Skjermen Import viser dem med kommandoene som lager dem."
    )
}

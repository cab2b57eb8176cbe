//! The flags of what the desk does with a request between its filing and its closing.

use super::{State, YesNo};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use support_register::RequestSort;

/// What is noted of a request, read into it, and made from it.
#[derive(Debug, Subcommand)]
pub(crate) enum DeskCommand {
    /// Stop the clock: Microsoft waits for you
    Pause {
        /// Its id, its case number, or its title
        request: String,
        /// From when, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        at: String,
        /// Until when, for a pause that is over; needed where a later one is noted already
        #[arg(long, value_name = "T")]
        until: Option<String>,
        /// What Microsoft waits for
        #[arg(long)]
        reason: Option<String>,
    },
    /// Let the clock go on: you have answered
    Resume {
        /// Its id, its case number, or its title
        request: String,
        /// From when, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        at: String,
    },
    /// Note that the severity was changed
    Severity {
        /// Its id, its case number, or its title
        request: String,
        /// The new severity's id
        #[arg(long, value_name = "S")]
        to: String,
        /// When, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        at: String,
    },
    /// Note something on the timeline
    Note {
        /// Its id, its case number, or its title
        request: String,
        /// The note, or - to read it from standard input
        text: String,
        /// When, RFC 3339; now unless given
        #[arg(long, value_name = "T")]
        at: Option<String>,
    },
    /// Give a request to somebody; an empty name gives it to nobody
    Assign {
        /// Its id, its case number, or its title
        request: String,
        /// Who looks after it
        #[arg(long)]
        to: String,
        /// When, RFC 3339; now unless given
        #[arg(long, value_name = "T")]
        at: Option<String>,
    },
    /// Note when Microsoft promised to get in touch
    NextContact {
        /// Its id, its case number, or its title
        request: String,
        /// By when, RFC 3339; none when nothing is promised any more
        #[arg(long, value_name = "T")]
        by: String,
    },
    /// Say what kind of trouble it is about; an empty value clears it
    Concern {
        /// Its id, its case number, or its title
        request: String,
        /// The concern's id, such as performance
        #[arg(long)]
        is: String,
    },
    /// Take back an event that was noted by mistake
    Withdraw {
        /// Its id, its case number, or its title
        request: String,
        /// The event's id, as `show` gives it; first-response for the first response
        event: String,
    },
    /// Correct what was written down about a request; its deadline is worked out anew when it rests on that
    Set {
        /// Its id, its case number, or its title
        request: String,
        /// The case number; an empty one clears it
        #[arg(long, value_name = "N")]
        case_number: Option<String>,
        /// The title
        #[arg(long)]
        title: Option<String>,
        /// When it was filed, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        filed_at: Option<String>,
        /// The severity it was filed with
        #[arg(long, value_name = "S")]
        severity: Option<String>,
    },
    /// Whether a closed request may be opened again; what is answered once is remembered
    ReopenCheck(ReopenCheckFlags),
    /// Note that a closed request was opened again
    Reopen {
        /// Its id, its case number, or its title
        request: String,
        /// When, RFC 3339; without an offset, on the tenant's wall clock
        #[arg(long, value_name = "T")]
        at: String,
    },
    /// Pick a mail or the portal's text apart; nothing is stored
    Read {
        /// A file, or - for standard input
        file: String,
        /// The zone of times that name none; this machine's unless given
        #[arg(long)]
        zone: Option<String>,
    },
    /// Copy a file into the register's folder
    Attach {
        /// Its id, its case number, or its title
        request: String,
        /// The file
        file: PathBuf,
    },
    /// Write a copy of an attached file, once it is sure that it is the one that was attached
    SaveAttachment {
        /// Its id, its case number, or its title
        request: String,
        /// The file's id, or its name
        attachment: String,
        /// Where to; the file must not exist
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Remove an attached file
    Detach {
        /// Its id, its case number, or its title
        request: String,
        /// The file's id, or its name
        attachment: String,
    },
    /// The text to paste into the portal's form, and what is still missing
    Pack {
        /// Its id, its case number, or its title
        request: String,
        /// What the form asks beside the request, as JSON: a file, or - for standard input
        #[arg(long, value_name = "FILE")]
        facts: Option<String>,
    },
    /// Promised against actual first responses
    Scorecard(PeriodFlags),
    /// The evidence of one request or of a period, as a page or as CSV
    Evidence(EvidenceFlags),
}

#[derive(Debug, Args)]
pub(crate) struct RequestListFlags {
    /// Only those in this state
    #[arg(long)]
    pub(crate) state: Option<State>,
    /// Only those of a tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// Only those about a product
    #[arg(long)]
    pub(crate) product: Option<String>,
    /// Only those under a contract, by id or name
    #[arg(long, value_name = "C")]
    pub(crate) contract: Option<String>,
    /// Only those of a severity
    #[arg(long)]
    pub(crate) severity: Option<String>,
    /// Only those somebody holds; an empty name for those nobody does
    #[arg(long)]
    pub(crate) holder: Option<String>,
    /// Only those with this in their title or case number
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// The order; open and overdue by deadline, all others newest first, unless given
    #[arg(long)]
    pub(crate) sort: Option<Sort>,
    /// No more than this many
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Sort {
    /// What needs somebody first
    Urgency,
    /// The last filed first
    Newest,
    /// The first filed first
    Oldest,
    /// By title
    Title,
}

impl From<Sort> for RequestSort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Urgency => Self::Urgency,
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
            Sort::Title => Self::Title,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReopenCheckFlags {
    /// Its id, its case number, or its title
    pub(crate) request: String,
    /// The day it would be opened again; today on the tenant's calendar unless given
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// The product's build is that of then
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_build: Option<YesNo>,
    /// A security update or hotfix has been installed since
    #[arg(long, value_name = "yes|no")]
    pub(crate) updates_installed: Option<YesNo>,
    /// The error is that of then
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_error: Option<YesNo>,
    /// The environment or machine, and the document, are those of then
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_place: Option<YesNo>,
    /// The user is that of then
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_user: Option<YesNo>,
    /// The error is new and came with a hotfix
    #[arg(long, value_name = "yes|no")]
    pub(crate) after_hotfix: Option<YesNo>,
}

#[derive(Debug, Args)]
pub(crate) struct PeriodFlags {
    /// The first day of filing, on the tenant's calendar
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// The last day of filing
    #[arg(long, value_name = "DATE")]
    pub(crate) through: Option<String>,
    /// Only those of a tenant, by id or name
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceFlags {
    /// One request, by id, case number or title; without it, all of the period
    #[arg(conflicts_with_all = ["from", "through", "tenant"])]
    pub(crate) request: Option<String>,
    #[command(flatten)]
    pub(crate) period: PeriodFlags,
    /// A page to print, or a table for a spreadsheet
    #[arg(long, default_value = "html")]
    pub(crate) format: EvidenceFormat,
    /// The file to write, which must not exist yet; standard output unless given
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvidenceFormat {
    /// One page that stands by itself
    Html,
    /// A table
    Csv,
}

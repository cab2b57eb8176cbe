//! The flags of the commands that need no register.

use clap::{ArgGroup, Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("subject").required(true))]
pub(crate) struct RouteFlags {
    /// The product's id, such as customer-engagement
    #[arg(long, group = "subject", requires = "plan")]
    pub(crate) product: Option<String>,
    /// What is to be settled: billing, no-subscription, licensing, buy-plan, upgrade-plan or cancel-plan
    #[arg(long, group = "subject")]
    pub(crate) concern: Option<String>,
    /// The plan's id, such as subscription
    #[arg(long)]
    pub(crate) plan: Option<String>,
    /// How it was bought: direct, volume-licensing, cloud-solution-provider, enterprise-agreement or online
    #[arg(long, value_name = "WAY", conflicts_with = "product")]
    pub(crate) bought_through: Option<String>,
    /// A partner files
    #[arg(long, conflicts_with = "concern")]
    pub(crate) partner: bool,
    /// The portal cannot be signed in to
    #[arg(long, conflicts_with = "concern")]
    pub(crate) cannot_sign_in: bool,
}

/// Where the customer is.
#[derive(Debug, Args)]
pub(crate) struct CustomerFlags {
    /// The customer's country, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CC")]
    pub(crate) country: Option<String>,
    /// The support region, in place of the country's: asia-pacific, japan, emea, north-america, south-america or other
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// The customer's IANA time zone; needed for the regions south-america and other
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// The days left out: a country's public holidays, none, or an iCalendar file
    #[arg(long, value_name = "CC|none|FILE.ics")]
    pub(crate) holidays: Option<String>,
    /// How the CET of EMEA's business hours is read (reading R1)
    #[arg(long, default_value = "summer-time", value_name = "READING")]
    pub(crate) emea_clock: EmeaReading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EmeaReading {
    /// Central European time with summer time
    SummerTime,
    /// UTC+1 all year
    Fixed,
}

#[derive(Debug, Args)]
pub(crate) struct RespondByFlags {
    /// The plan's id, such as subscription
    #[arg(long, required_unless_present = "batch")]
    pub(crate) plan: Option<String>,
    /// The severity's id: critical, a, b, standard or c
    #[arg(long, required_unless_present = "batch")]
    pub(crate) severity: Option<String>,
    #[command(flatten)]
    pub(crate) customer: CustomerFlags,
    /// When the request is filed, RFC 3339 with a zone
    #[arg(long, required_unless_present = "batch", value_name = "T")]
    pub(crate) filed_at: Option<String>,
    /// The contract's own limit, ISO 8601 (reading R11)
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub(crate) within: Option<String>,
    /// Answer JSON Lines from a file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["plan", "severity", "filed_at", "within", "country", "region", "zone", "holidays"])]
    pub(crate) batch: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct HoursFlags {
    #[command(flatten)]
    pub(crate) customer: CustomerFlags,
    /// From when, RFC 3339
    #[arg(long, value_name = "T")]
    pub(crate) from: String,
    /// Until when, RFC 3339
    #[arg(long, value_name = "T")]
    pub(crate) to: String,
}

#[derive(Debug, Args)]
pub(crate) struct LanguagesFlags {
    #[command(flatten)]
    pub(crate) customer: CustomerFlags,
    /// At what instant, RFC 3339
    #[arg(long, value_name = "T")]
    pub(crate) at: String,
}

#[derive(Debug, Args)]
pub(crate) struct CoverageFlags {
    /// What is wrong: break-fix, how-to, performance, data-corruption, root-cause, outage, not-reproducible,
    /// customized-database, third-party or preview
    #[arg(long)]
    pub(crate) concern: String,
    /// The plan's id, such as subscription
    #[arg(long)]
    pub(crate) plan: String,
    /// The kind of preview it is about: public, private or limited
    #[arg(long, value_name = "KIND")]
    pub(crate) preview: Option<String>,
    /// How much is slow: isolated (one business function, assumed unless given) or broad
    #[arg(long)]
    pub(crate) scope: Option<String>,
    /// What causes it, once that is known: platform or custom
    #[arg(long)]
    pub(crate) cause: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesNo {
    #[value(alias = "y", alias = "Y")]
    Yes,
    #[value(alias = "n", alias = "N")]
    No,
}

#[derive(Debug, Args)]
pub(crate) struct ReopenFlags {
    /// The day on which the request was closed, in the tenant's zone
    #[arg(long, value_name = "DATE")]
    pub(crate) closed: String,
    /// The day on which it would be reopened
    #[arg(long, value_name = "DATE")]
    pub(crate) on: String,
    /// The product's build is the same
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_build: YesNo,
    /// A security update or hotfix has been installed since
    #[arg(long, value_name = "yes|no")]
    pub(crate) updates_installed: YesNo,
    /// The error is the same
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_error: YesNo,
    /// The environment or machine, and the document, are the same
    #[arg(long, value_name = "yes|no")]
    pub(crate) same_place: YesNo,
    /// The user is the same
    #[arg(long, value_name = "yes|no", default_value = "yes")]
    pub(crate) same_user: YesNo,
    /// It is a new error that came with a hotfix
    #[arg(long, value_name = "yes|no", default_value = "no")]
    pub(crate) after_hotfix: YesNo,
}

#[derive(Debug, Args)]
pub(crate) struct BillFlags {
    /// How the plan was bought: online or enterprise-agreement
    #[arg(long, value_name = "WAY")]
    pub(crate) bought_through: String,
    /// The day of purchase, from which cycles and terms count
    #[arg(long, value_name = "DATE")]
    pub(crate) purchased: String,
    /// Months of a term, 1 to 120
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) term_months: String,
    /// What one billing cycle costs, such as 9.00
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    pub(crate) amount: String,
    /// The currency, ISO 4217
    #[arg(long, value_name = "C")]
    pub(crate) currency: String,
    /// Months of the agreement's billing cycle; online it is always one
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) cycle_months: Option<String>,
    /// The day of cancellation
    #[arg(long, value_name = "DATE")]
    pub(crate) cancelled: Option<String>,
    /// The last day for which charges are listed, automatic renewals included
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct IncidentsFlags {
    /// The programme: visual-studio, msdn, bizspark or technet
    #[arg(long)]
    pub(crate) program: String,
    /// Where the product runs: on-premises or online
    #[arg(long = "for", value_name = "WHERE")]
    pub(crate) installation: String,
}

#[derive(Debug, Args)]
pub(crate) struct PartnerFlags {
    /// The benefit: advanced-support-for-partners, partner-network or premier-for-partners
    #[arg(long)]
    pub(crate) benefit: String,
    /// The partner has administrator or owner access to the client's subscription
    #[arg(long, value_name = "yes|no")]
    pub(crate) delegated: YesNo,
}

#[derive(Debug, Args)]
pub(crate) struct GuideFlags {
    /// The topic's id, S01 to S42
    pub(crate) topic: Option<String>,
}

//! The flags of what a contract carries itself: packages, incidents, response times.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct TermFlags {
    /// Who looks after it at Microsoft
    #[arg(long, value_name = "NAME")]
    pub(crate) account_manager: Option<String>,
    /// A package, ID,START,END, the days as YYYY-MM-DD or left empty; may be repeated, and all are replaced
    #[arg(long, value_name = "PACKAGE")]
    pub(crate) package: Option<Vec<String>>,
    /// The incidents: TOTAL,USED,REFUNDED
    #[arg(long, value_name = "NUMBERS", allow_hyphen_values = true)]
    pub(crate) incidents: Option<String>,
    /// A response time of its own, SEVERITY,LIMIT,CLOCK, such as b,PT2H,continuous (or business-hours); may be repeated, and
    /// all are replaced
    #[arg(long, value_name = "TIME")]
    pub(crate) response_time: Option<Vec<String>>,
}

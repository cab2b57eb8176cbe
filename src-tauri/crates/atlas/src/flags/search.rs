//! The flags of `search`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct SearchFlags {
    /// What you want to know or find: words, the beginning of one, a topic, a part of a case number
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many answers at most, 1 to 1000
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = limit)]
    pub(crate) limit: usize,
}

/// 1 to 1,000.
fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(limit @ 1..=1_000) => Ok(limit),
        _ => Err("a number from 1 to 1000 is wanted".to_owned()),
    }
}

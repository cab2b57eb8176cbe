//! What the starts came to, as the table that is committed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::watch::Start;
use crate::command::{answer, command};
use crate::failure::Failure;

/// What follows the table: kept by hand, and left as it is.
const TRIED: &str = "## What was tried";
/// How much slower and larger than an empty window the real one may be.
const BARS: (f64, f64) = (1.35, 1.25);

/// The starts of each window.
#[derive(Default)]
pub(super) struct Table {
    /// An empty Tauri window.
    pub(super) bare: Vec<Start>,
    /// The real one, with nothing in the register.
    pub(super) empty: Vec<Start>,
    /// The real one, with the large register.
    pub(super) large: Vec<Start>,
}

/// The middle of some values, and how far they lie apart.
pub(super) struct Measured {
    median: f64,
    quarters: (f64, f64),
    ends: (f64, f64),
}

impl Measured {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |share: usize| values.get((values.len().saturating_sub(1)) * share / 4).copied().unwrap_or(f64::NAN);
        Self { median: at(2), quarters: (at(1), at(3)), ends: (at(0), at(4)) }
    }
}

impl Table {
    /// The newest start of each, in milliseconds.
    pub(super) fn last(&self) -> String {
        [&self.bare, &self.empty, &self.large].map(|starts| starts.last().map_or_else(String::new, one)).join(", ")
    }

    fn rows(&self) -> [(&'static str, &[Start]); 3] {
        [
            ("an empty Tauri window", &self.bare),
            ("the window, an empty register", &self.empty),
            ("the window, 100,000 requests and 10,000 tenants", &self.large),
        ]
    }
}

fn one(start: &Start) -> String {
    format!("{} ms and {} MiB", start.usable.as_millis(), start.memory / 1024)
}

/// Writes the table; what was tried stays below it.
pub(super) fn write(file: &Path, table: &Table) -> Result<(), Failure> {
    let before = fs::read_to_string(file).unwrap_or_default();
    let tried = before.find(TRIED).and_then(|from| before.get(from..)).unwrap_or("").trim_end();
    let mut text = format!(
        "# Start and memory\n\nMade by `cargo xtask bench start` on {}.\n\n{} starts of each, in turn. *Usable*: from starting the \
         program until the screen is what it stays,\nmedian, in brackets the middle half and the extremes. *Memory*: the \
         proportional share (PSS) of all processes three\nseconds later, in the same form. The first start of the day, \
         which makes the backup of the day, is not among them.\n\n",
        machine(),
        table.bare.len()
    );
    for (title, bar, unit, value) in [
        ("Usable", BARS.0, "ms", (|start: &Start| start.usable.as_secs_f64() * 1000.0) as fn(&Start) -> f64),
        ("Memory", BARS.1, "MiB", |start: &Start| Duration::from_millis(start.memory).as_secs_f64() * 1000.0 / 1024.0),
    ] {
        let _ = writeln!(text, "| {title} | {unit} | to the empty window (bar {bar}) |\n|---|---|---|");
        let bare = Measured::of(table.bare.iter().map(value).collect()).median;
        for (name, starts) in table.rows() {
            let Measured { median, quarters, ends } = Measured::of(starts.iter().map(value).collect());
            let _ = writeln!(
                text,
                "| {name} | {median:.0} ({:.0} to {:.0}; {:.0} to {:.0}) | {:.2} |",
                quarters.0,
                quarters.1,
                ends.0,
                ends.1,
                median / bare
            );
        }
        text.push('\n');
    }
    text.push_str(tried);
    fs::write(file, text.trim_end().to_owned() + "\n").map_err(Failure::file(file))
}

/// Day, system, web view and processor: without them no figure can be compared.
fn machine() -> String {
    let day = answer(command("date").args(["-u", "+%Y-%m-%d"])).unwrap_or_default();
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = system
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .unwrap_or("an unknown system")
        .trim_matches('"');
    let web_view = answer(command("pkg-config").args(["--modversion", "webkit2gtk-4.1"])).unwrap_or_default();
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!(
        "{day}, {system}, WebKitGTK {web_view}, Xvfb, {cores} cores of {}",
        processor.trim_start_matches([' ', '\t', ':'])
    )
}

#[cfg(test)]
mod tests {
    use super::Measured;

    #[test]
    fn the_middle_and_the_quarters_are_values_that_were_measured() {
        let measured = Measured::of(vec![9.0, 1.0, 5.0, 3.0, 7.0]);
        assert!((measured.median - 5.0).abs() < f64::EPSILON);
        assert!((measured.quarters.0 - 3.0).abs() < f64::EPSILON && (measured.quarters.1 - 7.0).abs() < f64::EPSILON);
        assert!((measured.ends.0 - 1.0).abs() < f64::EPSILON && (measured.ends.1 - 9.0).abs() < f64::EPSILON);
    }
}

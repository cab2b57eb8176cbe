//! `cargo xtask test`: every check there is, cheapest first, stopping at the first stage that fails.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::command::{answer, cargo, command, run};
use crate::failure::Failure;
use crate::node::npm;
use crate::packages::Purpose;
use crate::{node, run as window, set_up, tree, ui};

/// Time zones for the rules, besides UTC: summer time in the west, a quarter-hour offset, and a zone that once skipped a whole day.
const ZONES: [&str; 3] = ["America/New_York", "Asia/Kathmandu", "Pacific/Apia"];

type Work = fn() -> Result<(), Failure>;

const SET_UP: &[(&str, Work)] = &[("set-up", || set_up::packages(Purpose::Test))];

const FORMAT: &[(&str, Work)] = &[("format", || run(cargo().args(["fmt", "--all", "--check"])))];

/// The lints of what builds without the web view.
const LINTS: &[(&str, Work)] = &[("lints", || lint(&[])), ("documentation", || document(&[]))];

/// The lints of everything; the shell compiles only when the pages are there.
const PAGES_AND_LINTS: &[(&str, Work)] = &[
    ("ui build", ui::build),
    ("lints", || lint(&["--workspace", "--all-features"])),
    ("documentation", || document(&["--workspace"])),
];

const UI: &[(&str, Work)] = &[
    ("ui packages", || node::check().and_then(|()| ui::install())),
    ("ui check", || run(npm().args(["run", "check"]))),
    ("ui tests", || run(npm().arg("test"))),
];

const CRATES: &[(&str, Work)] = &[
    ("command line build", || run(cargo().args(["build", "--package", "atlas"]))),
    ("crates", || run(suite(&[]).env("TZ", "UTC").env("ATLAS_BIN", tree::built("debug", "atlas")))),
    ("rules in other time zones", rules_in_other_zones),
    ("documentation tests", || run(cargo().args(["test", "--doc"]))),
];

const WINDOW: &[(&str, Work)] = &[
    ("window's driver", set_up::web_driver),
    ("shell build", || window::build(false)),
    ("shell", || run(suite(&["--package", "support-atlas"]).env("TZ", "UTC"))),
    ("window", window_tests),
];

/// Runs all stages and ends with one line for each. With `quick` only those that need no built window.
pub(crate) fn all(quick: bool) -> Result<(), Failure> {
    let stages = if quick {
        [SET_UP, FORMAT, LINTS, UI, CRATES].concat()
    } else {
        [SET_UP, FORMAT, UI, PAGES_AND_LINTS, CRATES, WINDOW].concat()
    };
    let mut done = Vec::new();
    for (name, work) in stages {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = work();
        done.push((name, start.elapsed(), outcome.is_ok()));
        if let Err(failure) = outcome {
            summarise(&done);
            // What the user must install first is told as it is; of any other failure the stage's own output has told.
            return Err(if failure.exit_code() == 2 {
                failure
            } else {
                Failure::Stage { name, reason: failure.to_string() }
            });
        }
    }
    summarise(&done);
    Ok(())
}

fn summarise(done: &[(&str, Duration, bool)]) {
    println!("\nSummary");
    for (name, time, passed) in done {
        println!("  {}  {:>7.1} s  {name}", if *passed { "passed" } else { "FAILED" }, time.as_secs_f64());
    }
}

/// The tests that drive the real window, all or those whose name contains `filter`.
pub(crate) fn window_suite(filter: &[&str]) -> Result<(), Failure> {
    let mut arguments = vec!["--package", "workspace-tests", "--features", "window", "--test", "window"];
    arguments.extend(filter);
    run(suite(&arguments)
        .env("TZ", "UTC")
        .env("ATLAS_BIN", tree::built("debug", "atlas"))
        .env("SUPPORT_ATLAS_BIN", tree::built("debug", "support-atlas"))
        .env("TAURI_DRIVER", tree::tauri_driver()))
}

fn lint(what: &[&str]) -> Result<(), Failure> {
    run(cargo().arg("clippy").args(what).args(["--all-targets", "--", "--deny", "warnings"]))
}

fn document(what: &[&str]) -> Result<(), Failure> {
    run(cargo().args(["doc", "--no-deps"]).args(what).env("RUSTDOCFLAGS", "--deny warnings"))
}

fn rules_in_other_zones() -> Result<(), Failure> {
    ZONES.iter().try_for_each(|zone| {
        println!("TZ={zone}");
        // With nextest a filter, not a package: the same build as in the stage before.
        let mut tests = if has_nextest() {
            suite(&["-E", "package(support-policy)"])
        } else {
            suite(&["--package", "support-policy"])
        };
        run(tests.env("TZ", zone))
    })
}

fn window_tests() -> Result<(), Failure> {
    if answer(command("WebKitWebDriver").arg("--help")).is_some() {
        window_suite(&[])
    } else {
        println!("This system has no driver for WebKitGTK windows; the window is tested on Debian and Ubuntu.");
        Ok(())
    }
}

/// `cargo nextest run` where it is installed, else `cargo test`.
fn suite(arguments: &[&str]) -> Command {
    let mut suite = cargo();
    if has_nextest() {
        suite.args(["nextest", "run"]);
    } else {
        suite.arg("test");
        if arguments.is_empty() {
            suite.args(["--lib", "--bins", "--tests"]);
        }
    }
    suite.args(arguments);
    suite
}

fn has_nextest() -> bool {
    answer(cargo().args(["nextest", "--version"])).is_some()
}

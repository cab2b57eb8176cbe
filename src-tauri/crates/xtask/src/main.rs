//! `cargo xtask …`: everything a person or a build machine does with this repository, on a machine that has only Rust and Node.

mod bench;
mod bench_start;
mod bundle;
mod command;
mod dependencies;
mod failure;
mod icons;
mod language;
mod node;
mod packages;
mod register;
mod reproduce;
mod run;
mod scale;
mod screen;
mod screenshots;
mod set_up;
mod stamp;
mod stamping;
mod system;
mod test;
mod test_packages;
mod tree;
mod ui;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Set up, run, test and measure Support Atlas.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing: system packages, the npm packages of the window, the driver of its tests
    SetUp {
        /// Install nothing; say what is missing and exit 2
        #[arg(long)]
        check: bool,
    },
    /// Build and start the window
    Run {
        /// Start it on a display of its own, save a screenshot and end
        #[arg(long)]
        headless: bool,
        /// Where the screenshot goes [default: target/window.png]
        #[arg(long, value_name = "FILE", requires = "headless")]
        screenshot: Option<PathBuf>,
        /// Build with optimisations
        #[arg(long)]
        release: bool,
    },
    /// Check and test everything: formatting, lints, crates, window
    Test {
        /// Only what needs no built window
        #[arg(long)]
        quick: bool,
    },
    /// Measure the deadline engine and the register
    Bench {
        /// Measure something else
        #[command(subcommand)]
        what: Option<Measure>,
    },
    /// Build the packages for this system into target/packages
    Bundle,
    /// Build the packages a second time in another folder and compare them, byte for byte; for releases, takes minutes
    Reproduce,
    /// Install, start, upgrade and remove the packages in a bare Debian or Ubuntu; for releases, takes minutes
    TestPackages,
    /// Check the licences, sources and use of everything the project is made of
    Dependencies {
        /// Look for known faults, too; needs the network
        #[arg(long)]
        advisories: bool,
        /// Write the bill of materials, too
        #[arg(long)]
        bill_of_materials: bool,
    },
    /// Make a register with many made-up records in a folder that holds none
    Register {
        /// How many requests
        #[arg(long, value_name = "N", default_value_t = 1_000)]
        requests: u32,
        /// How many tenants, with people, delegations, contracts and plans to match
        #[arg(long, value_name = "M", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=20_000))]
        tenants: u32,
        /// The same seed gives the same register
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The instant the register is as of, RFC 3339 [default: now]
        #[arg(long, value_name = "T")]
        at: Option<String>,
        /// The folder
        folder: PathBuf,
    },
    /// Draw all icon sizes from icons/icon.svg
    Icons,
    /// Take the screenshots that the README shows
    Screenshots,
    /// Write or update the files of a language, and say what is still to be translated
    Language {
        /// Its tag, such as sv
        tag: String,
        /// Translate what is missing by putting it in brackets, to see what does not come from the files
        #[arg(long)]
        pseudo: bool,
    },
}

#[derive(Subcommand)]
enum Measure {
    /// The window's start and memory, beside an empty Tauri window
    Start,
    /// Every call and command on registers of five sizes; writes tests/measurements/scale.md
    Scale {
        /// Only sizes of up to so many requests
        #[arg(long, value_name = "N")]
        up_to: Option<u32>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::SetUp { check } => set_up::all(check),
        Task::Run { headless, screenshot, release } => run::window(headless, screenshot, release),
        Task::Test { quick } => test::all(quick),
        Task::Bench { what: None } => bench::all(),
        Task::Bench { what: Some(Measure::Start) } => bench_start::all(),
        Task::Bundle => bundle::all(),
        Task::Reproduce => reproduce::all(),
        Task::TestPackages => test_packages::all(),
        Task::Dependencies { advisories, bill_of_materials } => dependencies::all(advisories, bill_of_materials),
        Task::Bench { what: Some(Measure::Scale { up_to }) } => scale::all(up_to),
        Task::Register { requests, tenants, seed, at, folder } => {
            register::make(register::Size { requests, tenants }, seed, at.as_deref(), &folder)
        }
        Task::Icons => icons::draw(),
        Task::Screenshots => screenshots::take(),
        Task::Language { tag, pseudo } => language::update(&tag, pseudo),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

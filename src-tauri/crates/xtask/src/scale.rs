//! `cargo xtask bench scale`: how long every call takes on registers of five sizes, as a table that is kept in the
//! repository.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::command::{answer, cargo, command, could_not_start, run};
use crate::failure::Failure;
use crate::register::{Size, make, now};
use crate::tree;

/// From a small organisation to the largest partner; each ten times the one before.
const SIZES: [Size; 5] = [
    Size { requests: 10, tenants: 10 },
    Size { requests: 100, tenants: 100 },
    Size { requests: 1_000, tenants: 1_000 },
    Size { requests: 10_000, tenants: 10_000 },
    Size { requests: 100_000, tenants: 10_000 },
];
const SEED: u64 = 1;
/// A command is run so often.
const RUNS: usize = 5;
/// What takes no longer is told apart by chance.
const NOISE: f64 = 4.0;

/// What `atlas` is asked, without changing anything. `{tenant}` and the like stand for a record's id.
const COMMANDS: &[&str] = &[
    "tenant list",
    "tenant show {tenant}",
    "person list",
    "person show {person}",
    "group list",
    "role list",
    "role list --tenant {tenant}",
    "delegation list",
    "delegation list --tenant {tenant}",
    "enrollment list",
    "can-file --tenant {tenant} --person {person}",
    "contract list",
    "contract show {contract}",
    "contract entitles {contract} --tenant {tenant}",
    "plan list",
    "plan list --tenant {tenant}",
    "plan show {plan}",
    "plan enrollments",
    "request list",
    "request list --limit 100",
    "request list --state overdue --limit 100",
    "request list --tenant {tenant}",
    "request list --text after --sort title --limit 100",
    "request show {request}",
    "request scorecard",
    "request evidence {request}",
    "due --within P60D",
    "due",
    "calendar",
    "search invoice",
    "history --subject {request}",
    "history",
];

/// Times in milliseconds: the median, the least and the most.
#[derive(Debug, Clone, Copy)]
struct Times {
    median: f64,
    least: f64,
    most: f64,
}

/// A line of the table: what is measured, and its times by the place of the size.
type Lines = Vec<(String, BTreeMap<usize, Times>)>;

/// Measures all sizes, or those up to a number of requests, and writes the table.
pub(crate) fn all(up_to: Option<u32>) -> Result<(), Failure> {
    let examples = ["--example", "make_register", "--example", "time_calls"];
    run(cargo().args(["build", "--release", "--package", "support-register"]).args(examples))?;
    run(cargo().args(["build", "--release", "--package", "atlas"]))?;
    let at = now();
    let (mut calls, mut commands) = (Lines::new(), Lines::new());
    for (place, size) in
        SIZES.into_iter().enumerate().filter(|(_, size)| up_to.is_none_or(|most| size.requests <= most))
    {
        let folder = tree::target().join("scale").join(size.requests.to_string());
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Failure::file(&folder))?;
        }
        make(size, SEED, Some(&at), &folder)?;
        println!("{} requests, {} tenants: the command line", size.requests, size.tenants);
        time_commands(&folder, place, &mut commands)?;
        println!("{} requests, {} tenants: the calls of the window", size.requests, size.tenants);
        time_calls(&folder, &at, place, &mut calls)?;
        fs::remove_dir_all(&folder).map_err(Failure::file(&folder))?;
    }
    let file = tree::root().join("tests/measurements/scale.md");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    fs::write(&file, page(&at, &calls, &commands)).map_err(Failure::file(&file))?;
    println!("written: {}", file.display());
    Ok(())
}

/// The calls of the window, as the example of the register measures them.
fn time_calls(folder: &Path, at: &str, place: usize, lines: &mut Lines) -> Result<(), Failure> {
    let program = tree::target().join("release/examples").join(format!("time_calls{}", env::consts::EXE_SUFFIX));
    let mut command = command(program);
    command.arg(folder).arg(at).stderr(Stdio::inherit());
    let output = command.output().map_err(|source| could_not_start(&command, source))?;
    if !output.status.success() {
        return Err(Failure::Ended { command: "time_calls".to_owned(), status: output.status.to_string() });
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default().to_owned();
        let mut milliseconds = || cells.next()?.parse::<f64>().ok().map(|microseconds| microseconds / 1_000.0);
        if let (Some(median), Some(least), Some(most)) = (milliseconds(), milliseconds(), milliseconds()) {
            note(lines, name, place, Times { median, least, most });
        }
    }
    Ok(())
}

/// The commands of `atlas`, each as a program of its own, from its start to its end.
fn time_commands(folder: &Path, place: usize, lines: &mut Lines) -> Result<(), Failure> {
    let atlas = tree::built("release", "atlas");
    let ids: Vec<(&str, String)> = [
        ("{tenant}", "tenant list"),
        ("{person}", "person list"),
        ("{contract}", "contract list"),
        ("{plan}", "plan list"),
        ("{request}", "request list --limit 5"),
    ]
    .into_iter()
    .map(|(mark, list)| (mark, last_id(&atlas, folder, list).unwrap_or_default()))
    .collect();
    for asked in COMMANDS {
        let words = ids.iter().fold((*asked).to_owned(), |words, (mark, id)| words.replace(mark, id));
        let mut times = Vec::new();
        for _ in 0..RUNS {
            times.push(time(&mut ask(&atlas, folder, &words))?.as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        if let (Some(median), Some(least), Some(most)) = (times.get(RUNS / 2), times.first(), times.last()) {
            note(lines, asked.to_string(), place, Times { median: *median, least: *least, most: *most });
        }
    }
    Ok(())
}

fn ask(atlas: &Path, folder: &Path, words: &str) -> Command {
    let mut command = command(atlas);
    command.args(["--json", "--home"]).arg(folder).args(words.split(' '));
    command
}

fn time(command: &mut Command) -> Result<Duration, Failure> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let started = Instant::now();
    let status = command.status().map_err(|source| could_not_start(command, source))?;
    if status.success() {
        return Ok(started.elapsed());
    }
    Err(Failure::Ended { command: format!("{command:?}"), status: status.to_string() })
}

/// The id of the last record of a list. The documents are ours: a record's id stands first in it.
fn last_id(atlas: &Path, folder: &Path, list: &str) -> Option<String> {
    let document = answer(&mut ask(atlas, folder, list))?;
    let item = document.rsplit("{\"id\":\"").next()?;
    item.split('"').next().map(str::to_owned)
}

fn note(lines: &mut Lines, name: String, place: usize, times: Times) {
    match lines.iter_mut().find(|(known, _)| *known == name) {
        Some((_, by_size)) => {
            by_size.insert(place, times);
        }
        None => lines.push((name, BTreeMap::from([(place, times)]))),
    }
}

fn page(at: &str, calls: &Lines, commands: &Lines) -> String {
    let mut page = format!(
        "# Scale\n\n\
         Made by `cargo xtask bench scale` on {at}, on {}. The registers come from `cargo xtask register` with seed \
         {SEED}.\n\n\
         Milliseconds: the median, and from the least to the most of several runs. *Growth* is the largest step from one \
         size to the next ten times as large, measured against n log n: 1 grows so, less grows slower; what stays below \
         {NOISE} ms has none. More than 1 stands in bold.\n\n\
         ## The calls of the window\n\n\
         Processor time of each call of the register that a screen or a button makes. Waiting for the disk is not in it; \
         nothing but changes waits.\n\n",
        machine()
    );
    table(&mut page, calls);
    page.push_str(
        "\n## The command line\n\nFrom the start of `atlas --json …` to its end, by the clock on the wall: starting the \
         program and opening the register are in it, and so is writing lists of any length in full.\n\n",
    );
    table(&mut page, commands);
    page
}

fn table(page: &mut String, lines: &Lines) {
    let heads = SIZES.map(|size| format!("{} requests, {} tenants", size.requests, size.tenants));
    let _ = writeln!(page, "| | {} | growth |", heads.join(" | "));
    let _ = writeln!(page, "|---|{}", "--:|".repeat(SIZES.len() + 1));
    for (name, times) in lines {
        let cells: Vec<String> = (0..SIZES.len())
            .map(|place| {
                let cell = |times: &Times| format!("{:.1} ({:.1}–{:.1})", times.median, times.least, times.most);
                times.get(&place).map(cell).unwrap_or_default()
            })
            .collect();
        let growth = growth(times).map_or_else(String::new, |growth| {
            if growth > 1.0 { format!("**{growth:.1}**") } else { format!("{growth:.1}") }
        });
        let _ = writeln!(page, "| {name} | {} | {growth} |", cells.join(" | "));
    }
}

/// The largest step from one size to the next, measured against n log n.
fn growth(times: &BTreeMap<usize, Times>) -> Option<f64> {
    let steps = SIZES.windows(2).enumerate().filter_map(|(place, sizes)| {
        let (before, after) = (times.get(&place)?, times.get(&(place + 1))?);
        let [smaller, larger] = sizes else { return None };
        let weight = |size: &Size| f64::from(size.requests) * f64::from(size.requests).ln();
        // What is lost in the noise is taken for as much as the noise.
        let step = after.median / before.median.max(NOISE / 10.0);
        (after.median > NOISE).then(|| step / (weight(larger) / weight(smaller)))
    });
    steps.max_by(f64::total_cmp)
}

/// The processor, how many of it, and what else it does.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let model = read("/proc/cpuinfo");
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(env::consts::ARCH);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned();
    let model = model.trim_start_matches(['\t', ' ', ':']).trim();
    format!("{model} ({cores} cores, {}), load {load} at the end", env::consts::OS)
}

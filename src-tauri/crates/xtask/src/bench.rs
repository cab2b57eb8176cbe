//! `cargo xtask bench`: the measurements behind every figure that is claimed.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::command::{cargo, could_not_start, run};
use crate::failure::Failure;
use crate::tree;

/// How many lines the batch is measured with: memory that grew with the input would show between the two.
const LINES: [u32; 2] = [100_000, 1_000_000];

/// Runs the benchmarks of the deadline engine and the register, and times the batch of the command line.
pub(crate) fn all() -> Result<(), Failure> {
    run(cargo().args(["bench", "--package", "support-policy", "--package", "support-register", "--benches"]))?;
    run(cargo().args(["build", "--release", "--package", "atlas"]))?;
    for lines in LINES {
        let questions = tree::target().join("batch.jsonl");
        write_questions(&questions, lines).map_err(Failure::file(&questions))?;
        let (time, memory) = batch(&questions)?;
        let speed = f64::from(lines) / time.as_secs_f64() / 1000.0;
        let memory = memory.map_or_else(String::new, |memory| format!(", at most {memory} resident"));
        println!(
            "respond-by --batch: {lines} lines in {:.2} s, {speed:.0} thousand a second{memory}",
            time.as_secs_f64()
        );
    }
    Ok(())
}

/// Questions over plans, severities, countries and twenty-four years; the same ones every time.
fn write_questions(file: &Path, lines: u32) -> std::io::Result<()> {
    const TERMS: [(&str, &str); 6] = [
        ("subscription", "b"),
        ("subscription", "c"),
        ("professional-direct", "b"),
        ("professional-direct", "c"),
        ("premier", "c"),
        ("unified-core", "standard"),
    ];
    const COUNTRIES: [&str; 8] = ["NO", "SE", "DE", "US", "JP", "AU", "GB", "IN"];
    let mut output = BufWriter::new(File::create(file)?);
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        // A linear congruential generator is random enough to spread questions.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for id in 0..lines {
        let (plan, severity) = TERMS.get(usize::try_from(below(6)).unwrap_or(0)).copied().unwrap_or(("premier", "c"));
        let country = COUNTRIES.get(usize::try_from(below(8)).unwrap_or(0)).copied().unwrap_or("NO");
        let (year, month, day) = (2016 + below(19), 1 + below(12), 1 + below(28));
        let (hour, minute) = (below(24), below(60));
        writeln!(
            output,
            "{{\"id\":{id},\"plan\":\"{plan}\",\"severity\":\"{severity}\",\"country\":\"{country}\",\
             \"filed_at\":\"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z\"}}"
        )?;
    }
    output.flush()
}

/// How long the release build takes for the questions, and the most memory it was seen to hold.
fn batch(questions: &PathBuf) -> Result<(Duration, Option<String>), Failure> {
    let mut command = Command::new(tree::built("release", "atlas"));
    command.args(["respond-by", "--batch"]).arg(questions).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|source| could_not_start(&command, source))?;
    let mut memory = None;
    let status = loop {
        memory = resident(&child).or(memory);
        match child.try_wait().map_err(|source| could_not_start(&command, source))? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let time = start.elapsed();
    ended_well(status)?;
    fs::remove_file(questions).map_err(Failure::file(questions))?;
    Ok((time, memory))
}

/// The peak of a running program's resident memory, as Linux tells it.
fn resident(child: &Child) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

fn ended_well(status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    Err(Failure::Ended { command: "atlas respond-by --batch".to_owned(), status: status.to_string() })
}

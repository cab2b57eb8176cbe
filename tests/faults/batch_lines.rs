//! Lines of a batch that nobody would write: each is answered by one line, and the program goes on. How long it runs: see
//! `fuzzing`.

use crate::fuzzing::{Random, mutate};
use crate::program::command;
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

const WORDS: &[&str] = &[
    "null",
    "{}",
    "[]",
    "\"\"",
    "1e400",
    "-1",
    "\\u0000",
    "\\ud800",
    "\u{202e}",
    "\u{feff}",
    "[[[[[[[[",
    "\"id\":",
    "\"plan\":",
    "\"filed_at\":",
    "\"9999-12-31T23:59:59Z\"",
    "\"-262143-01-01T00:00:00Z\"",
    "\"2026-03-29T02:30:00\"",
    "\"2026-11-20T09:00:60Z\"",
    "+99:99",
    "\"open\":\"24:00\"",
    "\"close\":\"00:00\"",
    "\"within\":\"P99999999999D\"",
    "\"within\":\"PT0S\"",
    "\"zone\":\"Antarctica/Troll\"",
    "\"zone\":\"Pacific/Apia\"",
    "\"holidays\":[\"2026-02-30\"]",
    "\"holidays\":\"none\"",
    "\"emea_clock\":\"fixed\"",
    "\"region\":\"other\"",
    "\"country\":\"XX\"",
    ",",
    ":",
    "}",
    "\0",
];
const LINES: usize = 3000;

#[test]
fn every_line_of_a_batch_is_answered() {
    let number = |name: &str, usual| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let seconds: u64 = number("ATLAS_FUZZ_SECONDS", 2);
    let mut random = Random(number("ATLAS_FUZZ_SEED", 2026));
    let cases = std::fs::read_to_string(workspace_tests::root().join("tests/cases/respond-by.jsonl")).unwrap();
    let corpus: Vec<Vec<u8>> = cases
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["ask"].to_string().into_bytes())
        .collect();
    let home = tempfile::tempdir().unwrap();
    let (mut all, mut bad) = (0, 0);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(seconds) {
        let mut input = Vec::new();
        for _ in 0..LINES {
            input.extend(mutate(&mut random, &corpus, WORDS));
            input.push(b'\n');
        }
        let mut child = command(home.path())
            .args(["respond-by", "--batch", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut writer, mut reader) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut output = Vec::new();
        std::thread::scope(|scope| {
            let input = &input;
            scope.spawn(move || {
                // A program that has ended reads no more; its exit code says why.
                let _ = writer.write_all(input);
            });
            reader.read_to_end(&mut output).unwrap();
        });
        let ended = child.wait_with_output().unwrap();
        let asked = input.split(|byte| *byte == b'\n').count() - 1;
        let answers: Vec<&[u8]> = output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let sound = matches!(ended.status.code(), Some(0 | 2)) && answers.len() == asked;
        if !sound {
            let kept = std::env::temp_dir().join(format!("atlas-fuzz-batch-{all}"));
            std::fs::write(&kept, &input).unwrap();
            panic!(
                "{} answers to {asked} lines, {:?}, kept as {}: {}",
                answers.len(),
                ended.status,
                kept.display(),
                String::from_utf8_lossy(&ended.stderr)
            );
        }
        for answer in answers {
            let answer: Value = serde_json::from_slice(answer)
                .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(answer)));
            bad += usize::from(answer.get("error").is_some());
        }
        all += asked;
    }
    println!("batch: {all} executions in {:?}, {bad} refused", start.elapsed());
}

//! Every importer against files that nobody would make: the exports of `tests/exports`, mutated over and over. Nothing may
//! panic, read for ever or change the register. Runs for two seconds; `ATLAS_FUZZ_SECONDS` makes it longer, and
//! `ATLAS_FUZZ_SEED` repeats a run.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod common;
mod imports;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use common::now;
use imports::{edition, everything, own_desk};
use support_register::{ColumnMap, FileOptions, ImportError, Source, Target, Watch, read_files};

/// What exports are made of; a mutation puts one where it does not belong.
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
    "{\"value\":",
    "[[[[[[[[",
    "]]]]",
    "\"@odata.nextLink\":\"x\",",
    "/Date(99999999999999999)/",
    "/Date(-1)/",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "P99999999999D",
    "PT0S",
    "-P1D",
    "99999999.00:00:00",
    "31.02.2026",
    "13/13/2026",
    "24:00",
    "\"id\":",
    "\"Id\":",
    ",,,,",
    ";",
    "\t",
    "\"",
    "\n",
    "\r",
    "\0",
    "'=",
    "sep=",
    "#TYPE ",
    "AdditionalProperties",
    "true",
    "System.Object[]",
    "77777777-0000-4000-8000-000000000001",
];

struct Random(u64);

impl Random {
    /// splitmix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }
}

fn mutate(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(9) {
            0 if !bytes.is_empty() => {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            1 => bytes.truncate(at),
            2 => {
                let end = (at + random.below(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 | 4 => {
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            5 => {
                let end = (at + random.below(400)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len());
                let end = (from + random.below(400)).min(other.len());
                bytes.splice(at..at, other[from..end].to_vec());
            }
            7 => {
                let end = (at + 36).min(bytes.len());
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(at..end, word.bytes());
            }
            _ => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            }
        }
        bytes.truncate(1 << 16);
    }
    bytes
}

#[test]
fn no_file_makes_an_importer_panic_or_changes_anything_in_a_preview() {
    let seconds = std::env::var("ATLAS_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let seed = std::env::var("ATLAS_FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(2026);
    let mut names: Vec<_> = std::fs::read_dir(imports::folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let corpus: Vec<Vec<u8>> = names.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let desk = own_desk();
    imports::import(&desk.register, vec![imports::export("relationships.graph.json")]).unwrap();
    let before = everything(&desk.register);
    let mut random = Random(seed);
    let (mut read, mut usable, mut previewed) = (0_u64, 0_u64, 0_u64);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(seconds) {
        let bytes = mutate(&mut random, &corpus);
        let name = ["export.json", "members of service support administrator.csv"][random.below(2)];
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut files = match read_files(vec![Source::of_bytes(name, bytes.clone())], &Watch::none()) {
                Ok(files) => files,
                Err(ImportError::Files(problems)) => return assert!(!problems[0].message.en.is_empty()),
                Err(other) => panic!("{other:?}"),
            };
            usable += 1;
            for file in &mut files {
                let columns = file.table().map(|table| {
                    let target = Target::ALL[usize::try_from(read).unwrap_or(0) % Target::ALL.len()];
                    let fields = target.fields().iter().zip(table.header.iter());
                    let columns = fields.map(|((field, _), column)| ((*field).to_owned(), column.clone())).collect();
                    ColumnMap { target, columns }
                });
                file.options = FileOptions { columns, ..FileOptions::default() };
            }
            match desk.register.preview_import(edition(), &files, now(), &Watch::none()) {
                Ok(_) => previewed += 1,
                Err(ImportError::Files(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }));
        read += 1;
        if outcome.is_err() {
            let kept = std::env::temp_dir().join(format!("atlas-fuzz-{seed}-{read}"));
            std::fs::write(&kept, &bytes).unwrap();
            panic!("seed {seed}, file {read}, kept as {}", kept.display());
        }
    }
    assert_eq!(everything(&desk.register), before, "a preview changes nothing");
    println!("{read} files, {usable} read to their end, {previewed} previewed, in {:?}", start.elapsed());
}

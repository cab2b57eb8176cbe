//! Fuzzing on stable Rust: a corpus, mutated over and over, and a step that must not panic. Runs for two seconds;
//! `ATLAS_FUZZ_SECONDS` makes it longer, and `ATLAS_FUZZ_SEED` begins elsewhere or repeats a run. A file that fails is kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, dead_code, unreachable_pub, missing_docs)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

const MOST: usize = 1 << 16;

/// splitmix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }
}

/// Runs `step` with one input after the other until the time is over. `make` makes an input, and `step` says how far it got.
pub fn fuzz(
    target: &str,
    mut make: impl FnMut(&mut Random) -> Vec<u8>,
    mut step: impl FnMut(&[u8], &mut Random) -> &'static str,
) {
    let number = |name: &str, usual| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let seconds: u64 = number("ATLAS_FUZZ_SECONDS", 2);
    let seed: u64 = number("ATLAS_FUZZ_SEED", 2026);
    let mut random = Random(seed);
    let mut reached = std::collections::BTreeMap::<&str, u64>::new();
    let (start, mut all) = (Instant::now(), 0_u64);
    while start.elapsed() < Duration::from_secs(seconds) {
        all += 1;
        let bytes = make(&mut random);
        let begun = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| step(&bytes, &mut random))) {
            // On a busy machine; what takes as long as this would on an idle one as well.
            Ok(_) if begun.elapsed() > Duration::from_secs(20) => keep(target, seed, all, &bytes, "took too long"),
            Ok(far) => *reached.entry(far).or_default() += 1,
            Err(_) => keep(target, seed, all, &bytes, "panicked"),
        }
    }
    println!("{target}: {all} executions in {:?}, {reached:?}", start.elapsed());
}

fn keep(target: &str, seed: u64, number: u64, bytes: &[u8], what: &str) {
    let kept = std::env::temp_dir().join(format!("atlas-fuzz-{target}-{seed}-{number}"));
    std::fs::write(&kept, bytes).unwrap();
    panic!("{target} {what}: seed {seed}, input {number}, kept as {}", kept.display());
}

/// One of the corpus with up to six changes, at most `MOST` bytes.
pub fn mutate(random: &mut Random, corpus: &[Vec<u8>], words: &[&str]) -> Vec<u8> {
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
                let word = words[random.below(words.len())];
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
                let word = words[random.below(words.len())];
                bytes.splice(at..end, word.bytes());
            }
            _ => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            }
        }
        bytes.truncate(MOST);
    }
    bytes
}

//! What a power cut could leave of a folder, from a record of what was written and synced in it.
//!
//! A disk keeps what was synced. Of everything later it may have kept any 512-byte sector in any of the states it went
//! through since: writes are lost, torn and reordered. Names change in order, as journalling file systems keep them, but a
//! folder that was not synced may be found as it was at any moment since it last was, with contents newer or older than the
//! names.

use crate::random::Random;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

const SECTOR: usize = 512;

/// One entry of the record.
pub(crate) struct Entry {
    pub(crate) kind: char,
    file: u64,
    offset: usize,
    bytes: Vec<u8>,
}

/// By name: whether it is a folder, and which file.
type Names = BTreeMap<String, (bool, u64)>;

/// What is known of a file: its content when it was last synced, and each state since.
#[derive(Default)]
struct Contents {
    synced: Vec<u8>,
    since: Vec<Vec<u8>>,
}

/// What a disk would have to forget for a test to fail, to show that it can.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disk {
    /// Keeps what was synced.
    Honest,
    /// Does not hear of syncs of the write-ahead log: the same as never asking for them.
    DeafToTheLog,
}

pub(crate) fn entries(record: &Path) -> Vec<Entry> {
    let bytes = fs::read(record).unwrap();
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let number = |at: usize| u64::from_ne_bytes(rest[at..at + 8].try_into().unwrap());
        let length = usize::try_from(number(24)).unwrap();
        entries.push(Entry {
            kind: char::from(u8::try_from(number(0)).unwrap()),
            file: number(8),
            offset: usize::try_from(number(16)).unwrap(),
            bytes: rest[32..32 + length].to_vec(),
        });
        rest = &rest[32 + length..];
    }
    entries
}

/// How many commands had printed their answer before an entry.
pub(crate) fn acknowledged(entries: &[Entry], cut: usize) -> usize {
    entries[..cut].iter().filter(|entry| entry.kind == 'A').count()
}

/// Builds the folder as it could be after a cut before the entry `cut`. `start` is the folder before the record.
pub(crate) fn build(entries: &[Entry], cut: usize, disk: Disk, random: &mut Random, start: &Path, into: &Path) {
    let mut files: HashMap<u64, Contents> = HashMap::new();
    let mut names: Vec<Names> = Vec::new();
    let mut log = Vec::new();
    for entry in &entries[..cut] {
        match entry.kind {
            'N' => {
                let now = names_of(&entry.bytes);
                if names.is_empty() {
                    for (name, (_, file)) in now.iter().filter(|(_, (folder, _))| !folder) {
                        let synced = fs::read(start.join(name)).unwrap();
                        files.insert(*file, Contents { synced, since: Vec::new() });
                    }
                }
                log.extend(now.iter().filter(|(name, _)| name.ends_with("-wal")).map(|(_, (_, file))| *file));
                names.push(now);
            }
            'W' => files.entry(entry.file).or_default().change(|content| {
                let end = entry.offset + entry.bytes.len();
                content.resize(content.len().max(end), 0);
                content[entry.offset..end].copy_from_slice(&entry.bytes);
            }),
            'T' => files.entry(entry.file).or_default().change(|content| content.resize(entry.offset, 0)),
            'S' if disk == Disk::Honest || !log.contains(&entry.file) => {
                files.entry(entry.file).or_default().sync();
            }
            // One folder's sync settles all names here: they lie in one journal.
            'D' => {
                let settled = names.pop();
                names = settled.into_iter().collect();
            }
            _ => {}
        }
    }
    let found = &names[random.below(names.len())];
    for (name, (is_folder, file)) in found {
        let path = into.join(name);
        if *is_folder {
            fs::create_dir_all(path).unwrap();
        } else {
            let content = files.get(file).map_or_else(Vec::new, |contents| contents.cut(random));
            fs::write(path, content).unwrap();
        }
    }
}

impl Contents {
    fn change(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        let mut content = self.since.last().unwrap_or(&self.synced).clone();
        change(&mut content);
        self.since.push(content);
    }

    fn sync(&mut self) {
        if let Some(content) = self.since.pop() {
            self.synced = content;
        }
        self.since.clear();
    }

    /// Each sector as it was at some moment; a cut is as often early as late, and sometimes nothing or all was kept.
    fn cut(&self, random: &mut Random) -> Vec<u8> {
        let state = |at: usize| if at == 0 { &self.synced } else { &self.since[at - 1] };
        let all = self.since.len();
        let mode = random.below(4);
        let moment = random.below(all + 1);
        match mode {
            0 => return self.synced.clone(),
            1 => return state(moment).clone(),
            _ => {}
        }
        let size = state(random.below(all + 1)).len();
        let mut content = vec![0; size];
        for (sector, bytes) in content.chunks_mut(SECTOR).enumerate() {
            // Either everything at random, or the sectors before some moment and one of them torn away.
            let from =
                state(if mode == 2 { random.below(all + 1) } else { moment + random.below(2).min(all - moment) });
            let from = from.get(sector * SECTOR..).unwrap_or_default();
            let kept = from.len().min(bytes.len());
            bytes[..kept].copy_from_slice(&from[..kept]);
        }
        content
    }
}

fn names_of(bytes: &[u8]) -> Names {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            let (file, kind, name) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            (name.to_owned(), (kind == "d", file.parse().unwrap()))
        })
        .collect()
}

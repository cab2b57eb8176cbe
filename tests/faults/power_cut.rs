//! Power cuts, from records of the real program at work: whatever the disk kept of what was not synced, everything that was
//! acknowledged is there and the register is sound. With a disk that does not hear of the log's syncs something must be lost,
//! or the test could not fail.

use crate::random::{Random, rounds};
use crate::recorder::record;
use crate::replay::{Disk, Entry, acknowledged, build, entries};
use crate::steps::{Desk, Step, VERSION_6, copy_folder, is_between, observe, run};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A record of several commands, and the state after each.
struct Session {
    name: &'static str,
    /// The folder before the first.
    start: TempDir,
    entries: Vec<Entry>,
    /// One more than there are commands: the first is the state before.
    states: Vec<Vec<String>>,
}

impl Session {
    fn of(name: &'static str, desk: &Desk, before: Vec<String>, steps: &[Step]) -> Self {
        let start = tempfile::tempdir().unwrap();
        copy_folder(desk.folder.path(), start.path());
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("record");
        let mut states = vec![before];
        for step in steps {
            let mut command = step.command(&desk.home());
            record(&mut command, desk.folder.path(), &file);
            run(command, &step.input).json();
            states.push(observe_copy(desk.folder.path()));
        }
        Self { name, start, entries: entries(&file), states }
    }

    /// What is lost after a cut, in words; `None` when all is well.
    fn lost(&self, cut: usize, disk: Disk, seed: u64) -> Option<String> {
        let place = Desk::new();
        build(&self.entries, cut, disk, &mut Random(seed), self.start.path(), place.folder.path());
        let done = acknowledged(&self.entries, cut);
        let after = &self.states[(done + 1).min(self.states.len() - 1)];
        let found = std::panic::catch_unwind(|| observe(&place.home()));
        let Ok(found) = found else { return Some(format!("{}: cut {cut}, seed {seed}: unusable", self.name)) };
        // A restored register goes on from the backup: before its last entry it is the backup's own state.
        if self.name == "backup" {
            let read = Step::restore(&place).dry().run(&place.home());
            let of_this = || read.json()["current"]["same_register"] == true;
            if read.exit != 0 || (done > 0 && !of_this()) {
                return Some(format!("backup: cut {cut}, seed {seed}: {}{}", read.stdout, read.stderr));
            }
        }
        let restored = self.name == "restore" && after.starts_with(&found) && found.len() + 1 == after.len();
        if restored || is_between(&self.states[done], &found, after) {
            return None;
        }
        Some(format!(
            "{}: cut {cut}, seed {seed}: {found:?} after {:?} and before {after:?}",
            self.name, self.states[done]
        ))
    }

    /// Before each sync, after each answer, and in between.
    fn cuts(&self) -> Vec<usize> {
        let first = self.entries.iter().position(|entry| entry.kind != 'N').unwrap();
        (first..=self.entries.len())
            .filter(|&at| {
                let next = self.entries.get(at).map_or('S', |entry| entry.kind);
                at % 16 == 0 || matches!(next, 'S' | 'D') || self.entries[at - 1].kind == 'A'
            })
            .collect()
    }
}

/// Looking at a register may change it, so a copy is looked at.
fn observe_copy(folder: &Path) -> Vec<String> {
    let copy = Desk::new();
    copy_folder(folder, copy.folder.path());
    observe(&copy.home())
}

fn sessions() -> Vec<Session> {
    let created = Desk::new();
    let mut steps = vec![Step::tenant("Fjord AS")];
    steps.extend((0..4).map(|number| Step::log(&format!("Sak {number}"))));
    steps.extend([Step::import(&created), Step::protect(), created.contract("Nordic")]);
    steps.extend([Step::attach(&created, "Sak 1", "spor.har", &"trace ".repeat(2_000)), Step::log("Sist")]);
    let work = Session::of("work", &created, Vec::new(), &steps);

    let old = Desk::new();
    fs::create_dir(old.home()).unwrap();
    fs::write(old.home().join("register.sqlite"), VERSION_6).unwrap();
    let before = observe_copy(old.folder.path());
    let migrate =
        Session::of("migrate", &old, before, &[Step::tenant("Fjell AS"), Step::log("x").for_tenant("Fjell AS")]);

    let kept = Desk::with_backup();
    let before = observe_copy(kept.folder.path());
    let restore = Session::of("restore", &kept, before, &[Step::restore(&kept)]);

    // In the place of one that is of another register.
    let written = Desk::with_backup();
    let before = observe_copy(written.folder.path());
    let backup = Session::of("backup", &written, before, &[Step::backup(&written)]);
    vec![work, migrate, restore, backup]
}

#[test]
fn what_was_acknowledged_survives_every_power_cut() {
    let all = rounds(80).div_ceil(4);
    let mut random = Random(3);
    for session in sessions() {
        let cuts = session.cuts();
        for round in 0..all {
            // Evenly over the session, each time somewhat elsewhere.
            let cut = cuts[(round * cuts.len() / all + random.below(cuts.len() / all + 1)) % cuts.len()];
            let lost = session.lost(cut, Disk::Honest, random.next());
            assert!(lost.is_none(), "{lost:?}");
        }
        println!("{}: {all} cuts at {} places in {} entries", session.name, cuts.len(), session.entries.len());
    }
}

#[test]
fn a_disk_that_forgets_the_log_loses_something() {
    let desk = Desk::with_tenant();
    let before = observe_copy(desk.folder.path());
    let steps: Vec<Step> = (0..3).map(|number| Step::log(&format!("Sak {number}"))).collect();
    let session = Session::of("control", &desk, before, &steps);
    // Right after each answer: the program goes on to merge the log into the register, which syncs that.
    let answers: Vec<usize> = (1..=session.entries.len()).filter(|&at| session.entries[at - 1].kind == 'A').collect();
    assert_eq!(answers.len(), steps.len());
    let mut random = Random(4);
    let all = rounds(24);
    let lost = (0..all)
        .filter(|round| session.lost(answers[round % answers.len()], Disk::DeafToTheLog, random.next()).is_some())
        .count();
    println!("control: {lost} of {all} cuts lost something");
    assert!(lost * 10 > all, "{lost} of {all}: the replay is too kind to find a missing sync");
    let kept = (0..all.min(24))
        .all(|round| session.lost(answers[round % answers.len()], Disk::Honest, random.next()).is_none());
    assert!(kept, "the same cuts on an honest disk lose nothing");
}

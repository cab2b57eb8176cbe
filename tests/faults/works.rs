//! The operations that must survive every fault.

use crate::program::Run;
use crate::recorder::{Fault, inject};
use crate::steps::{Desk, Step, VERSION_6, acknowledged, is_between, observe, run};
use std::fs;
use std::path::Path;

/// What a fault happens to, again and again, each time from the same start.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    pub(crate) desk: Desk,
    pub(crate) step: Step,
    before: Vec<String>,
    after: Vec<String>,
}

impl Work {
    fn new(name: &'static str, desk: Desk, step: Step, before: Vec<String>) -> Self {
        let trial = desk.copy();
        trial.moved(&step, &desk).must(&trial.home());
        let after = observe(&trial.home());
        Self { name, desk, step, before, after }
    }

    fn of_desk(name: &'static str, desk: Desk, step: impl FnOnce(&Desk) -> Step) -> Self {
        let before = observe(&desk.home());
        let step = step(&desk);
        Self::new(name, desk, step, before)
    }

    /// Runs it once with a fault, and then looks without one. `exits` are the exit codes that may come of it, -1 for killed.
    pub(crate) fn survive(&self, fault: impl FnOnce(&Desk, &Step) -> Run, exits: &[i32], what: &str) -> Run {
        let desk = self.desk.copy();
        let run = fault(&desk, &desk.moved(&self.step, &self.desk));
        assert!(exits.contains(&run.exit), "{} {what}: exit {}, {}", self.name, run.exit, run.stderr);
        let acknowledged = acknowledged(&run);
        if self.name == "set-up" && !acknowledged && is_missed(&desk.home()) {
            // Its attached files are there and the register is not: nobody takes that for a first run, and once more does it.
            desk.moved(&self.step, &self.desk).must(&desk.home());
            assert_eq!(observe(&desk.home()), self.after, "{what}: put back once more");
            return run;
        }
        let found = observe(&desk.home());
        // A restored register goes on from the backup, so its state before the last entry is the backup's own.
        let restored = ["restore", "set-up"].contains(&self.name)
            && self.after.starts_with(&found)
            && found.len() + 1 == self.after.len();
        let sound =
            if acknowledged { found == self.after } else { restored || is_between(&self.before, &found, &self.after) };
        assert!(sound, "{} {what}, acknowledged: {acknowledged}: {:?} of {:?}", self.name, found, self.after);
        if self.name == "backup" {
            let reads = Step::restore(&desk).dry().run(&desk.home());
            assert_eq!(
                reads.exit, 0,
                "{what}: the backup that was there, or the new one, can be read: {}",
                reads.stderr
            );
            // The one that was there is of another register.
            let preview = reads.json();
            let of_this = preview["current"]["same_register"] == true;
            assert!(of_this || !acknowledged, "{what}: the backup that was acknowledged has its name: {preview}");
            assert_eq!(preview["backup"]["attachments"], 1, "{what}: with the attached file");
        }
        run
    }

    /// How many calls of a kind it makes when nothing happens to it.
    pub(crate) fn calls(&self, kind: &str) -> usize {
        let desk = self.desk.copy();
        let step = desk.moved(&self.step, &self.desk);
        let mut command = step.command(&desk.home());
        let count = desk.folder.path().join("calls");
        inject(&mut command, desk.folder.path(), Fault { kind, at: usize::MAX / 2, errno: 5, stays: false });
        command.env("ATLAS_CALLS", &count);
        assert_eq!(run(command, &step.input).exit, 0);
        fs::read_to_string(count).unwrap().trim().parse().unwrap()
    }
}

/// Whether it is told that a register was here and is not any more.
fn is_missed(home: &Path) -> bool {
    let run = Step::new(&["history"], "").run(home);
    run.exit != 0 && run.error()["code"] == "register-missing"
}

/// Makes an operation of its name.
type Make = fn(&'static str) -> Work;

/// Every operation that writes, or those that `ATLAS_FAULT_WORKS` names, with commas between.
pub(crate) fn works() -> Vec<Work> {
    let named = std::env::var("ATLAS_FAULT_WORKS").ok();
    let all: [(&str, Make); 8] = [
        ("create", |name| Work::new(name, Desk::new(), Step::tenant("Fjord AS"), Vec::new())),
        ("log", |name| Work::of_desk(name, Desk::with_tenant(), |_| Step::log("Batch jobs stop"))),
        ("import", |name| Work::of_desk(name, Desk::with_tenant(), Step::import)),
        ("migrate", migrate),
        ("protect", |name| Work::of_desk(name, Desk::with_tenant(), |_| Step::protect())),
        ("backup", |name| Work::of_desk(name, Desk::with_backup(), Step::backup)),
        ("restore", |name| Work::of_desk(name, Desk::with_backup(), Step::restore)),
        ("set-up", set_up),
    ];
    let wanted = |name: &str| named.as_ref().is_none_or(|named| named.split(',').any(|one| one == name));
    all.into_iter().filter(|(name, _)| wanted(name)).map(|(name, work)| work(name)).collect()
}

/// A new machine, on which there is nothing but the backup.
fn set_up(name: &'static str) -> Work {
    let desk = Desk::with_backup();
    fs::remove_dir_all(desk.home()).unwrap();
    let step = Step::restore(&desk);
    Work::new(name, desk, step, Vec::new())
}

fn migrate(name: &'static str) -> Work {
    let desk = Desk::new();
    fs::create_dir(desk.home()).unwrap();
    fs::write(desk.home().join("register.sqlite"), VERSION_6).unwrap();
    let before = {
        let copy = desk.copy();
        observe(&copy.home())
    };
    Work::new(name, desk, Step::tenant("Fjell AS"), before)
}

//! `kill -9` of the real program: at every call it makes to the disk, and at any time.

use crate::program::Run;
use crate::random::{Random, rounds};
use crate::recorder::{Fault, inject};
use crate::steps::{Desk, Step, VERSION_6, is_between, observe, run};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What is killed, again and again, each time from the same start.
struct Work {
    name: &'static str,
    desk: Desk,
    step: Step,
    before: Vec<String>,
    after: Vec<String>,
}

impl Work {
    /// `first` is the state that is left when an operation of two parts is interrupted between them.
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

    /// Kills once, and looks. Says whether the program had ended before.
    fn survive(&self, kill: impl FnOnce(&Desk, &Step) -> Run, what: &str) -> bool {
        let desk = self.desk.copy();
        let run = kill(&desk, &desk.moved(&self.step, &self.desk));
        assert!(matches!(run.exit, 0 | -1), "{} {what}: exit {}, {}", self.name, run.exit, run.stderr);
        let found = observe(&desk.home());
        let acknowledged = run.stdout.ends_with('\n');
        // A restored register goes on from the backup, so its state before the last entry is the backup's own.
        let restored = self.name == "restore" && self.after.starts_with(&found) && found.len() + 1 == self.after.len();
        let sound = if acknowledged { found == self.after } else { restored || is_between(&self.before, &found, &self.after) };
        assert!(sound, "{} {what}, acknowledged: {acknowledged}: {:?} of {:?}", self.name, found, self.after);
        if self.name == "backup" {
            let reads = Step::restore(&desk).dry().run(&desk.home());
            assert_eq!(reads.exit, 0, "{what}: the backup that was there, or the new one, can be read: {}", reads.stderr);
        }
        run.exit == 0
    }
}

fn works() -> Vec<Work> {
    let migrated = Desk::new();
    fs::create_dir(migrated.home()).unwrap();
    fs::write(migrated.home().join("register.sqlite"), VERSION_6).unwrap();
    let before = {
        let copy = migrated.copy();
        observe(&copy.home())
    };
    vec![
        Work::new("create", Desk::new(), Step::tenant("Fjord AS"), Vec::new()),
        Work::of_desk("log", Desk::with_tenant(), |_| Step::log("Batch jobs stop")),
        Work::of_desk("import", Desk::with_tenant(), Step::import),
        Work::new("migrate", migrated, Step::tenant("Fjell AS"), before),
        Work::of_desk("protect", Desk::with_tenant(), |_| Step::protect()),
        Work::of_desk("backup", Desk::with_backup(), Step::backup),
        Work::of_desk("restore", Desk::with_backup(), Step::restore),
    ]
}

#[test]
fn killed_at_every_call_to_the_disk() {
    let most = rounds(35).div_ceil(7);
    for work in works() {
        let mut random = Random(work.name.len() as u64);
        let calls = calls(&work);
        // All of them, or as many as there is time for, the first and the last included.
        let chosen: Vec<usize> = if calls <= most {
            (1..=calls).collect()
        } else {
            (0..most).map(|round| 1 + (round * calls + random.below(calls)) / most % calls).collect()
        };
        for at in chosen {
            let fault = Fault { kind: "any", at, errno: 0, stays: false };
            let kill = |desk: &Desk, step: &Step| {
                let mut command = step.command(&desk.home());
                inject(&mut command, desk.folder.path(), fault);
                run(command, &step.input)
            };
            work.survive(kill, &format!("killed at call {at} of {calls}"));
        }
        println!("{}: {} of {calls} calls", work.name, calls.min(most));
    }
}

/// How many calls the work makes when nothing happens to it.
fn calls(work: &Work) -> usize {
    let desk = work.desk.copy();
    let step = desk.moved(&work.step, &work.desk);
    let mut command = step.command(&desk.home());
    let count = desk.folder.path().join("calls");
    inject(&mut command, desk.folder.path(), Fault { kind: "any", at: usize::MAX / 2, errno: 5, stays: false });
    command.env("ATLAS_CALLS", &count);
    assert_eq!(run(command, &step.input).exit, 0);
    fs::read_to_string(count).unwrap().trim().parse().unwrap()
}

#[test]
fn killed_at_any_time() {
    let mut random = Random(1);
    for work in works() {
        let start = Instant::now();
        let trial = work.desk.copy();
        trial.moved(&work.step, &work.desk).must(&trial.home());
        let usual = start.elapsed();
        let (mut ended, all) = (0, rounds(14).div_ceil(7));
        for _ in 0..all {
            let wait = usual.mul_f64(f64::from(u32::try_from(random.below(1000)).unwrap()) / 900.0);
            ended += usize::from(work.survive(|desk, step| kill_after(&step.command(&desk.home()), &step.input, wait), &format!("killed after {wait:?}")));
        }
        println!("{}: {all} rounds, {ended} ended before the kill", work.name);
    }
}

/// One register for all rounds: what was acknowledged in the first round is there after the last.
#[test]
fn killed_while_logging_again_and_again() {
    let desk = Desk::with_tenant();
    let mut random = Random(2);
    let mut acknowledged = Vec::new();
    let start = Instant::now();
    Step::log("Først").must(&desk.home());
    let usual = start.elapsed();
    let all = rounds(40);
    for round in 0..all {
        let title = format!("Sak {round}");
        let wait = usual.mul_f64(f64::from(u32::try_from(random.below(1000)).unwrap()) / 700.0);
        let run = kill_after(&Step::log(&title).command(&desk.home()), "", wait);
        if run.stdout.ends_with('\n') {
            acknowledged.push(format!("added request {title:?}"));
        }
        if round % 20 == 19 || round + 1 == all {
            let found = observe(&desk.home());
            assert!(acknowledged.iter().all(|line| found.contains(line)), "round {round}: {acknowledged:?} {found:?}");
        }
    }
    println!("{all} kills, {} of the requests were acknowledged before", acknowledged.len());
}

fn kill_after(command: &Command, input: &str, wait: Duration) -> Run {
    use std::io::Write as _;
    let mut again = Command::new(command.get_program());
    again.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => again.env(name, value),
            None => again.env_remove(name),
        };
    }
    let mut child = again.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    std::thread::sleep(wait);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

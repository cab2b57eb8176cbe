//! `kill -9` of the real program: at every call it makes to the disk, and at any time.

use crate::program::Run;
use crate::random::{Random, rounds};
use crate::recorder::{Fault, inject};
use crate::steps::{self, Desk, Step, acknowledged, observe, run};
use crate::works::works;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn killed_at_every_call_to_the_disk() {
    let works = works();
    let most = rounds(5 * works.len()).div_ceil(works.len());
    for work in works {
        let mut random = Random(work.name.len() as u64);
        let calls = work.calls("any");
        // All of them, or as many as there is time for, the first and the last included; more than there are: again.
        let chosen = (0..most).map(|round| {
            if most >= calls { 1 + round % calls } else { 1 + (round * calls + random.below(calls)) / most % calls }
        });
        let mut tally = Tally::default();
        for at in chosen {
            let fault = Fault { kind: "any", at, errno: 0, stays: false };
            let kill = |desk: &Desk, step: &Step| {
                let mut command = step.command(&desk.home());
                inject(&mut command, desk.folder.path(), fault);
                run(command, &step.input)
            };
            tally.count(&work.survive(kill, &[0, -1], &format!("killed at call {at} of {calls}")));
        }
        println!("{} at each of {calls} calls: {tally}", work.name);
    }
}

#[test]
fn killed_at_any_time() {
    let works = works();
    let all = rounds(2 * works.len()).div_ceil(works.len());
    let mut random = Random(1);
    for work in works {
        let start = Instant::now();
        let trial = work.desk.copy();
        trial.moved(&work.step, &work.desk).must(&trial.home());
        let usual = start.elapsed();
        let mut tally = Tally::default();
        for _ in 0..all {
            let wait = usual.mul_f64(f64::from(u32::try_from(random.below(1000)).unwrap()) / 900.0);
            let kill = |desk: &Desk, step: &Step| kill_after(&step.command(&desk.home()), &step.input, wait);
            tally.count(&work.survive(kill, &[0, -1], &format!("killed after {wait:?}")));
        }
        println!("{} at any time: {tally}", work.name);
    }
}

/// What came of the kills of one operation. What is lost or damaged ends the test, so that neither needs a number.
#[derive(Default)]
struct Tally {
    rounds: usize,
    killed: usize,
    acknowledged: usize,
}

impl Tally {
    fn count(&mut self, run: &Run) {
        self.rounds += 1;
        self.killed += usize::from(run.exit == -1);
        self.acknowledged += usize::from(acknowledged(run));
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rounds, killed, acknowledged } = self;
        write!(to, "{rounds} rounds, {killed} killed, {acknowledged} acknowledged, none lost, none damaged")
    }
}

/// One register for all rounds: what was acknowledged in the first round is there after the last.
#[test]
fn killed_while_logging_again_and_again() {
    let desk = Desk::with_tenant();
    let mut random = Random(2);
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    let start = Instant::now();
    Step::log("Først").must(&desk.home());
    let usual = start.elapsed();
    let all = rounds(40);
    for round in 0..all {
        let title = format!("Sak {round}");
        let wait = usual.mul_f64(f64::from(u32::try_from(random.below(1000)).unwrap()) / 700.0);
        let run = kill_after(&Step::log(&title).command(&desk.home()), "", wait);
        killed += usize::from(run.exit == -1);
        if steps::acknowledged(&run) {
            acknowledged.push(format!("added request {title:?}"));
        }
        if round % 20 == 19 || round + 1 == all {
            let found = observe(&desk.home());
            assert!(acknowledged.iter().all(|line| found.contains(line)), "round {round}: {acknowledged:?} {found:?}");
        }
    }
    println!("log in one register: {all} rounds, {killed} killed, {} acknowledged, none lost", acknowledged.len());
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

//! `kill -9` of the real program: at every call it makes to the disk, and at any time.

use crate::program::Run;
use crate::random::{Random, rounds};
use crate::recorder::{Fault, inject};
use crate::steps::{Desk, Step, observe, run};
use crate::works::works;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn killed_at_every_call_to_the_disk() {
    let most = rounds(35).div_ceil(7);
    for work in works() {
        let mut random = Random(work.name.len() as u64);
        let calls = work.calls("any");
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
            let what = format!("killed at call {at} of {calls}");
            work.survive(kill, &[0, -1], &what);
        }
        println!("{}: {} of {calls} calls", work.name, calls.min(most));
    }
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
            let kill = |desk: &Desk, step: &Step| kill_after(&step.command(&desk.home()), &step.input, wait);
            ended += usize::from(work.survive(kill, &[0, -1], &format!("killed after {wait:?}")).exit == 0);
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

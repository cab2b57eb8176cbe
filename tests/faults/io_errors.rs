//! Calls to the disk that fail: each in its turn, at random, and all from one moment on.

use crate::program::Run;
use crate::random::{Random, rounds};
use crate::recorder::{Fault, inject};
use crate::steps::{Desk, Step, run};
use crate::works::{Work, works};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

const EIO: i32 = 5;
const ENOSPC: i32 = 28;

/// Nothing but an answer, or one line that says what is wrong: exit 4 for the register, 2 for a file that was named.
fn answers(work: &Work, run: &Run, what: &str) -> String {
    if run.exit == 0 {
        return "ok".to_owned();
    }
    let error: Value =
        serde_json::from_str(&run.stderr).unwrap_or_else(|_| panic!("{} {what}: {}", work.name, run.stderr));
    let (code, message) = (error["error"]["code"].as_str().unwrap(), error["error"]["message"].as_str().unwrap());
    assert!(message.ends_with('.'), "{} {what}: {message}", work.name);
    format!("{} {code}", run.exit)
}

#[test]
fn a_call_that_fails_is_told_and_harms_nothing() {
    let each = rounds(6).div_ceil(6);
    let mut random = Random(5);
    for work in works() {
        let mut told = BTreeMap::<String, usize>::new();
        let all: BTreeMap<&str, usize> =
            ["write", "sync", "open", "read"].into_iter().map(|kind| (kind, work.calls(kind))).collect();
        for (kind, errno, stays) in [
            ("write", EIO, false),
            ("write", ENOSPC, true),
            ("sync", EIO, false),
            ("open", EIO, false),
            ("read", EIO, false),
            ("open", ENOSPC, true),
        ] {
            let calls = all[kind];
            for round in 0..each {
                let at = 1 + (round * calls / each + random.below(calls / each + 1)) % calls;
                let what = format!("{kind} {at} of {calls} with {errno}{}", if stays { " and all after" } else { "" });
                let fault = |desk: &Desk, step: &Step| {
                    let mut command = step.command(&desk.home());
                    inject(&mut command, &desk.home(), Fault { kind, at, errno, stays });
                    run(command, &step.input)
                };
                let run = work.survive(fault, &[0, 1, 2, 4, 5], &what);
                let answer = answers(&work, &run, &what);
                // 1 is for what nobody has thought of, 5 for credentials: neither is the disk's fault.
                assert!(!answer.starts_with(['1', '5']), "{} {what}: {answer}", work.name);
                *told.entry(answer).or_default() += 1;
            }
        }
        println!("{}: {told:?}", work.name);
    }
}

/// libfiu's own injector, with other habits than ours.
#[test]
fn calls_that_fail_at_random_are_told_and_harm_nothing() {
    if Command::new("fiu-run").arg("-h").output().is_err() {
        println!("not run: fiu-run is missing (package fiu-utils)");
        return;
    }
    let all = rounds(14).div_ceil(7);
    for work in works() {
        let mut told = BTreeMap::<String, usize>::new();
        for round in 0..all {
            let probability = ["0.003", "0.02"][round % 2];
            let fault = |desk: &Desk, step: &Step| {
                let plain = step.command(&desk.home());
                let mut command = Command::new("fiu-run");
                command.arg("-x");
                // Not all there are: a close that fails makes the standard library stop the program, and no disk does that.
                for kind in ["rw/*", "sync/*", "oc/open", "stat/*"] {
                    command.args(["-c", &format!("enable_random name=posix/io/{kind},probability={probability}")]);
                }
                command.arg(plain.get_program()).args(plain.get_args());
                for (name, value) in plain.get_envs() {
                    match value {
                        Some(value) => command.env(name, value),
                        None => command.env_remove(name),
                    };
                }
                run(command, &step.input)
            };
            let what = format!("at random with {probability}");
            let run = work.survive(fault, &[0, 1, 2, 4, 5, 127], &what);
            // The loader itself may be refused a library, and standard output and error a line.
            if !matches!(run.exit, 1 | 127) && (run.exit == 0 || !run.stderr.is_empty()) {
                *told.entry(answers(&work, &run, &what)).or_default() += 1;
            }
        }
        println!("{}: {told:?}", work.name);
    }
}

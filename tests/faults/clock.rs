//! A clock that is wrong, and a machine that travels.

use crate::steps::{Desk, PASSPHRASE, Step, observe, run};
use serde_json::{Value, json};
use std::process::Command;

/// The step with the machine's clock moved.
fn at(step: &Step, desk: &Desk, moved: &str) -> Value {
    let plain = step.command(&desk.home());
    let mut command = Command::new("faketime");
    command.args(["-f", moved]).arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    run(command, &step.input).json()
}

#[test]
fn a_clock_that_jumps_by_a_year_confuses_nothing() {
    if Command::new("faketime").arg("--version").output().is_err() {
        println!("not run: faketime is missing (package faketime)");
        return;
    }
    let desk = Desk::with_backup();
    for (moved, title) in
        [("+0", "nå"), ("-1y", "i fjor"), ("+1y", "neste år"), ("-2y", "for to år siden"), ("+0", "nå igjen")]
    {
        at(&Step::log(title).filed("2024-01-15T09:00:00Z"), &desk, moved);
        // Reading with a clock before everything that is kept.
        let due = at(&Step::new(&["due", "--within", "P400D"], ""), &desk, moved);
        assert!(due["items"].is_array());
        at(&Step::new(&["lock"], ""), &desk, moved);
        at(&Step::new(&["unlock"], PASSPHRASE), &desk, moved);
        if moved == "-2y" {
            at(&Step::backup(&desk), &desk, moved);
        }
        assert_eq!(at(&Step::new(&["history", "verify"], ""), &desk, moved), json!({ "intact": true, "problems": [] }));
    }
    let found = observe(&desk.home());
    let titles: Vec<&String> = found.iter().filter(|line| line.starts_with("added request")).skip(1).collect();
    let expected = ["nå", "i fjor", "neste år", "for to år siden", "nå igjen"];
    assert_eq!(titles.len(), expected.len());
    for (line, title) in titles.iter().zip(expected) {
        assert_eq!(**line, format!("added request {title:?}"), "the order is that of the changes, not of the clock");
    }
}

#[test]
fn a_machine_that_travels_gives_the_same_deadlines() {
    let desk = Desk::with_tenant();
    let due = |zone: &str| {
        let mut command = Step::new(&["request", "list"], "").command(&desk.home());
        command.env("TZ", zone);
        run(command, "").json()["items"].clone()
    };
    Step::log("Sak").must(&desk.home());
    let here = due("Europe/Oslo");
    // Two hours of the response clock, open from 9:00 in Brussels, after 10:00 on a Friday there.
    assert_eq!(here[0]["due_at"], "2026-11-20T11:00:00Z");
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Nowhere/Nowhere"] {
        assert_eq!(due(zone), here, "{zone}");
    }
}

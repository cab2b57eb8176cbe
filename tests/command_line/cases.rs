//! The cases that an independent implementation in Python has answered from the policy's tables; see `oracle/`.

use crate::program::{Atlas, command};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::io::Write as _;
use std::process::Stdio;

fn file(name: &str) -> String {
    let path = workspace_tests::root().join("tests/cases").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_deadline_is_that_of_the_oracle() {
    let cases: Vec<Value> = file("respond-by.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(cases.len() > 1000, "{} cases", cases.len());
    let asked = cases.iter().map(|case| case["ask"].to_string()).collect::<Vec<_>>().join("\n");
    let home = tempfile::tempdir().unwrap();
    let mut child = command(home.path())
        .args(["respond-by", "--batch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()).unwrap());
    let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    writer.join().unwrap();
    let answers: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(&answers) {
        let expected = &case["expect"];
        if let Some(code) = expected.get("refusal") {
            assert_eq!(&answer["refusal"]["code"], code, "{case}\n{answer}");
            assert_eq!(answer["refusal"]["severities"], expected["severities"], "{case}\n{answer}");
        } else {
            let instant = |value: &Value| value["due_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
            assert_eq!(instant(answer), instant(expected), "{case}\n{answer}");
            for field in ["clock", "limit"] {
                assert_eq!(answer[field], expected[field], "{field} of {case}\n{answer}");
            }
        }
    }
}

#[test]
fn every_route_is_that_of_the_tables() {
    let cases: Vec<Value> = serde_json::from_str(&file("route.json")).unwrap();
    assert!(cases.len() >= 8 * 9 * 3, "{} cases", cases.len());
    let atlas = Atlas::new();
    for case in cases {
        let mut ask =
            vec!["route", "--product", case["product"].as_str().unwrap(), "--plan", case["plan"].as_str().unwrap()];
        for (flag, name) in [("partner", "--partner"), ("cannot_sign_in", "--cannot-sign-in")] {
            if case[flag] == true {
                ask.push(name);
            }
        }
        let answer = atlas.answer(&ask);
        match case.get("refusal").filter(|refusal| !refusal.is_null()) {
            Some(code) => {
                assert_eq!(&answer["refusal"]["code"], code, "{case}");
                let sorted = |list: &Value| {
                    let mut list: Vec<String> = serde_json::from_value(list.clone()).unwrap();
                    list.sort();
                    list
                };
                assert_eq!(sorted(&answer["refusal"]["plans"]), sorted(&case["plans"]), "{case}");
            }
            None => assert_eq!(answer["channel"], case["channel"], "{case}"),
        }
    }
}

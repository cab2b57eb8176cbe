//! Two `atlas` at once.

use crate::random::rounds;
use crate::steps::{Desk, Step, observe};

#[test]
fn two_programs_log_at_once_and_nothing_is_missing() {
    let each = rounds(25).min(200);
    let desk = Desk::with_tenant();
    std::thread::scope(|scope| {
        for program in ["en", "to"] {
            let home = desk.home();
            scope.spawn(move || {
                for number in 0..each {
                    Step::log(&format!("{program} {number}")).must(&home);
                }
            });
        }
    });
    let found = observe(&desk.home());
    for program in ["en", "to"] {
        for number in 0..each {
            let line = format!("added request \"{program} {number}\"");
            assert!(found.contains(&line), "{line} is missing");
        }
    }
    assert_eq!(found.len(), 1 + 2 * each, "and none twice");
}

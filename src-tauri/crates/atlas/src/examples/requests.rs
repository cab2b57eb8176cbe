//! Examples of `atlas request …`.

use super::{Of, example};

pub(super) const EXAMPLES: &[Of] = &[
    (
        "request",
        &[example("What needs somebody, the most urgent first", "atlas request list --state open --sort urgency")],
    ),
    (
        "request log",
        &[
            example(
                "A request filed under the included plan",
                "atlas request log --tenant Fjordkraft --product customer-engagement --plan subscription --severity b --title 'Orders cannot be saved' --filed-at 2026-11-20T14:30 --case-number 2611200040000719",
            ),
            example(
                "One filed under a contract, and who looks after it",
                "atlas request log --tenant Fjordkraft --product finance --contract 'Nordic 2026' --severity c --title 'Report is empty' --filed-at 2026-11-19T09:00 --holder Kari --concern how-to",
            ),
        ],
    ),
    (
        "request list",
        &[
            example("What waits too long for its first response", "atlas request list --state overdue"),
            example("A tenant's, the newest ten", "atlas request list --tenant Fjordkraft --sort newest --limit 10"),
        ],
    ),
    (
        "request show",
        &[example("One request, with its deadline and everything noted", "atlas request show 2611200040000719")],
    ),
    (
        "request respond",
        &[example(
            "The first response came, on the tenant's wall clock",
            "atlas request respond 2611200040000719 --at 2026-11-20T16:05",
        )],
    ),
    (
        "request pause",
        &[example(
            "Microsoft waits for you: the clock stands still",
            "atlas request pause 'Report is empty' --at 2026-11-19T10:00 --reason 'trace wanted'",
        )],
    ),
    ("request resume", &[example("You have answered", "atlas request resume 'Report is empty' --at 2026-11-19T11:30")]),
    (
        "request severity",
        &[example("It has become worse", "atlas request severity 'Report is empty' --to b --at 2026-11-19T12:00")],
    ),
    (
        "request note",
        &[
            example("Something to remember", "atlas request note 'Report is empty' 'Only on the second page'"),
            example("A longer note from a file", "atlas request note 'Report is empty' - < note.txt"),
        ],
    ),
    ("request assign", &[example("Ola takes it over", "atlas request assign 'Report is empty' --to Ola")]),
    (
        "request next-contact",
        &[example(
            "When they promised to call",
            "atlas request next-contact 'Report is empty' --by 2026-11-24T12:00:00+01:00",
        )],
    ),
    (
        "request concern",
        &[example("It is about speed after all", "atlas request concern 'Report is empty' --is performance")],
    ),
    (
        "request withdraw",
        &[example(
            "Take back what was noted by mistake; `show` gives the id",
            "atlas request withdraw 'Report is empty' 019aabc4-7e10-7c2e-9f6a-3d51c0a1b2c3",
        )],
    ),
    (
        "request set",
        &[example("The case number has come", "atlas request set 'Report is empty' --case-number 2611190050000123")],
    ),
    (
        "request reopen-check",
        &[example(
            "Whether the closed request may be opened again",
            "atlas request reopen-check 2611200040000719 --on 2026-12-15 --same-build yes --updates-installed no --same-error yes --same-place yes",
        )],
    ),
    (
        "request reopen",
        &[example("It was opened again", "atlas request reopen 2611200040000719 --at 2026-11-22T09:00")],
    ),
    (
        "request read",
        &[example("Case number, severity and times in a mail", "atlas request read mail.txt --zone Europe/Oslo")],
    ),
    ("request attach", &[example("Keep a file with the request", "atlas request attach 2611200040000719 trace.txt")]),
    (
        "request save-attachment",
        &[example(
            "A copy of the file, as it was attached",
            "atlas request save-attachment 2611200040000719 trace.txt --out trace-copy.txt",
        )],
    ),
    ("request detach", &[example("Remove the file again", "atlas request detach 2611200040000719 trace.txt")]),
    (
        "request pack",
        &[example("What to paste into the portal, and what is missing", "atlas request pack 2611200040000719")],
    ),
    (
        "request scorecard",
        &[example(
            "Promised against actual first responses of a quarter",
            "atlas request scorecard --from 2026-10-01 --through 2026-12-31",
        )],
    ),
    (
        "request evidence",
        &[
            example("One request as a page to print", "atlas request evidence 2611200040000719 --out evidence.html"),
            example(
                "A quarter as a table",
                "atlas request evidence --from 2026-10-01 --through 2026-12-31 --format csv --out evidence.csv",
            ),
        ],
    ),
    (
        "request close",
        &[example(
            "It is solved",
            "atlas request close 2611200040000719 --at 2026-11-21T10:00 --reason 'fixed by a hotfix'",
        )],
    ),
    ("request remove", &[example("Remove a request", "atlas request remove 'Report is empty'")]),
    ("request undo-remove", &[example("Put it back", "atlas request undo-remove 'Report is empty'")]),
];

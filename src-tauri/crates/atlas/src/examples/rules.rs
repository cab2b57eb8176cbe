//! Examples of the commands that need no register.

use super::{Example, Of, example};

pub(super) const EXAMPLES: &[Of] = &[
    (
        "route",
        &[
            example(
                "Where to file for Finance under a Premier contract, and the steps there",
                "atlas route --product finance --plan premier",
            ),
            example(
                "Where a question about a bill goes",
                "atlas route --concern billing --bought-through volume-licensing",
            ),
        ],
    ),
    (
        "respond-by",
        &[
            Example {
                does: "A request filed on a Friday afternoon in Norway under the included plan",
                line: "atlas respond-by --plan subscription --severity b --country NO --filed-at 2026-03-27T16:30:00+01:00",
                prints: "\
First response by  Mon 2026-03-30 10:30:00 CEST
Microsoft's time   Mon 2026-03-30 10:30:00 CEST
UTC                Mon 2026-03-30 08:30:00 UTC
Promised           < PT4H (business hours)
Holidays           NO, known through 2040-12-31
Because  S21 S03 S04
Assumes  R1 R3 R4 R5 R6 R9",
            },
            example(
                "The same under a contract that promises an answer within two hours",
                "atlas respond-by --plan premier --severity b --within PT2H --country NO --filed-at 2026-03-27T16:30:00+01:00",
            ),
            example(
                "A file of questions, one JSON object a line",
                "atlas respond-by --batch questions.jsonl > answers.jsonl",
            ),
        ],
    ),
    (
        "hours",
        &[Example {
            does: "When support is open for a Norwegian customer around Easter",
            line: "atlas hours --country NO --from 2026-04-01T00:00:00Z --to 2026-04-08T00:00:00Z",
            prints: " Opens                         Closes
 Wed 2026-04-01 08:00:00 CEST  Wed 2026-04-01 18:00:00 CEST
 Tue 2026-04-07 08:00:00 CEST  Tue 2026-04-07 18:00:00 CEST
Because  S04
Assumes  R1 R3 R6 R9",
        }],
    ),
    (
        "languages",
        &[example(
            "Which languages are spoken at this moment for a customer in Brazil",
            "atlas languages --country BR --zone America/Sao_Paulo --at 2026-11-24T12:00:00Z",
        )],
    ),
    (
        "coverage",
        &[example(
            "What the included plan does about a slow function, and what to do first",
            "atlas coverage --concern performance --plan subscription --scope isolated",
        )],
    ),
    (
        "reopen",
        &[Example {
            does: "The error is back after two months, on a newer build",
            line: "atlas reopen --closed 2026-09-21 --on 2026-11-22 --same-build no --updates-installed no --same-error yes --same-place yes",
            prints: "\
File a new request.
  1. The product runs on another build than when the request was closed.
Too old from  2026-12-21
Because  S33
Assumes  R8",
        }],
    ),
    (
        "bill",
        &[Example {
            does: "What a plan bought on the last day of January costs until it is cancelled",
            line: "atlas bill --bought-through online --purchased 2026-01-31 --term-months 6 --amount 9.00 --currency EUR --cancelled 2026-03-15",
            prints: " Cycle  On          Amount
 0      2026-01-31  9.00 EUR
 1      2026-02-28  9.00 EUR
 2      2026-03-31  9.00 EUR
 3      2026-04-30  9.00 EUR
 4      2026-05-31  9.00 EUR
 5      2026-06-30  9.00 EUR
Total            54.00 EUR
Term ends        2026-07-31
Renews on        never
Still committed  36.00 EUR (as of 2026-03-15)
Because  S30 S31 S32
Assumes  R7",
        }],
    ),
    (
        "incidents",
        &[example(
            "Whether an incident of a Visual Studio subscription may be used for an online service",
            "atlas incidents --program visual-studio --for online",
        )],
    ),
    (
        "partner",
        &[example(
            "Whether a partner with delegated access may file for a client under its own benefit",
            "atlas partner --benefit advanced-support-for-partners --delegated yes",
        )],
    ),
    ("editions", &[example("All editions of the policy, with their sources", "atlas editions")]),
    ("editions diff", &[example("What changed between two editions", "atlas editions diff 2023-10 2025-07")]),
    ("editions check", &[example("Check a folder before adding it", "atlas editions check ./my-edition")]),
    ("editions add", &[example("Add an edition of your own", "atlas editions add ./my-edition")]),
    ("editions remove", &[example("Remove it again", "atlas editions remove my-edition")]),
    (
        "guide",
        &[
            example("All topics", "atlas guide"),
            example("The text of one topic, in Norwegian", "atlas guide S21 --lang nb"),
        ],
    ),
    (
        "search",
        &[
            example("Three answers to a question", "atlas search who may file a request --limit 3"),
            example("A request, by a part of its case number", "atlas search 26112000"),
        ],
    ),
];

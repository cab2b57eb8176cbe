//! Examples of the commands about what is kept: tenants, people, contracts, plans, and what goes in and out.

use super::{Of, example};

pub(super) const EXAMPLES: &[Of] = &[
    ("tenant", &[example("All tenants", "atlas tenant list")]),
    (
        "tenant add",
        &[
            example("Your own organisation", "atlas tenant add --name Fjordkraft --country NO"),
            example(
                "A client's, with its own holidays",
                "atlas tenant add --name Alpenstahl --country DE --kind client --holidays AT",
            ),
        ],
    ),
    ("tenant list", &[example("All tenants, for a script", "atlas tenant list --json")]),
    ("tenant show", &[example("One tenant", "atlas tenant show Fjordkraft")]),
    (
        "tenant set",
        &[
            example("Give it a zone of its own", "atlas tenant set Fjordkraft --zone Europe/Oslo"),
            example("Take the holidays back to the country's", "atlas tenant set Alpenstahl --holidays ''"),
        ],
    ),
    ("tenant remove", &[example("Remove a tenant that nothing refers to", "atlas tenant remove Alpenstahl")]),
    ("tenant undo-remove", &[example("Put it back", "atlas tenant undo-remove Alpenstahl")]),
    ("person", &[example("Everybody you keep", "atlas person list")]),
    (
        "person add",
        &[example("An administrator", "atlas person add --name 'Kari Nordmann' --upn kari@fjordkraft.example")],
    ),
    ("person list", &[example("Everybody you keep", "atlas person list")]),
    ("person show", &[example("One person", "atlas person show kari@fjordkraft.example")]),
    (
        "person set",
        &[example("An account that cannot sign in any more", "atlas person set 'Kari Nordmann' --enabled no")],
    ),
    ("person remove", &[example("Remove a person who holds no role", "atlas person remove 'Kari Nordmann'")]),
    ("person undo-remove", &[example("Put them back", "atlas person undo-remove 'Kari Nordmann'")]),
    ("group", &[example("All groups", "atlas group list")]),
    ("group add", &[example("A security group", "atlas group add --name 'Desk' --tenant Fjordkraft")]),
    ("group set", &[example("Call a group what people call it", "atlas group set 'Desk' --name 'Support desk'")]),
    ("group list", &[example("All groups", "atlas group list")]),
    (
        "group join",
        &[example("Put somebody into it", "atlas group join --group 'Support desk' --person 'Kari Nordmann'")],
    ),
    ("group leave", &[example("Take them out", "atlas group leave --group 'Support desk' --person 'Kari Nordmann'")]),
    ("group remove", &[example("Remove a group that holds no role", "atlas group remove 'Support desk'")]),
    ("group undo-remove", &[example("Put it back", "atlas group undo-remove 'Support desk'")]),
    ("role", &[example("Who holds what in a tenant", "atlas role list --tenant Fjordkraft")]),
    (
        "role grant",
        &[
            example(
                "A role until the end of the year",
                "atlas role grant --tenant Fjordkraft --person 'Kari Nordmann' --role service-support-administrator --until 2026-12-31",
            ),
            example(
                "A role that has to be activated first, held through a group",
                "atlas role grant --tenant Fjordkraft --group 'Support desk' --role power-platform-administrator --eligible",
            ),
        ],
    ),
    (
        "role revoke",
        &[example(
            "Take a role back; `role list` shows the ids",
            "atlas role revoke 019aabc4-7e10-7c2e-9f6a-3d51c0a1b2c3",
        )],
    ),
    ("role list", &[example("Who holds what in a tenant", "atlas role list --tenant Fjordkraft")]),
    ("role undo-revoke", &[example("Put it back", "atlas role undo-revoke 019aabc4-7e10-7c2e-9f6a-3d51c0a1b2c3")]),
    ("delegation", &[example("What clients have delegated to you", "atlas delegation list")]),
    (
        "delegation list",
        &[example("What one client has delegated to you", "atlas delegation list --tenant Alpenstahl")],
    ),
    ("enrollment", &[example("All enrollments", "atlas enrollment list")]),
    (
        "enrollment add",
        &[example(
            "An Enterprise Agreement",
            "atlas enrollment add --number 8812345 --tenant Fjordkraft --reseller Norsk-LAR",
        )],
    ),
    ("enrollment list", &[example("All enrollments", "atlas enrollment list")]),
    ("enrollment show", &[example("One enrollment", "atlas enrollment show 8812345")]),
    ("enrollment set", &[example("Give it a name", "atlas enrollment set 8812345 --name 'EA Nordic'")]),
    (
        "enrollment remove",
        &[example("Remove one that nothing was bought under", "atlas enrollment remove 'EA Nordic'")],
    ),
    ("enrollment undo-remove", &[example("Put it back", "atlas enrollment undo-remove 'EA Nordic'")]),
    (
        "can-file",
        &[
            example(
                "Whether somebody may file now, and through what",
                "atlas can-file --tenant Fjordkraft --person 'Kari Nordmann'",
            ),
            example(
                "Whether they still may in January",
                "atlas can-file --tenant Fjordkraft --person 'Kari Nordmann' --product finance --at 2027-01-04T09:00:00+01:00",
            ),
        ],
    ),
    ("contract", &[example("All contracts, Access IDs masked", "atlas contract list")]),
    (
        "contract add",
        &[
            example(
                "A contract with its secrets, which come from standard input",
                r#"printf '%s' '{"access_id":"0012345678","contract_id":"7654321"}' | atlas contract add --kind unified-core --name 'Unified 2026' --ends 2026-12-31"#,
            ),
            example(
                "One whose Access ID is not known yet",
                "atlas contract add --kind premier --name 'Nordic 2026' --tenant Fjordkraft --starts 2026-01-01 < /dev/null",
            ),
        ],
    ),
    ("contract list", &[example("All contracts", "atlas contract list")]),
    (
        "contract show",
        &[
            example("One contract, its secrets masked", "atlas contract show 'Nordic 2026'"),
            example("Only its Access ID, for a script", "atlas contract show 'Unified 2026' --reveal --json"),
        ],
    ),
    (
        "contract set",
        &[
            example(
                "A response time of its own",
                "atlas contract set 'Nordic 2026' --response-time b,PT2H,business-hours",
            ),
            example(
                "A new password; what is not named stays",
                r#"printf '%s' '{"password":"…"}' | atlas contract set 'Unified 2026' --secrets"#,
            ),
        ],
    ),
    (
        "contract link",
        &[example(
            "It was linked in Services Hub for Kari",
            "atlas contract link 'Nordic 2026' --channel services-hub --sign-in kari@fjordkraft.example",
        )],
    ),
    (
        "contract unlink",
        &[example(
            "It is not linked any more",
            "atlas contract unlink 'Nordic 2026' --channel services-hub --sign-in kari@fjordkraft.example",
        )],
    ),
    (
        "contract entitles",
        &[example("Whether it may be used for a client", "atlas contract entitles 'Nordic 2026' --tenant Alpenstahl")],
    ),
    (
        "contract remove",
        &[example("Remove a contract that no request was filed under", "atlas contract remove 'Nordic 2026'")],
    ),
    ("contract undo-remove", &[example("Put it back", "atlas contract undo-remove 'Nordic 2026'")]),
    ("plan", &[example("All plans, the one whose term ends first before the others", "atlas plan list")]),
    (
        "plan buy",
        &[example(
            "A plan bought online for a year",
            "atlas plan buy --plan professional-direct --tenant Fjordkraft --bought-through online --purchased 2026-01-31 --term-months 12 --amount 2340 --currency NOK --name ProDirect",
        )],
    ),
    ("plan list", &[example("Plans that renew", "atlas plan list --state active")]),
    ("plan show", &[example("One plan, with its next charge and renewal", "atlas plan show ProDirect")]),
    ("plan set", &[example("A price that was typed wrongly", "atlas plan set ProDirect --amount 2430")]),
    (
        "plan cancel",
        &[example("It ends with its term, which is owed to the end", "atlas plan cancel ProDirect --on 2026-11-20")],
    ),
    ("plan undo-cancel", &[example("It renews again", "atlas plan undo-cancel ProDirect")]),
    (
        "plan change",
        &[example(
            "Another plan in its place",
            "atlas plan change ProDirect --to professional-direct --amount 2600 --on 2026-11-20 --purchased 2026-11-20 --name 'ProDirect 2'",
        )],
    ),
    (
        "plan what-if",
        &[
            example("What renewing and cancelling cost", "atlas plan what-if ProDirect --on 2026-11-20"),
            example(
                "And changing to another plan",
                "atlas plan what-if ProDirect --on 2026-11-20 --to professional-direct --amount 1990",
            ),
        ],
    ),
    (
        "plan enrollments",
        &[example("Which enrollments a plan covers, and what to do about the others", "atlas plan enrollments")],
    ),
    ("plan remove", &[example("Remove a plan that was added by mistake", "atlas plan remove 'ProDirect 2'")]),
    ("plan undo-remove", &[example("Put it back", "atlas plan undo-remove 'ProDirect 2'")]),
    (
        "import",
        &[
            example("Look first: nothing is changed", "atlas import --dry-run role-assignments.json users.csv"),
            example("All files of a folder, or none", "atlas import exports/*.json --tenant Fjordkraft"),
            example(
                "A table of your own, its columns named once",
                "atlas import cases.csv --as requests --column case_number=Case --column title=Subject --column tenant=Customer",
            ),
        ],
    ),
    ("import list", &[example("What was imported, newest first", "atlas import list")]),
    ("import undo", &[example("Take the newest import back as a whole", "atlas import undo")]),
    (
        "due",
        &[
            example("Everything that falls due in the next seven days", "atlas due --within P7D"),
            example("The same for a script", "atlas due --within P7D --json"),
        ],
    ),
    ("calendar", &[example("A calendar that any calendar program can subscribe to", "atlas calendar --out due.ics")]),
    (
        "export",
        &[
            example("Every list without loss", "atlas export --format json --out ./export"),
            example("For a spreadsheet, over what is there", "atlas export --format csv --out ./export --replace"),
        ],
    ),
];

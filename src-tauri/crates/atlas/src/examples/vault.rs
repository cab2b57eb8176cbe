//! Examples of the vault, of backups, and of what shows whether the register is as it was left.

use super::{Of, example};

pub(super) const EXAMPLES: &[Of] = &[
    (
        "backup",
        &[
            example(
                "Everything in one file, under a passphrase that is asked for",
                "atlas backup support-atlas.backup",
            ),
            example(
                "Each night, the passphrase from a file only you can read",
                "atlas backup /srv/backup/support-atlas.backup < ~/.config/backup-passphrase",
            ),
        ],
    ),
    (
        "restore",
        &[
            example("Look first: nothing is changed", "atlas restore support-atlas.backup --dry-run"),
            example("Put it in the register's place", "atlas restore support-atlas.backup"),
        ],
    ),
    ("check", &[example("Whether the register is sound; 4 is the exit code when it is not", "atlas check")]),
    (
        "history",
        &[
            example("Everything that was changed", "atlas history"),
            example("What became of one record", "atlas history --subject 019aabc4-7e10-7c2e-9f6a-3d51c0a1b2c3"),
        ],
    ),
    ("history verify", &[example("Whether somebody has tampered with it", "atlas history verify")]),
    ("lock", &[example("Before you leave the machine to somebody else", "atlas lock")]),
    (
        "unlock",
        &[
            example("Through the keyring, else with the passphrase", "atlas unlock"),
            example("With the recovery key", "atlas unlock --recovery"),
        ],
    ),
    (
        "protect",
        &[
            example("A passphrase instead of the keyring", "atlas protect passphrase"),
            example("A new passphrase where only the recovery key is left", "atlas protect passphrase --recovery"),
        ],
    ),
    (
        "recovery",
        &[example("A key to write down, in case the keyring or the passphrase is lost", "atlas recovery new")],
    ),
    (
        "recovery new",
        &[example("A key to write down, in case the keyring or the passphrase is lost", "atlas recovery new")],
    ),
];

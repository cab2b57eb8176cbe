//! Everything else that reads what others wrote: mails, editions, holiday calendars, backups. Nothing may panic, take for
//! ever, or leave anything behind. How long it runs: see `fuzzing`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

mod common;
mod fuzzing;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use chrono_tz::Tz;
use common::{add_tenant, desk, no_keyring, now, open};
use fuzzing::{Random, fuzz, mutate};
use sha2::{Digest, Sha256};
use support_policy::edition::{Edition, differences};
use support_policy::holidays::HolidayCalendar;
use support_register::{Actor, RegisterError, Through, preview_restore, read_mail, restore};
use support_vault::Passphrase;
use tempfile::TempDir;

const MAILS: &[&str] = &[
    "From: Microsoft Support <support@mail.support.microsoft.com>\r\nSent: Friday, November 20, 2026 9:12 AM (UTC)\r\n\
     Subject: =?utf-8?B?UkU6IE9yZGVycyBzdG9w?= TrackingID#2611200040000719\r\nMIME-Version: 1.0\r\n\
     Content-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\r\nSeverity: =42\r\n--b1\r\nContent-Type: text/html\r\n\
     Content-Transfer-Encoding: base64\r\n\r\nPHA+SGVsbG88L3A+\r\n--b1--\r\n",
    "Case number: 2611200040000719\nTitle: Orders stop in posting\nSeverity: Critical\nCreated: 2026-11-20 08:05 UTC\n",
    "Saksnummer\n2611200040000719\nTittel\nBatchjobb stopper på æøå\nAlvorlighetsgrad: Kritisk\n\
     Opprettet: 20. november 2026 kl. 09.05\n",
    "Support request 119051234567 was opened on 11/20/2026 9:05:11 AM (GMT+01:00). Sev A. Phone 004722334455\n",
];

const MAIL_WORDS: &[&str] = &[
    "TrackingID#",
    "26112000400007190",
    "115010112345678",
    "Severity",
    "Alvorlighetsgrad: ",
    "kl. 24.60",
    "31.02.2026",
    "99/99/9999 99:99 PM",
    "February 30, 2026",
    "(UTC+99:99)",
    "GMT-14",
    "0000-00-00T00:00:00Z",
    "--b1",
    "=?utf-8?Q?=E2=?=",
    "Content-Transfer-Encoding: base64\r\n",
    "boundary=\"\"",
    "charset=utf-7",
    "<script>",
    "&#0;",
    "<br>",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "İ",
    "ß",
    "\r\n\r\n",
    "\n\n\n\n",
    "Subject: RE: RE: FW: ",
    "\u{1F468}\u{200D}\u{1F469}",
];

#[test]
fn no_mail_makes_the_reader_panic() {
    let corpus: Vec<Vec<u8>> = MAILS.iter().map(|mail| mail.as_bytes().to_vec()).collect();
    fuzz(
        "mail",
        |random| mutate(random, &corpus, MAIL_WORDS),
        |bytes, random| {
            let zone = [Tz::Europe__Oslo, Tz::Asia__Kathmandu, Tz::Pacific__Apia][random.below(3)];
            let Ok(found) = read_mail(bytes, zone) else { return "refused" };
            let length = found.text.chars().count();
            for mark in &found.marks {
                let (from, to) = (usize::try_from(mark.from).unwrap(), usize::try_from(mark.to).unwrap());
                assert!(from <= to && to <= length, "a mark lies in the text");
            }
            if found.case_number.is_some() { "with a number" } else { "without" }
        },
    );
}

const EDITION_WORDS: &[&str] = &[
    "id = \"\"",
    "[[",
    "]]",
    "= ",
    "\"unknown\"",
    "\"none\"",
    "true",
    "-1",
    "99999999999999999999",
    "1e400",
    "inf",
    "nan",
    "\"25:61\"",
    "\"00:00\"",
    "\"24:00\"",
    "\"Europe/Nowhere\"",
    "\"PT0S\"",
    "\"P999999999D\"",
    "2026-02-30",
    "\u{202e}",
    "\u{0}",
    "'''",
    "\"\"\"",
    "# ",
    "\n---\n",
    "[text]",
    "en = ",
    "nb = ",
    "a.b.c = 1\n",
    "[a]\n[a]\n",
    "{}",
    "[[[[[[[[[[",
];

fn edition_files(id: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy/editions").join(id);
    let read = |name: String| Some((name.clone(), fs::read_to_string(folder.join(name)).ok()?));
    Edition::file_names().into_iter().filter_map(read).collect()
}

#[test]
fn no_edition_makes_the_loader_panic() {
    let editions: Vec<BTreeMap<String, String>> =
        Edition::built_in_ids().iter().map(|id| edition_files(id)).filter(|files| !files.is_empty()).collect();
    assert!(!editions.is_empty());
    let base = Edition::base().unwrap();
    let corpus: Vec<Vec<u8>> =
        editions.iter().flat_map(BTreeMap::values).map(|text| text.clone().into_bytes()).collect();
    // Which file of which edition is replaced by what was mutated is drawn again in the step.
    fuzz(
        "edition",
        |random| {
            let one = corpus[random.below(corpus.len())].clone();
            mutate(random, &[one], EDITION_WORDS)
        },
        |bytes, random| {
            let files = &editions[random.below(editions.len())];
            let text = String::from_utf8_lossy(bytes).into_owned();
            // The file it came from is recognised by its first bytes, so that most mutants stand in their own place.
            let like = |other: &str| text.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
            let name = files.iter().max_by_key(|(_, other)| like(other)).map(|(name, _)| name.clone()).unwrap();
            let file = |asked: &str| if asked == name { Some(text.clone()) } else { files.get(asked).cloned() };
            match Edition::load(&file) {
                Ok(edition) => {
                    differences(base, &edition);
                    "loaded"
                }
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    "refused"
                }
            }
        },
    );
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n\
    DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nRRULE:FREQ=YEARLY;COUNT=20\r\nSUMMARY:Jul\\, fri\r\n\
    END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART:20270101T000000Z\r\nSUMMARY:New Year\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const CALENDAR_WORDS: &[&str] = &[
    "BEGIN:VEVENT\r\n",
    "END:VEVENT\r\n",
    "RRULE:FREQ=SECONDLY\r\n",
    "COUNT=999999999",
    "UNTIL=99991231",
    "INTERVAL=0",
    "BYDAY=-53MO",
    "DTSTART;TZID=Europe/Nowhere:",
    "00000000",
    "99999999",
    "20260230",
    "\r\n ",
    "\u{0}",
    ";VALUE=DATE:",
    "DURATION:P99999999D\r\n",
    "EXDATE:20261225\r\n",
    "\u{feff}",
    ":",
    ";",
    "\"",
];

#[test]
fn no_calendar_makes_the_reader_panic() {
    let corpus = vec![CALENDAR.as_bytes().to_vec()];
    fuzz(
        "holiday-calendar",
        |random| mutate(random, &corpus, CALENDAR_WORDS),
        |bytes, _| {
            let text = String::from_utf8_lossy(bytes);
            if HolidayCalendar::of_ics("own.ics", &text).is_ok() { "read" } else { "refused" }
        },
    );
}

fn elk() -> Passphrase {
    Passphrase::new("sju svarte elger drakk seg utørste").unwrap()
}

/// As the program writes it, but cheap to try.
fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new("sju svarte elger drakk seg utørste".to_owned().into());
    recipient.set_work_factor(1);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let mut file = Vec::new();
    let mut output = encryptor.wrap_output(&mut file).unwrap();
    output.write_all(plain).unwrap();
    output.finish().unwrap();
    file
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// What stands inside a backup of this register file.
fn plain(manifest: &serde_json::Value, register: &[u8]) -> Vec<u8> {
    let mut manifest = manifest.clone();
    manifest["bytes"] = register.len().into();
    manifest["sha256"] = hex(&Sha256::digest(register)).into();
    [manifest.to_string().as_bytes(), b"\n\n", register].concat()
}

const BACKUP_WORDS: &[&str] = &[
    "age-encryption.org/v1\n",
    "-> scrypt ",
    "-> X25519 ",
    "-> scrypt AAAA 1\n",
    "---",
    "\n\n",
    "{\"format\":1}",
    "\"format\":2",
    "\"attachments\":1",
    "\"attachments\":4294967295",
    "\"attachment_bytes\":18446744073709551615",
    "{\"id\":\"00000000-0000-0000-0000-000000000000\",\"name\":\"../x\",\"bytes\":0,\"sha256\":\"\"}\n",
    "null",
    "\"version\":0",
    "\"with_key\":true",
    "\"bytes\":18446744073709551615",
    "\"made_at\":\"9999-99-99\"",
    "\u{0}",
    "SQLite format 3\0",
];

/// The container, what stands in it, and the register in that: each is mutated, with everything around it sound.
#[test]
fn no_backup_makes_the_reader_panic_or_leaves_anything() {
    let source = desk();
    add_tenant(&source.register, "Fjord AS");
    let register = fs::read(source.register.backup(now()).unwrap()).unwrap();
    let id = source.register.id();
    let manifest = serde_json::json!({
        "format": 1, "register": id, "made_at": now(), "tenants": 1, "contracts": 0, "requests": 0,
        "last_change": now(), "with_key": false, "version": version(&register), "bytes": 0, "sha256": "",
    });
    let sound = plain(&manifest, &register);
    let lines = &sound[..sound.len() - register.len() + 200];
    let (container, inside) = (vec![sealed(&lines[..4096.min(lines.len())])], vec![lines.to_vec()]);
    let place = TempDir::new().unwrap();
    let (home, file) = (place.path().join("home"), place.path().join("backup.age"));
    fs::create_dir(&home).unwrap();
    fs::write(&file, sealed(&sound)).unwrap();
    let actor = || Actor { who: "ada".into(), through: Through::Atlas };
    preview_restore(&home, &file, Some(&elk()), actor(), now()).expect("as the program writes it");
    fuzz(
        "backup",
        |random| match random.below(3) {
            0 => mutate(random, &container, BACKUP_WORDS),
            1 => sealed(&mutate(random, &inside, BACKUP_WORDS)),
            _ => sealed(&plain(&manifest, &scarred(random, &register))),
        },
        |bytes, _| {
            if costly(bytes) {
                return "too costly to try here";
            }
            fs::write(&file, bytes).unwrap();
            let previewed = preview_restore(&home, &file, Some(&elk()), actor(), now());
            let far = match previewed {
                Err(RegisterError::Backup { .. }) => "refused",
                Err(error) => panic!("{error:?}"),
                // What passed every check is put in place: it opens, or says that it is damaged.
                Ok(_) => {
                    let target = TempDir::new().unwrap();
                    match restore(target.path(), &file, Some(&elk()), &no_keyring(), actor(), now()) {
                        Ok(_) => drop(open(target.path()).map(|register| register.check())),
                        Err(error) => assert!(!error.message().en.is_empty()),
                    }
                    "restored"
                }
            };
            let left = fs::read_dir(&home).unwrap().flatten().filter(|entry| entry.file_name() != "register.open");
            assert_eq!(left.count(), 0, "a preview leaves nothing");
            far
        },
    );
}

fn version(register: &[u8]) -> i32 {
    i32::from_be_bytes(register[60..64].try_into().unwrap())
}

/// Whether the header asks for more work than a test has time for. The program itself takes up to 2^22.
fn costly(bytes: &[u8]) -> bool {
    let header = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    header.lines().filter(|line| line.starts_with("-> scrypt")).any(|line| {
        line.split(' ')
            .next_back()
            .and_then(|factor| factor.trim().parse::<u32>().ok())
            .is_none_or(|factor| (9..=22).contains(&factor))
    })
}

/// A register with a few bytes changed, most of them in its first pages.
fn scarred(random: &mut Random, register: &[u8]) -> Vec<u8> {
    let mut bytes = register.to_vec();
    for _ in 0..=random.below(8) {
        let reach = [100, 4096, 65536, bytes.len()][random.below(4)].min(bytes.len());
        let at = random.below(reach);
        bytes[at] = [0, 1, 0x7f, 0xff, u8::try_from(random.below(256)).unwrap()][random.below(5)];
    }
    if random.below(8) == 0 {
        let end = random.below(bytes.len());
        bytes.truncate(end);
    }
    bytes
}

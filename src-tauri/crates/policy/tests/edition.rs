//! The base edition against the policy's tables, typed out here by hand, and editions that are not in order.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use std::path::PathBuf;
use support_policy::Text;
use support_policy::duration;
use support_policy::edition::{Clock, Edition, EditionError, Family, Impact, differences};

const PLANS: [&str; 9] = [
    "subscription",
    "professional-direct",
    "premier",
    "unified-core",
    "unified-advanced",
    "unified-performance",
    "software-assurance",
    "advantage",
    "advantage-plus",
];

fn base() -> &'static Edition {
    Edition::base().unwrap()
}

#[test]
fn s02_languages() {
    let table: [(&str, &[&str], Clock); 9] = [
        ("english", &["asia-pacific", "japan", "emea", "north-america", "south-america", "other"], Clock::Continuous),
        ("japanese", &["japan"], Clock::BusinessHours),
        ("spanish", &["emea", "south-america"], Clock::BusinessHours),
        ("french", &["emea"], Clock::BusinessHours),
        ("german", &["emea"], Clock::BusinessHours),
        ("italian", &["emea"], Clock::BusinessHours),
        ("portuguese", &["emea", "south-america"], Clock::BusinessHours),
        ("chinese-traditional", &["asia-pacific"], Clock::BusinessHours),
        ("chinese-simplified", &["asia-pacific"], Clock::BusinessHours),
    ];
    let found: Vec<(&str, Vec<&str>, Clock)> = base()
        .languages
        .iter()
        .map(|language| (language.id.as_str(), language.regions.iter().map(String::as_str).collect(), language.hours))
        .collect();
    assert_eq!(found, table.map(|(id, regions, hours)| (id, regions.to_vec(), hours)));
}

#[test]
fn s04_business_hours() {
    // Region, hours, zone, and the zone of the other reading of R1.
    let table = [
        ("asia-pacific", "07:00", "21:00", Some("Etc/GMT-8"), None),
        ("japan", "09:00", "17:30", Some("Asia/Tokyo"), None),
        ("emea", "08:00", "18:00", Some("Europe/Brussels"), Some("Etc/GMT-1")),
        ("north-america", "06:00", "18:00", Some("America/Los_Angeles"), None),
        ("south-america", "09:00", "17:00", None, None),
        ("other", "09:00", "17:00", None, None),
    ];
    let found: Vec<_> = base()
        .regions
        .iter()
        .map(|region| {
            let hours = region.hours.stated().unwrap();
            let zone = hours.zone.map(chrono_tz::Tz::name);
            let fixed = hours.fixed_zone.map(chrono_tz::Tz::name);
            (region.id.as_str(), hours.opens.to_string(), hours.closes.to_string(), zone, fixed)
        })
        .collect();
    let table = table.map(|(id, opens, closes, zone, fixed)| (id, opens.to_owned(), closes.to_owned(), zone, fixed));
    assert_eq!(found, table);
}

#[test]
fn s06_and_s12_where_to_file() {
    const PPAC: &str = "power-platform-admin-center";
    const LCS: &str = "lifecycle-services";
    const CSP: &str = "cloud-solution-provider";
    const SFB: &str = "support-for-business";
    const HUB: &str = "services-hub";
    // Subscription, Professional Direct, Premier, three of Unified; Software Assurance, Advantage, Advantage+.
    let table = [
        ("power-platform", [PPAC, PPAC, PPAC, PPAC, PPAC, PPAC, "-", "-", "-"]),
        ("customer-engagement", [PPAC, PPAC, PPAC, PPAC, PPAC, PPAC, "-", "-", "-"]),
        ("ai-apps", [PPAC, PPAC, PPAC, PPAC, PPAC, PPAC, "-", "-", "-"]),
        ("finance", [LCS, LCS, LCS, LCS, LCS, LCS, "-", "-", "-"]),
        ("supply-chain-management", [LCS, LCS, LCS, LCS, LCS, LCS, "-", "-", "-"]),
        ("commerce", [LCS, LCS, LCS, LCS, LCS, LCS, "-", "-", "-"]),
        ("business-central", [CSP, CSP, CSP, CSP, CSP, CSP, "-", "-", "-"]),
        ("customer-engagement-on-premises", ["-", "-", HUB, HUB, HUB, HUB, SFB, SFB, SFB]),
    ];
    let products: Vec<&str> = base().products.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(products, table.map(|(product, _)| product));
    for (product, channels) in table {
        let product = base().product(product).unwrap();
        let found: Vec<&str> = PLANS.iter().map(|plan| product.channel(plan).unwrap_or("-")).collect();
        assert_eq!(found, channels, "{}", product.id);
    }
}

#[test]
fn s15_how_to_file() {
    // A word of each step, in both languages, in order; `{product}` stands for the product's name.
    const NEW: (&str, &str) = ("New support request", "New support request");
    const ACCESS: (&str, &str) = ("Access ID and password, or choose", "Access ID og passord, eller velg");
    const REQUESTS: (&str, &str) = ("Support requests page", "siden Support requests");
    let table: [(&str, &[(&str, &str)]); 7] = [
        (
            "power-platform-admin-center",
            &[
                ("Help + support, in the left navigation", "Help + support (Hjelp + kundestøtte) i venstre navigasjon"),
                ("New support request, in the top", "New support request (Ny støtteforespørsel) øverst"),
                ("{product}", "{product}"),
            ],
        ),
        (
            "lifecycle-services",
            &[("project", "prosjekt"), ("Support", "Support"), ("Submit an incident", "Submit an incident")],
        ),
        (
            "support-for-business",
            &[
                ("Dynamics 365 product family", "produktfamilien Dynamics 365"),
                ("product or service: {product}", "produktet eller tjenesten: {product}"),
            ],
        ),
        ("services-hub", &[REQUESTS, NEW, ACCESS]),
        ("premier-portal", &[REQUESTS, NEW, ACCESS]),
        (
            "microsoft-365-admin-center",
            &[
                ("Sign in and open the Admin app", "Logg på og åpne Admin-appen"),
                ("Support – New support request", "Support – New support request"),
                ("Need help? pane: type the question", "Need help? (Trenger du hjelp?): skriv spørsmålet"),
                ("do not help: Contact support", "ikke hjelper: Contact support"),
            ],
        ),
        (
            "phone",
            &[
                ("regional Global Customer Service", "regionale senteret for Global Customer Service"),
                ("Call", "Ring"),
                ("only while you cannot file online", "bare når du ikke kan sende inn på nettet"),
            ],
        ),
    ];
    for (channel, words) in table {
        let steps = &base().channel(channel).unwrap().steps;
        assert_eq!(steps.len(), words.len(), "{channel}");
        for (step, (en, nb)) in steps.iter().zip(words) {
            assert!(step.en.contains(en), "{channel}: {:?} has {en:?}", step.en);
            assert!(step.nb.contains(nb), "{channel}: {:?} has {nb:?}", step.nb);
        }
    }
}

#[test]
fn s21_first_response_times() {
    // Plans in the columns as above; * marks 24/7.
    let table = [
        ("critical", Impact::Critical, ["-", "-", "-", "PT1H*", "PT1H*", "PT30M*", "-", "-", "-"]),
        ("a", Impact::Critical, ["PT1H*", "PT1H*", "PT1H*", "-", "-", "-", "-", "-", "-"]),
        ("b", Impact::Moderate, ["PT4H", "PT2H", "PT2H*", "-", "-", "-", "-", "-", "-"]),
        ("standard", Impact::Moderate, ["-", "-", "-", "PT8H*", "PT4H*", "PT4H*", "-", "-", "-"]),
        ("c", Impact::Minimal, ["PT8H", "PT4H", "PT4H", "-", "-", "-", "-", "-", "-"]),
    ];
    let severities: Vec<(&str, Impact)> =
        base().severities.iter().map(|severity| (severity.id.as_str(), severity.impact)).collect();
    assert_eq!(severities, table.map(|(id, impact, _)| (id, impact)));
    for (severity, _, cells) in table {
        let found = PLANS.map(|plan| {
            match base().plan(plan).unwrap().response(severity).and_then(|cell| cell.stated().copied()) {
                None => "-".to_owned(),
                Some(time) => {
                    let mark = if time.clock == Clock::Continuous { "*" } else { "" };
                    format!("{}{mark}", duration::format(time.limit))
                }
            }
        });
        assert_eq!(found, cells.map(str::to_owned), "severity {severity}");
    }
}

#[test]
fn plans_and_their_families() {
    let plans: Vec<(&str, Family)> = base().plans.iter().map(|plan| (plan.id.as_str(), plan.family)).collect();
    let (standard, unified, on_premises) = ([Family::Standard; 3], [Family::Unified; 3], [Family::OnPremises; 3]);
    let families = [standard, unified, on_premises].concat();
    assert_eq!(plans, PLANS.into_iter().zip(families).collect::<Vec<_>>());
    // S21: Unified has Critical and Standard, the others A, B, C.
    for plan in &base().plans {
        let severities: &[&str] = match plan.family {
            Family::Standard => &["a", "b", "c"],
            Family::Unified => &["critical", "standard"],
            Family::OnPremises => &[],
        };
        assert_eq!(plan.severities(), severities, "{}", plan.id);
        // S37: Premier and Unified contracts also file through the Premier portal or by phone.
        let with_contract = plan.id == "premier" || plan.family == Family::Unified;
        assert_eq!(plan.also, if with_contract { &["premier-portal", "phone"][..] } else { &[] }, "{}", plan.id);
    }
}

#[test]
fn all_readings_are_there_in_order() {
    let ids: Vec<&str> = base().readings.iter().map(|reading| reading.id.as_str()).collect();
    assert_eq!(ids, ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11"]);
}

/// The texts between two marks, sorted.
fn between<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    let mut found: Vec<&str> =
        text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(inside, _)| inside).collect();
    found.sort_unstable();
    found
}

#[test]
fn every_topic_has_the_same_guide_in_both_languages() {
    let sections = [
        ("Rule", "Regel"),
        ("Steps", "Fremgangsmåte"),
        ("Exceptions", "Unntak"),
        ("In Support Atlas", "I Support Atlas"),
        ("Changed since", "Endret siden"),
        ("Source", "Kilde"),
    ];
    let translated = |heading: &str| sections.iter().find(|(en, _)| *en == heading).map(|(_, nb)| *nb);
    let ids: Vec<String> = Edition::topic_ids().collect();
    assert_eq!((ids.len(), ids[0].as_str(), ids[41].as_str()), (42, "S01", "S42"));
    for id in ids {
        let topic = base().topic(&id).unwrap_or_else(|| panic!("{id} has no guide"));
        let Text { en, nb, .. } = &topic.body;
        assert_eq!(Some(&topic.title), base().topic_title(&id).as_ref());
        assert!(!topic.title.en.is_empty() && !topic.title.nb.is_empty(), "{id}: a title in both languages");

        let headings = |text: &str| -> Vec<String> {
            text.lines().filter_map(|line| line.strip_prefix("## ")).map(|line| line.trim().to_owned()).collect()
        };
        let expected: Vec<&str> = headings(en)
            .iter()
            .map(|heading| translated(heading).unwrap_or_else(|| panic!("{id}: {heading}")))
            .collect();
        assert_eq!(headings(nb), expected, "{id}: sections");
        assert_eq!(headings(en).last().map(String::as_str), Some("Source"), "{id}");

        assert_eq!(between(en, "](", ')'), between(nb, "](", ')'), "{id}: links");
        for link in between(en, "](", ')') {
            let is_topic = Edition::topic_ids().any(|topic| topic == link);
            assert!(is_topic || link.starts_with("https://"), "{id} links to {link}");
        }
        for (what, count) in [
            ("list items", (|text| text.lines().filter(|line| line.starts_with("- ")).count()) as fn(&str) -> usize),
            ("steps", |text| text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count()),
            ("table cells", |text| {
                text.lines().filter(|line| line.starts_with('|')).map(|line| line.matches('|').count()).sum()
            }),
            ("commands", |text| text.matches('`').count()),
        ] {
            assert_eq!(count(en), count(nb), "{id}: {what}");
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("editions/2023-10")
}

/// Loads the base edition with the first `from` in `file` replaced by `to`.
fn load_with(file: &str, from: &str, to: &str) -> Result<Edition, EditionError> {
    Edition::load(&|name| {
        let text = std::fs::read_to_string(folder().join(name)).ok()?;
        if name != file {
            return Some(text);
        }
        assert!(text.contains(from), "{file} no longer has {from:?}: nothing would be broken");
        Some(text.replacen(from, to, 1))
    })
}

/// The first problem of what is no edition, with its place.
fn first_problem(loaded: Result<Edition, EditionError>) -> String {
    match loaded {
        Err(EditionError::Invalid(problems)) => problems[0].to_string(),
        other => panic!("{:?}", other.map(|edition| edition.id)),
    }
}

#[test]
fn the_files_on_disk_are_the_edition_built_in() {
    let loaded = load_with("edition.toml", "id", "id").unwrap();
    assert_eq!(differences(&loaded, base()), []);
    assert_eq!(format!("{loaded:?}"), format!("{:?}", base()));
    assert_eq!(
        Edition::built_in("1999-01").map(|edition| edition.id.clone()),
        Err(EditionError::Missing("1999-01".to_owned()))
    );
    assert!(Edition::built_in_ids().contains(&"2023-10".to_owned()));
}

#[test]
fn a_missing_file_is_named() {
    let names = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // All but the folder of the guide.
    let files: Vec<String> = names.filter(|name| name != "guide").collect();
    assert!(files.len() >= 9, "{files:?}");
    for file in files {
        let loaded = Edition::load(&|name| std::fs::read_to_string(folder().join(name)).ok().filter(|_| name != file));
        let found = first_problem(loaded);
        let named = found.starts_with("edition.toml, line ") || file == "edition.toml";
        assert!(named && found.ends_with(&format!(": {file} is missing")), "{found}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_file() {
    for (file, from, to, why) in [
        ("regions.toml", "opens =", "open =", "unknown field `open`"),
        ("plans.toml", "name_nb =", "name_no =", "unknown field `name_no`"),
        ("plans.toml", "name_nb = \"Professional Direct\"\n", "", "missing field `name_nb`"),
        ("plans.toml", "clock = \"continuous\"", "clock = \"always\"", "unknown variant `always`"),
        ("plans.toml", "impact = \"critical\"", "impact = \"grave\"", "unknown variant `grave`"),
        ("products.toml", "[product.channel]", "[product.channels]", "unknown field `channels`"),
        ("channels.toml", "steps_nb =", "steps_no =", "unknown field `steps_no`"),
        ("languages.toml", "hours =", "clock =", "unknown field `clock`"),
        ("readings.toml", "title_nb =", "titel_nb =", "unknown field `titel_nb`"),
        ("changed.toml", "channels =", "channel =", "unknown field `channel`"),
        ("advice.toml", "[[concern.before]]", "[[concern.first]]", "unknown field `first`"),
        ("edition.toml", "dated_nb =", "dated_no =", "unknown field `dated_no`"),
        ("regions.toml", "Europe/Brussels", "Europe/Bruxelles", "Europe/Bruxelles"),
        ("readings.toml", "[R2]", "[R1]", "duplicate key"),
        ("edition.toml", "id = \"", "id = ", ""),
    ] {
        let found = first_problem(load_with(file, from, to));
        assert!(found.starts_with(&format!("{file}, line ")), "{found}");
        assert!(found.contains(why), "{file} with {to:?}: {found}");
    }
}

const ANOTHER_A: &str =
    "[[severity]]\nid = \"a\"\nname_en = \"A\"\nname_nb = \"A\"\nimpact = \"critical\"\n\n[[severity]]\n";

#[test]
fn what_contradicts_itself_is_refused() {
    for (file, from, to, why) in [
        // A cell for every plan, and for no other.
        (
            "products.toml",
            "subscription = \"power-platform-admin-center\"\n",
            "",
            "product power-platform has no cell for plan subscription",
        ),
        (
            "products.toml",
            "premier = ",
            "premiere = ",
            "product power-platform names plan premiere, which does not exist",
        ),
        (
            "products.toml",
            "\"power-platform-admin-center\"",
            "\"power-platform-admin-centre\"",
            "product power-platform names channel power-platform-admin-centre, which does not exist",
        ),
        // An id stands once.
        ("plans.toml", "id = \"professional-direct\"", "id = \"subscription\"", "plan subscription stands twice"),
        ("plans.toml", "[[severity]]\n", ANOTHER_A, "severity a stands twice"),
        ("products.toml", "id = \"ai-apps\"", "id = \"finance\"", "product finance stands twice"),
        ("channels.toml", "id = \"services-hub\"", "id = \"phone\"", "channel phone stands twice"),
        ("regions.toml", "id = \"japan\"", "id = \"emea\"", "region emea stands twice"),
        ("languages.toml", "id = \"german\"", "id = \"french\"", "language french stands twice"),
        ("advice.toml", "id = \"how-to\"", "id = \"break-fix\"", "concern break-fix stands twice"),
        ("plans.toml", "id = \"moderate\"", "id = \"critical\"", "impact Critical does not stand exactly once"),
        // What is named exists.
        (
            "plans.toml",
            "\"premier-portal\"",
            "\"premier-site\"",
            "plan premier names channel premier-site, which does not exist",
        ),
        ("plans.toml", "a = { limit", "z = { limit", "subscription: severity z does not exist"),
        (
            "channels.toml",
            "because = [\"S15\"]",
            "because = [\"S43\"]",
            "channel power-platform-admin-center names topic S43, which does not exist",
        ),
        (
            "channels.toml",
            "who_because = [\"S18\"",
            "who_because = [\"S00\"",
            "channel power-platform-admin-center names topic S00, which does not exist",
        ),
        (
            "regions.toml",
            "readings = [\"R1\"]",
            "readings = [\"R12\"]",
            "region emea names reading R12, which does not exist",
        ),
        (
            "languages.toml",
            "\"south-america\", \"other\"",
            "\"latin-america\", \"other\"",
            "language english names region latin-america, which does not exist",
        ),
        ("readings.toml", "[R3]", "[R99]", "the rules names reading R3, which does not exist"),
        (
            "changed.toml",
            "topics = [\"S06\"",
            "topics = [\"S6\"",
            "the change of 2026-02 names topic S6, which does not exist",
        ),
        (
            "changed.toml",
            "channels = [\"lifecycle-services\"]",
            "channels = [\"lifecycle\"]",
            "the change of 2026-02 names channel lifecycle, which does not exist",
        ),
        (
            "changed.toml",
            "plans = [\"premier\"]",
            "plans = [\"premium\"]",
            "the change of 2017–18 names plan premium, which does not exist",
        ),
        (
            "changed.toml",
            "severities = [\"a\"]",
            "severities = [\"A\"]",
            "the change of 2025 names severity A, which does not exist",
        ),
        (
            "changed.toml",
            "concerns = [\"preview\"]",
            "concerns = [\"previews\"]",
            "the change of 2025 names concern previews, which does not exist",
        ),
        (
            "advice.toml",
            "topics = [\"S24\"]",
            "topics = [\"S99\"]",
            "concern break-fix names topic S99, which does not exist",
        ),
        (
            "advice.toml",
            "plans = [\"professional-direct\"",
            "plans = [\"pro-direct\"",
            "concern how-to names plan pro-direct, which does not exist",
        ),
        // Both languages, in the same steps.
        (
            "channels.toml",
            "steps_nb = [\"Velg prosjektet\", ",
            "steps_nb = [",
            "lifecycle-services: the steps differ in number between the languages",
        ),
        (
            "channels.toml",
            "who_nb = \"En bruker med",
            "# \"",
            "power-platform-admin-center: who may file there stands in one language only",
        ),
        // Times and durations.
        ("regions.toml", "\"07:00\"", "\"7:00\"", "asia-pacific: opens '7:00' is not a time of day"),
        ("regions.toml", "\"17:30\"", "\"17:60\"", "japan: opens '17:60' is not a time of day"),
        ("plans.toml", "\"PT4H\"", "\"4H\"", "subscription: limit '4H' is not a positive ISO 8601 duration"),
        ("plans.toml", "\"PT4H\"", "\"PT0H\"", "subscription: limit 'PT0H' is not a positive ISO 8601 duration"),
    ] {
        let EditionError::Invalid(problems) = load_with(file, from, to).unwrap_err() else { panic!("{file}") };
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.en.as_str()).collect();
        assert!(told.contains(&why), "{file} with {to:?}: {told:?}");
    }
}

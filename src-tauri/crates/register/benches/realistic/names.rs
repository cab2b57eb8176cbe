//! Made-up names, and the numbers that choose among them: the same in every run.

use uuid::Uuid;

/// Numbers that look random and follow from a seed (splitmix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `limit` - 1.
    pub fn below(&mut self, limit: u32) -> u32 {
        u32::try_from((u128::from(self.next()) * u128::from(limit)) >> 64).unwrap()
    }

    /// Whether something happens that happens so many times in a thousand.
    pub fn in_thousand(&mut self, times: u32) -> bool {
        self.below(1_000) < times
    }

    pub fn of<T: Copy>(&mut self, list: &[T]) -> T {
        *list.get(self.below(u32::try_from(list.len()).unwrap()) as usize).unwrap()
    }
}

/// An id as Entra gives them.
pub fn guid(random: &mut Random) -> String {
    let bits = u128::from(random.next()) << 64 | u128::from(random.next());
    uuid_of(bits).to_string()
}

fn uuid_of(bits: u128) -> Uuid {
    // The version and variant of a random one.
    Uuid::from_u128(bits & !(0xf000 << 64) & !(0xc << 60) | 0x4000 << 64 | 0x8 << 60)
}

const BEGIN: [&str; 24] = [
    "Velu", "Tavo", "Brena", "Koli", "Marun", "Selvi", "Dorta", "Fjelo", "Havu", "Lundri", "Nordi", "Osta", "Pelo",
    "Rivan", "Skogi", "Sølva", "Trana", "Ulvi", "Vinja", "Åsni", "Øyra", "Kysta", "Grana", "Elvo",
];
const END: [&str; 16] = [
    "nor", "lin", "ska", "mer", "dal", "vik", "ran", "tek", "fell", "gard", "havn", "berg", "stad", "lund", "moen",
    "nes",
];
const TRADE: [&str; 20] = [
    "Kraft",
    "Handel",
    "Drift",
    "Bygg",
    "Sjømat",
    "Energi",
    "Transport",
    "Gruppen",
    "Consulting",
    "Stahl",
    "Logistics",
    "Foods",
    "Media",
    "Pharma",
    "Motor",
    "Textil",
    "Invest",
    "Retail",
    "Care",
    "Maritim",
];

/// A company's name; `number` keeps those of one register apart.
pub fn company(random: &mut Random, number: u32, country: &str) -> String {
    // All 384 roots before one comes again, then with other trades.
    let root = number.wrapping_mul(5);
    let (begin, end) = (part(&BEGIN, root), part(&END, root / 24 + root));
    let form = match country {
        "NO" => "AS",
        "SE" => "AB",
        "DK" => "A/S",
        "FI" => "Oy",
        "DE" => "GmbH",
        "NL" => "B.V.",
        "FR" => "SARL",
        "GB" | "IN" => "Ltd",
        "US" => "Inc.",
        _ => "K.K.",
    };
    let trade = random.of(&TRADE);
    // Large groups number their companies.
    if number < 384 { format!("{begin}{end} {trade} {form}") } else { format!("{begin}{end} {trade} {number} {form}") }
}

fn part(list: &[&'static str], number: u32) -> &'static str {
    list.get(number as usize % list.len()).copied().unwrap()
}

const GIVEN: [&str; 30] = [
    "Aksel", "Amalie", "Anders", "Birgit", "Bjarne", "Camilla", "Dagny", "Einar", "Elin", "Emil", "Frida", "Gunnar",
    "Hanne", "Helge", "Ida", "Ingrid", "Jonas", "Kaia", "Kristian", "Lars", "Maren", "Nora", "Olav", "Petra", "Ragna",
    "Sigurd", "Solveig", "Tone", "Vera", "Yngve",
];

/// A person's name; `number` keeps those of one register apart.
pub fn person(number: u32) -> String {
    let family = number / 30;
    let (begin, end) = (part(&BEGIN, family), part(&END, family / 24 + family));
    format!("{} {begin}{end}", part(&GIVEN, number))
}

/// A sign-in name of a person.
pub fn sign_in(number: u32, domain: &str) -> String {
    format!("{}.{number}@{domain}", part(&GIVEN, number).to_lowercase())
}

const SUBJECT: [&str; 40] = [
    "Batch job",
    "Invoice",
    "Sales order",
    "Purchase order",
    "Flow",
    "Plugin",
    "Form",
    "View",
    "Dashboard",
    "Report",
    "Data import",
    "Faktura",
    "Ordre",
    "Lagerbeholdning",
    "Journal",
    "Bilag",
    "Kunde",
    "Kontakt",
    "Portal",
    "Canvas app",
    "Integration",
    "Warehouse app",
    "Ledger",
    "Budget",
    "Workflow",
    "Business rule",
    "Field service",
    "Case form",
    "Email sync",
    "Outlook add-in",
    "Bot",
    "Connector",
    "Sandbox refresh",
    "Environment copy",
    "Lisens",
    "Innlogging",
    "Currency revaluation",
    "Tax calculation",
    "Number sequence",
    "Security role",
];
const TROUBLE: [&str; 30] = [
    "stops after the update",
    "is very slow",
    "fails with timeout",
    "does not post",
    "shows the wrong amount",
    "cannot be opened",
    "is missing",
    "is duplicated",
    "stopper etter oppdatering",
    "er treg",
    "feiler",
    "vises ikke",
    "blir ikke bokført",
    "kan ikke åpnes",
    "gir feilmelding",
    "is greyed out",
    "loses data",
    "hangs",
    "crashes",
    "returns error 500",
    "is not synchronised",
    "er låst",
    "henger",
    "mangler",
    "has no permission",
    "was deleted",
    "sends twice",
    "runs too early",
    "rounds wrong",
    "ignores the filter",
];

/// A request's title.
pub fn title(random: &mut Random) -> String {
    let number = random.below(9_000);
    format!("{} {} ({number})", random.of(&SUBJECT), random.of(&TROUBLE))
}

//! Words and names of the field that mean the same in a search, in English and in Norwegian; the files of a
//! language that was added give its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use support_policy::Language;

use super::words::{fold, stems, words};

/// Each line is one meaning: its name in the index, then the words and names that have it. A name of several words
/// is recognised where they stand together. Spelling, case and inflection are folded, so each word stands once.
const MEANINGS: &[(&str, &str)] = &[
    (
        "case",
        "case; request; ticket; incident; sak; forespørsel; forespørsler; støtteforespørsel; støtteforespørsler; supportsak; hendelse; støttehendelse; henvendelse; service request; support request; support case",
    ),
    (
        "file",
        "file; submit; raise; log; create; open; lodge; send; sende inn; innsending; melde; opprette; registrere; åpne",
    ),
    ("support", "support; help; assistance; støtte; kundestøtte; brukerstøtte; hjelp"),
    ("plan", "plan; support plan; kundestøtteplan; støtteplan; supportplan; supportavtale"),
    ("where", "where; which portal; hvor; hvilken portal"),
    ("who", "who; whom; hvem; which role; what role; hvilken rolle"),
    ("howfast", "how fast; how soon; how quickly; how long; hvor fort; hvor raskt; hvor lang tid; hvor lenge"),
    ("buy", "buy; purchase; order; get; sell; sale; kjøpe; bestille; anskaffe; selge"),
    ("bill", "bill; charge; invoice; pay; payment; faktura; fakturere; fakturering; belaste; betale; betaling; trekke"),
    ("cancel", "cancel; terminate; quit; avbestille; kansellere; avslutte; oppsigelse; si opp; get out of"),
    (
        "refund",
        "refund; prorated; reimburse; money back; refusjon; tilbakebetaling; penger tilbake; pengene tilbake; penger igjen",
    ),
    ("renew", "renew; renewal; autorenew; extend; fornye; fornyelse; forlenge"),
    (
        "expire",
        "expire; expiry; lapse; run out; end of term; utløpe; utløp; løpe ut; løper ut; gå ut; går ut; avtaleperiode; bindingstid",
    ),
    ("change", "change; switch; swap; replace; bytte; endre; skifte; downgrade; nedgradere"),
    ("upgrade", "upgrade; move up; step up; oppgradere; oppgradering"),
    ("slow", "slow; sluggish; performance; lag; treg; sakte; ytelse; ytelsesproblem"),
    (
        "outage",
        "outage; down; downtime; unavailable; nede; nedetid; driftsstans; driftsavbrudd; service interruption; sie",
    ),
    (
        "rca",
        "rca; root cause; root cause analysis; postmortem; post mortem; rotårsak; rotårsaksanalyse; årsaksanalyse; grunnårsak",
    ),
    ("severity", "severity; sev; priority; prio; alvorlighetsgrad; alvorlighet; alvorsgrad; prioritet"),
    (
        "seva",
        "sev a; sev 1; sev1; severity a; severity 1; alvorlighetsgrad a; alvorlighetsgrad 1; prio 1; priority 1; p1; critical; kritisk",
    ),
    (
        "response",
        "response; first response; initial response; response time; first answer; reply; answer; svartid; responstid; første svar; svarfrist; svar; svare",
    ),
    ("sla", "sla; service level; service level agreement; tjenestenivå; tjenestenivåavtale"),
    ("resolve", "resolve; resolution; solve; time to resolution; løse; løsning; løsningstid"),
    ("hours", "business hours; opening hours; office hours; working hours; åpningstid; arbeidstid; kontortid"),
    ("always", "24 7; 24x7; round the clock; around the clock; døgnet rundt; døgnåpen; døgnkontinuerlig"),
    ("offhours", "weekend; night; holiday; helg; natt; kveld; helligdag"),
    ("language", "language; språk"),
    ("role", "role; permission; privilege; rights; rolle; tillatelse; rettighet; tilgang"),
    ("enduser", "end user; user; sluttbruker; bruker"),
    ("group", "group; security group; gruppe; sikkerhetsgruppe"),
    ("admin", "admin; administrator"),
    ("ppac", "ppac; power platform admin center; power platform admin centre; power platform administrasjonssenter"),
    ("lcs", "lcs; lifecycle services; life cycle services"),
    (
        "m365",
        "microsoft 365 admin center; m365 admin center; office 365 admin center; microsoft 365 admin portal; m365; o365; admin center; admin portal; administrasjonssenter",
    ),
    ("hub", "services hub; service hub; servicehub; engage center; premier portal"),
    ("sfb", "support for business"),
    ("vlsc", "vlsc; volume licensing service center"),
    ("volume", "volume licensing; volume license; volume licence; volumlisens; volumlisensiering; mpsa"),
    ("tam", "tam; csam; technical account manager; customer success account manager; success manager"),
    ("accountmanager", "account manager; kundeansvarlig; salgskontakt"),
    ("ea", "ea; enterprise agreement; enterprise avtale; enterpriseavtale"),
    ("lar", "lar; large account reseller; storkundeforhandler; reseller; forhandler; licensing solution provider; lsp"),
    ("csp", "csp; cloud solution provider"),
    ("ce", "customer engagement; crm; d365 ce; ce; sales; customer service; field service; kundeengasjement"),
    (
        "fno",
        "finance and operations; finance; finops; f o; fo; d365fo; ax; dynamics ax; supply chain; supply chain management; scm; commerce; retail; økonomi",
    ),
    ("bc", "business central; bc; nav; navision"),
    ("powerplatform", "power platform; power apps; powerapps; power automate; powerautomate; canvas app"),
    ("onprem", "on premises; on premise; on prem; onprem; onpremises; lokalt installert"),
    ("prodirect", "professional direct; prodirect; pro direct"),
    ("unified", "unified; unified support"),
    ("psfp", "psfp; premier support for partners; premier for partners; premier for partnere"),
    ("asfp", "asfp; advanced support for partners"),
    ("mpn", "mpn; partner network; maicpp; ai cloud partner program"),
    ("partner", "partner; consultant; konsulent; integrator; leverandør"),
    ("client", "client; customer; on behalf of; kunde; klient; på vegne av"),
    (
        "gdap",
        "gdap; dap; granular delegated admin privileges; delegated admin; delegated administrator; delegert administrator; delegert admin; delegated access; delegert tilgang",
    ),
    ("tenant", "tenant; leier; organisation; organization; organisasjon"),
    ("preview", "preview; beta; early access; forhåndsversjon"),
    ("ga", "ga; generally available; general availability; generelt tilgjengelig; lansert; launched; released"),
    ("thirdparty", "third party; 3rd party; thirdparty; isv; tredjepart; add on; addon; plugin; tilleggsprodukt"),
    ("opensource", "open source; oss; åpen kildekode"),
    ("reproduce", "reproduce; reproducible; repro; recreate; gjenskape; reprodusere"),
    (
        "custom",
        "custom; customised; customized; customisation; customization; tilpasset; tilpasse; tilpasning; skreddersydd; tailored",
    ),
    ("corrupt", "corrupt; corrupted; corruption; damaged; ødelagt; ødelagte; skadet; korrupt"),
    ("repair", "repair; correct; rette; reparere; rydde"),
    ("script", "script; sql; skript; datafix; datafiks"),
    ("reopen", "reopen; re open; open again; gjenåpne; åpne igjen"),
    ("recur", "came back; come back; is back; tilbake; again; igjen; recurring; recurs"),
    ("closed", "closed; close; lukket; lukke; stengt"),
    ("update", "update; patch; hotfix; upgrade; oppdatering; oppdatere; hurtigreparasjon"),
    ("phone", "phone; telephone; call; hotline; phone number; ringe; ring; telefon; telefonnummer; oppringning"),
    (
        "signin",
        "sign in; signin; log in; login; logon; log on; sign on; signing in; logge inn; logge på; logget inn; logget på; innlogging; pålogging; locked out; utestengt",
    ),
    ("licence", "licence; license; licensing; lisens; lisensiering"),
    ("subscription", "subscription; abonnement"),
    ("signup", "sign up; signup; signing up; trial; checkout; registrere seg; prøveperiode"),
    ("enrollment", "enrollment; enrolment; ea registrering; registrering"),
    ("contract", "contract; agreement; kontrakt; avtale"),
    ("accessid", "access id; accessid; tilgangs id"),
    ("contractid", "contract id; contractid; kontrakts id; kontraktsnummer; contract number"),
    ("link", "link; connect; associate; koble; knytte; legge inn; legger inn; legge til"),
    ("grant", "grant; assign; authorise; authorize; let; give; tildele; gi; autorisere"),
    ("advisory", "advisory; advice; guidance; rådgivning; veiledning; how to"),
    ("breakfix", "break fix; breakfix; feilretting; feilrette"),
    ("error", "error; fault; bug; issue; problem; defect; feil"),
    ("health", "service health; tjenestetilstand; tjenestestatus; service status"),
    ("message", "message center; message centre; meldingssenter"),
    ("region", "region; country; land"),
    ("compare", "compare; comparison; difference; versus; vs; forskjell; sammenligne; sammenlikne"),
    ("include", "include; included; inkludert; omfatte; inneholde; dekke; cover; covered; dekket"),
    ("want", "need; require; required; trenge; må; nødvendig"),
    ("program", "visual studio; msdn; technet; bizspark"),
];

/// A meaning that begins with a word: its further words, and its name.
type Phrase = (Vec<String>, &'static str);

static BY_FIRST_WORD: LazyLock<HashMap<String, Vec<Phrase>>> = LazyLock::new(|| {
    let mut all: HashMap<String, Vec<Phrase>> = HashMap::new();
    let further = Language::all().flat_map(|language| language.meanings().iter());
    for (name, wordings) in MEANINGS.iter().chain(further) {
        for wording in wordings.split(';') {
            let mut parts: Vec<String> = words(wording).map(|word| word.folded).collect();
            if parts.is_empty() {
                continue;
            }
            let first = parts.remove(0);
            if parts.is_empty() {
                for stem in stems(&first).iter() {
                    all.entry(stem.clone()).or_default().push((Vec::new(), name));
                }
            }
            all.entry(first).or_default().push((parts, name));
        }
    }
    for phrases in all.values_mut() {
        phrases.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        phrases.dedup();
    }
    all
});

/// The meanings that begin at the first of these folded words, and how many words they take. The longest name wins:
/// in "technical account manager" there is no "account manager".
pub(super) fn meanings<'a>(folded: &[impl AsRef<str> + 'a]) -> (usize, Vec<&'static str>) {
    let Some((first, rest)) = folded.split_first() else { return (0, Vec::new()) };
    let found = BY_FIRST_WORD.get(first.as_ref()).map(Vec::as_slice).unwrap_or_default();
    let fits = |phrase: &&Phrase| {
        phrase.0.len() <= rest.len() && phrase.0.iter().zip(rest).all(|(part, word)| alike(part, word.as_ref()))
    };
    let Some(longest) = found.iter().find(fits) else { return (1, by_stem(first.as_ref())) };
    let length = longest.0.len();
    let mut names: Vec<_> =
        found.iter().filter(|phrase| phrase.0.len() == length).filter(fits).map(|it| it.1).collect();
    names.dedup();
    (length + 1, names)
}

fn by_stem(word: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for stem in stems(word).iter() {
        for (rest, name) in BY_FIRST_WORD.get(stem).into_iter().flatten() {
            if rest.is_empty() && !names.contains(name) {
                names.push(*name);
            }
        }
    }
    names
}

/// The last words of a name may be inflected: "enterprise agreements".
fn alike(part: &str, word: &str) -> bool {
    part == word || fold(part) == word || (word.len() > 3 && stems(part).iter().any(|stem| stems(word).contains(stem)))
}

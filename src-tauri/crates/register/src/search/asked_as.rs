//! What administrators call the topics: words of their day that the policy's own text does not use. The topics have
//! the same ids in every edition.

use support_policy::Language;

/// By topic or reading: English, then Norwegian. Words that only inflect or spell a word of the title differently, and
/// those with the same meaning (`synonyms.rs`), are left out.
const ASKED_AS: &[(&str, &str, &str)] = &[
    (
        "S01",
        "is there support in our country or region; new service just released, general availability; availability; supported regions",
        "finnes det støtte i vårt land; ny tjeneste, er regionen dekket; tilgjengelighet; støttes i Norge",
    ),
    (
        "S02",
        "which languages; do they speak German, French, Spanish, Italian, Portuguese, Chinese, Japanese, Norwegian; English only; translation; interpreter",
        "hvilke språk; får vi hjelp på norsk, engelsk, tysk, fransk, spansk; snakker de norsk; oversettelse; tolk",
    ),
    (
        "S03",
        "24/7; day and night; weekends and nights; after hours; out of hours; which severity is worked on round the clock",
        "døgnet rundt; natt og helg; utenfor arbeidstid; vakt; jobber de i helgen; døgnåpent",
    ),
    (
        "S04",
        "business hours; opening hours; when is support open; time zone; closed on holidays and weekends; Europe, America, Asia, Pacific",
        "åpningstid; når har de åpent; når åpner de; tidssone; stengt i helger og på helligdager; Europa, Amerika, Asia",
    ),
    (
        "S05",
        "do I need a plan; is support included; support without a plan; free support; no plan",
        "må vi ha en plan; er støtte inkludert; støtte uten plan; gratis støtte; ingen plan",
    ),
    (
        "S06",
        "where do I file; where to open a ticket; who takes a case about Finance, Business Central, CRM, Sales; by product and plan; wrong portal",
        "hvor melder jeg en sak; hvor sender vi sak om Finance, Business Central, CRM; hvor går forespørselen; feil portal",
    ),
    (
        "S07",
        "what do I get; what is included in each plan; plan comparison; benefits of the plans; what does ProDirect cover",
        "hva får vi; hva er inkludert i planene; sammenligne planene; hva dekker ProDirect",
    ),
    (
        "S08",
        "break-fix against advisory; how-to question; closed as advisory; not a bug; consulting; training; works as designed",
        "feil eller rådgivning; hvordan gjør jeg; avvist som rådgivning; opplæring; ikke en feil; konsulenthjelp",
    ),
    (
        "S09",
        "ProDirect versus Premier versus Unified; which plan is better; difference; escalation manager; webinars; on-site; worth it",
        "forskjellen på ProDirect, Premier og Unified; hvilken plan er best; eskalering; lønner det seg; verdt prisen",
    ),
    (
        "S10",
        "public, private and limited preview; what is a preview; preview terms; no SLA on preview; beta",
        "offentlig, privat og begrenset forhåndsversjon; hva er en forhåndsversjon; vilkår; betaversjon",
    ),
    (
        "S11",
        "is preview supported; open a case for a preview; preview feature broken; severity on preview",
        "støttes forhåndsversjoner; sak om en forhåndsversjon; forhåndsversjonen virker ikke; dekkes forhåndsversjon",
    ),
    (
        "S12",
        "which portal; PPAC or LCS or Services Hub; correct portal for the product; sent to another portal, redirected; no LCS project",
        "hvilken portal; PPAC eller LCS eller Services Hub; riktig portal; sendt videre til en annen portal; ikke noe LCS-prosjekt",
    ),
    (
        "S13",
        "online is faster than phone; why use the portal; advantages of filing online; web form",
        "raskere på nett enn på telefon; hvorfor bruke portalen; fordeler med nett; skjema på nett",
    ),
    (
        "S14",
        "phone number; call Microsoft; telephone instead of online; talk to a person; hotline",
        "telefonnummer; ringe Microsoft; telefon i stedet for nett; snakke med noen",
    ),
    (
        "S15",
        "how do I create a new support request; steps; button New support request is missing; Help + support menu; click; submit an incident",
        "hvordan oppretter jeg en sak; fremgangsmåte; finner ikke knappen; ny støtteforespørsel; menyen Help + support; klikk",
    ),
    (
        "S16",
        "cannot sign in; locked out; password or MFA fails; no administrator left; lost access; portal closed to me",
        "får ikke logget inn; utestengt; passord eller MFA virker ikke; ingen administrator igjen; mistet tilgangen",
    ),
    (
        "S17",
        "no subscription yet; error at sign-up, purchase, checkout, trial; cannot create a subscription; payment or card refused",
        "ikke abonnement ennå; feil ved registrering, kjøp, prøveperiode; får ikke opprettet abonnement; kortet avvist",
    ),
    (
        "S18",
        "who may file; which role is needed to open a ticket; can end users file; no permission; greyed out; Global, Helpdesk, Power Platform, Dynamics 365 administrator; see all requests",
        "hvem kan sende inn; hvilken rolle må jeg ha; kan brukere sende inn; mangler tilgang; knappen er grå; se alle saker; rollen for å se saker",
    ),
    (
        "S19",
        "let a colleague file; give somebody the role; assign Service Support Administrator; delegate filing; least privilege; grant access",
        "la en kollega sende inn; gi noen rollen; tildele Service Support Administrator; gi tilgang; minst mulig rettigheter",
    ),
    (
        "S20",
        "partner files for a client; on behalf of a customer; GDAP relationship; delegated admin; client's tenant; consultant; CSP; indirect reseller; Service Support Administrator in the client's tenant",
        "partner sender inn for en kunde; på vegne av kunde; GDAP; delegert administrator; kundens leier; konsulent; CSP",
    ),
    (
        "S21",
        "how fast do they answer; response time; first response; severity A B C, sev 1, sev 2, sev 3; initial response SLA; deadline; minimal, moderate, critical; which severity to choose",
        "hvor fort svarer de; svartid; første svar; alvorlighetsgrad A B C; frist; svarfrist; hvilken alvorlighetsgrad",
    ),
    (
        "S22",
        "when will it be solved; how long until a fix; resolution SLA; nobody replies any more; silence; stuck; waiting for weeks; ETA",
        "når blir den løst; hvor lang tid tar det å løse; løsningsfrist; ingen svarer; stillhet; står fast; venter i uker",
    ),
    (
        "S23",
        "third-party; ISV solution; add-on; custom app with open source; library; plug-in; PCF control; connector; who is responsible",
        "tredjepart; ISV-løsning; tillegg; app med åpen kildekode; bibliotek; hvem har ansvaret; programtillegg",
    ),
    (
        "S24",
        "outage; everything is down; service health; Message center; service interruption; nobody can work; production down; incident status",
        "driftsstans; alt er nede; tjenestetilstand; ingen får jobbet; produksjon nede; tjenesten er borte; status",
    ),
    (
        "S25",
        "RCA; why did it happen; report for management; post-incident review; explanation after an outage",
        "hvorfor skjedde det; rapport til ledelsen; forklaring etter nedetid; rotårsak",
    ),
    (
        "S26",
        "slow; performance; takes forever; timeout; form loads slowly; batch is slow; four hours",
        "tregt; treg; ytelse; går sakte; bruker lang tid; tidsavbrudd; batch er treg; fire timer",
    ),
    (
        "S27",
        "data corruption; wrong or lost records; fix data; run a script in production; SQL; UAT; restore",
        "ødelagte data; feil eller tapte poster; rette data; kjøre skript i produksjon; SQL; UAT",
    ),
    (
        "S28",
        "cannot reproduce; intermittent; sporadic; happens sometimes; customised database; unsupported customisation; four hours; best effort",
        "klarer ikke å gjenskape; av og til; sporadisk; tilpasset database; fire timer; så godt de kan",
    ),
    (
        "S29",
        "buy a support plan; purchase ProDirect; where to order; price; cost",
        "kjøpe supportplan; bestille ProDirect; hvor kjøper vi; pris; hva koster",
    ),
    (
        "S30",
        "when are we charged; invoice; billing date; first month; credit card; billing cycle; monthly",
        "når blir vi belastet; faktura; fakturadato; første måned; kort; månedlig; når trekkes det",
    ),
    (
        "S31",
        "automatic renewal; what happens at the end of the term; expiry; runs out; stop renewal; notice",
        "automatisk fornyelse; hva skjer når perioden er ute; utløper; løper ut; stoppe fornyelsen; oppsigelsesfrist",
    ),
    (
        "S32",
        "cancel; refund; money back; switch plan; downgrade; get out of the commitment; early termination",
        "si opp; avbestille; pengene tilbake; bytte plan; nedgradere; komme ut av bindingen; avslutte",
    ),
    (
        "S33",
        "reopen a closed case; same error came back; issue returned; closed three months ago; new request or the old one; after a hotfix",
        "gjenåpne en lukket sak; feilen er tilbake; samme feil igjen; lukket for tre måneder siden; ny eller gammel sak; etter en hotfix",
    ),
    (
        "S34",
        "plan through an Enterprise Agreement; EA customer buys ProDirect or Premier; add a plan to the EA; reseller",
        "plan gjennom Enterprise Agreement; EA-kunde kjøper ProDirect eller Premier; legge plan til avtalen; forhandler",
    ),
    (
        "S35",
        "upgrade from Subscription to ProDirect under an EA; LAR; step up",
        "oppgradere fra Subscription til ProDirect under EA; LAR; storkundeforhandler",
    ),
    (
        "S36",
        "several enrollments; one plan for all enrollments; subsidiary with its own enrollment; coverage across enrollments",
        "flere registreringer; én plan for alle registreringene; datterselskap med egen registrering; gjelder planen alle",
    ),
    (
        "S37",
        "access ID; contract ID; password; link the contract; add contract; contract missing from the list; contract expired or not shown; still need the access ID; register; where do I enter it",
        "Access ID; kontrakts-ID; passord; koble kontrakten; legge inn kontrakt; kontrakten vises ikke; trenger vi fortsatt Access ID; hvor legger jeg den inn",
    ),
    (
        "S38",
        "buy Premier or Unified; contact sales; Microsoft account manager; how do we get Premier",
        "kjøpe Premier eller Unified; kontakte salg; kundeansvarlig hos Microsoft; hvordan får vi Premier",
    ),
    (
        "S39",
        "who is our TAM or CSAM; unused hours; make better use of the contract; right-size; too big, too small",
        "hvem er vår TAM eller CSAM; ubrukte timer; få mer ut av kontrakten; tilpasse omfanget; for stor, for liten",
    ),
    (
        "S40",
        "PSfP; partner uses its own Premier for a customer; Premier for Partners; own contract on a client's tenant",
        "partner bruker egen Premier for en kunde; Premier for partnere; egen kontrakt i kundens leier",
    ),
    (
        "S41",
        "licensing question; volume licensing; VLSC; product keys; MPSA; Open licence; CSP licences; wrong number of licences",
        "lisensspørsmål; volumlisens; VLSC; produktnøkler; MPSA; Open-lisens; CSP-lisenser; feil antall lisenser",
    ),
    (
        "S42",
        "Visual Studio subscription incidents; use an MSDN, TechNet or BizSpark incident; activate; on-premises; developer support",
        "Visual Studio-abonnement; bruke en MSDN-, TechNet- eller BizSpark-hendelse; aktivere; lokalt installert",
    ),
    ("R1", "summer time; daylight saving; CET; UTC+1", "sommertid; CET; UTC+1"),
    ("R2", "time zones; Pacific; GMT+8; Tokyo", "tidssoner; Pacific; GMT+8; Tokyo"),
    ("R3", "holiday calendar; bank holidays", "helligdagskalender; røde dager"),
    ("R7", "billing day; month end", "faktureringsdag; månedsslutt"),
];

/// What a topic or reading is asked as in a language.
pub(super) fn asked_as(id: &str, language: Language) -> &'static str {
    let found = || ASKED_AS.iter().find(|(known, ..)| *known == id);
    match language {
        Language::En => found().map_or("", |&(_, en, _)| en),
        Language::Nb => found().map_or("", |&(_, _, nb)| nb),
        Language::Further(_) => language.asked_as(id),
    }
}

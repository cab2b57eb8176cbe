//! `atlas contract …`: secrets come from standard input or a prompt, never from arguments, and are printed only with
//! `--reveal`.

use crate::contract_terms;
use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{ContractAdd, ContractChanges, ContractCommand, TermFlags};
use crate::input;
use crate::output::{Output, facts, table};
use crate::rules::{for_people, steps};
use crate::session::Session;
use crate::tenants::cleared_or;
use crate::vault;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};
use std::io::{self, IsTerminal as _, Read as _};
use support_policy::{PolicyError, text};
use support_register::{
    Contract, ContractDraft, ContractKind, ContractTerms, Incidents, RecordType, Register, RegisterError, SecretChange,
    SecretField, SecretUse, VaultState,
};
use support_vault::Keyring;
use zeroize::Zeroizing;

/// More is no Access ID and no password.
const MOST_INPUT: u64 = 64 * 1024;
/// Stands for a secret that is kept and not shown; the same length for all.
const MASK: &str = "••••••••";

pub(crate) fn run(session: &Session, command: ContractCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let contracts = register.contracts();
    let (contract, reveal) = match command {
        ContractCommand::List => {
            let all = contracts.list()?;
            let documents = all
                .iter()
                .map(|contract| document(session, &register, contract, None))
                .collect::<Result<Vec<_>, _>>()?;
            return output.items(&documents, || list(output, &all));
        }
        ContractCommand::Add(flags) => {
            let (draft, terms) = draft(session, &register, flags)?;
            let secrets = read_secrets(output)?;
            let keyring = keyring_for(session, &register, &secrets)?;
            let added = contracts.add(&draft, &secrets, &keyring, now)?;
            (with_terms(&register, added, terms, now)?, false)
        }
        ContractCommand::Show { contract, reveal } => (contracts.find(&contract)?, reveal),
        ContractCommand::Set { contract, changes } => {
            let before = contracts.find(&contract)?;
            let secrets = if changes.secrets { read_secrets(output)? } else { SecretChange::default() };
            let id = before.id;
            let (draft, terms) = changed(session, &register, before, changes)?;
            let keyring = keyring_for(session, &register, &secrets)?;
            let set = contracts.set(id, &draft, &secrets, &keyring, now)?;
            (with_terms(&register, set, terms, now)?, false)
        }
        ContractCommand::Link { contract, channel, sign_in, on } => {
            let linked = contracts.find(&contract)?;
            let on = on.map(|on| input::date(&on, "on")).transpose()?;
            contracts.link(session.edition, linked.id, &channel, &sign_in, on, now)?;
            (linked, false)
        }
        ContractCommand::Unlink { contract, channel, sign_in } => {
            let linked = contracts.find(&contract)?;
            contracts.unlink(linked.id, &channel, &sign_in, now)?;
            (linked, false)
        }
        ContractCommand::Entitles { contract, tenant } => {
            let tenant = register.tenants().find(&tenant).about("tenant")?;
            let ruling = register.contract_entitles(session.edition, &contracts.find(&contract)?, &tenant, now)?;
            return output.answer(&ruling, || {
                for_people(output, &ruling, |answer| {
                    let yes = output.say(
                        "Yes, it covers requests of this tenant.",
                        "Ja, den dekker forespørsler fra denne leieren.",
                    );
                    format!("{yes}\n{}", steps(output, &answer.provided))
                })
            });
        }
        ContractCommand::Remove { contract } => {
            let removed = contracts.find(&contract)?;
            contracts.remove(removed.id, now)?;
            (removed, false)
        }
        ContractCommand::UndoRemove { contract } => {
            (contracts.undo_remove(Session::removed(&register, RecordType::Contract, &contract)?, now)?, false)
        }
    };
    let revealed = if reveal { Some(open(session, &register, &contract)?) } else { None };
    let document = document(session, &register, &contract, revealed.as_ref())?;
    output.answer(&document, || show(output, &register, &contract, &document))
}

/// The system's keyring; the register is unlocked with it where secrets are to be sealed.
fn keyring_for(session: &Session, register: &Register, secrets: &SecretChange) -> Result<Keyring, Failure> {
    let keyring = Keyring::system();
    if secrets.needs_key() {
        vault::open(session, register, &keyring)?;
    }
    Ok(keyring)
}

/// A contract's draft, and the terms of its own where flags name any; both are known to be sound.
type Changed = (ContractDraft, Option<ContractTerms>);

/// Stores the terms where there are any, after the contract itself.
fn with_terms(
    register: &Register,
    contract: Contract,
    terms: Option<ContractTerms>,
    now: DateTime<Utc>,
) -> Result<Contract, Failure> {
    Ok(match terms {
        Some(terms) => register.contracts().set_terms(contract.id, &terms, now)?,
        None => contract,
    })
}

fn terms(
    session: &Session,
    register: &Register,
    before: ContractTerms,
    flags: TermFlags,
) -> Result<Option<ContractTerms>, Failure> {
    let Some(terms) = contract_terms::changed(before, flags)? else { return Ok(None) };
    let terms = terms.known_to(session.edition)?;
    register.contracts().check_terms(&terms)?;
    Ok(Some(terms))
}

fn draft(session: &Session, register: &Register, flags: ContractAdd) -> Result<Changed, Failure> {
    let terms = terms(session, register, ContractTerms::default(), flags.terms)?;
    let draft = ContractDraft {
        kind: kind(&flags.kind)?,
        name: flags.name,
        tenant: tenant(register, flags.tenant)?,
        holder: flags.holder,
        starts: date(flags.starts, "starts")?,
        ends: date(flags.ends, "ends")?,
        edition: cleared_or(session.named_edition.clone(), None),
    };
    Ok((draft, terms))
}

fn changed(
    session: &Session,
    register: &Register,
    before: Contract,
    changes: ContractChanges,
) -> Result<Changed, Failure> {
    let terms = terms(session, register, before.terms, changes.terms)?;
    let draft = ContractDraft {
        kind: changes.kind.as_deref().map_or(Ok(before.kind), kind)?,
        name: changes.name.unwrap_or(before.name),
        tenant: match changes.tenant {
            None => before.tenant,
            Some(name) if name.is_empty() => None,
            name => tenant(register, name)?,
        },
        holder: cleared_or(changes.holder, before.holder),
        starts: date(cleared_or(changes.starts, before.starts.map(|date| date.to_string())), "starts")?,
        ends: date(cleared_or(changes.ends, before.ends.map(|date| date.to_string())), "ends")?,
        edition: cleared_or(session.named_edition.clone(), before.edition),
    };
    Ok((draft, terms))
}

fn kind(id: &str) -> Result<ContractKind, Failure> {
    id.parse().map_err(|_| {
        Failure::Policy(PolicyError::Unknown {
            field: "kind",
            given: id.to_owned(),
            known: ContractKind::ALL.iter().map(ToString::to_string).collect(),
        })
    })
}

fn tenant(register: &Register, name: Option<String>) -> Result<Option<uuid::Uuid>, Failure> {
    Ok(name.map(|name| register.tenants().find(&name).about("tenant")).transpose()?.map(|tenant| tenant.id))
}

fn date(text: Option<String>, field: &'static str) -> Result<Option<chrono::NaiveDate>, Failure> {
    Ok(text.map(|text| input::date(&text, field)).transpose()?)
}

/// The JSON on standard input: `{"access_id": …, "contract_id": …}` or with `password`; empty input has no secrets.
/// At a terminal each is asked for.
fn read_secrets(output: Output) -> Result<SecretChange, Failure> {
    if io::stdin().is_terminal() {
        return ask_for_secrets(output);
    }
    let mut text = Zeroizing::new(String::new());
    let unreadable = |error: io::Error| Failure::File { field: "stdin", name: "stdin".to_owned(), why: error.kind() };
    io::stdin().lock().take(MOST_INPUT).read_to_string(&mut text).map_err(unreadable)?;
    if text.trim().is_empty() {
        return Ok(SecretChange::default());
    }
    serde_json::from_str(&text).map_err(|error| not_secrets(error.line(), error.column()))
}

fn ask_for_secrets(output: Output) -> Result<SecretChange, Failure> {
    let ask = |label: &str| -> Result<Option<SecretString>, Failure> {
        let unreadable =
            |error: io::Error| Failure::File { field: "stdin", name: "terminal".to_owned(), why: error.kind() };
        let text = rpassword::prompt_password(format!("{label}: ")).map_err(unreadable)?;
        Ok((!text.is_empty()).then(|| SecretString::from(text)))
    };
    let access_id = ask(output.say("Access ID (empty for none)", "Access ID (tom for ingen)"))?;
    let contract_id =
        ask(output
            .say("Contract ID (empty if the password was changed)", "Kontrakts-ID (tom hvis passordet er endret)"))?;
    let password = match contract_id {
        Some(_) => None,
        None => ask(output.say("Changed password (empty for none)", "Endret passord (tom for ingen)"))?,
    };
    Ok(SecretChange {
        access_id: access_id.map(Some),
        contract_id: contract_id.map(Some),
        password: password.map(Some),
    })
}

/// Where the JSON is wrong, and nothing of what it says: it holds secrets.
fn not_secrets(line: usize, column: usize) -> Failure {
    Failure::Input {
        code: "not-secrets",
        field: Some("stdin"),
        message: text!(
            "Standard input is not the JSON expected, at line {line}, column {column}. Give {ids} or {changed}.",
            "Standard inn er ikke JSON som ventet, i linje {line}, kolonne {column}. Oppgi {ids} eller {changed}.",
            line,
            column,
            ids = r#"{"access_id": …, "contract_id": …}"#,
            changed = r#"{"access_id": …, "password": …}"#
        ),
    }
}

/// The secrets of a contract, opened; that they were is in the history.
fn open(session: &Session, register: &Register, contract: &Contract) -> Result<Map<String, Value>, Failure> {
    let state = vault::open(session, register, &Keyring::system())?;
    let kept = [
        (contract.has_access_id, SecretField::AccessId),
        (contract.has_contract_id, SecretField::ContractId),
        (contract.has_password, SecretField::Password),
    ];
    let mut revealed = Map::new();
    for (_, field) in kept.into_iter().filter(|(has, _)| *has) {
        if state == VaultState::Empty {
            break;
        }
        let secret = register.contracts().secret(contract.id, field, SecretUse::Reveal, Session::now())?;
        revealed.insert(field.as_str().to_owned(), secret.expose_secret().into());
    }
    Ok(revealed)
}

/// The record with its secrets as they may be shown: masked, or revealed.
fn document(
    session: &Session,
    register: &Register,
    contract: &Contract,
    revealed: Option<&Map<String, Value>>,
) -> Result<Value, Failure> {
    let unwritable = |_| Failure::Register(RegisterError::Storage { code: 0 });
    let mut document = serde_json::to_value(contract).map_err(unwritable)?;
    let links = register.contract_links(session.edition, contract, Session::now())?;
    let missing = serde_json::to_value(&links.missing).map_err(unwritable)?;
    let links = serde_json::to_value(&links.links).map_err(unwritable)?;
    if let Value::Object(fields) = &mut document {
        let masked = |has: bool| if has { json!(MASK) } else { Value::Null };
        for (field, has) in [
            ("access_id", contract.has_access_id),
            ("contract_id", contract.has_contract_id),
            ("password", contract.has_password),
        ] {
            let value = revealed.and_then(|revealed| revealed.get(field)).cloned();
            fields.insert(field.to_owned(), value.unwrap_or_else(|| masked(has)));
        }
        fields.insert("links".to_owned(), links);
        fields.insert("links_missing".to_owned(), missing);
        fields.insert("incidents_left".to_owned(), json!(contract.terms.incidents.map(Incidents::left)));
    }
    Ok(document)
}

fn list(output: Output, contracts: &[Contract]) -> String {
    if contracts.is_empty() {
        return output
            .say(
                "No contract yet. Add one: atlas contract add --kind premier --name NAME",
                "Ingen kontrakter ennå. Legg til en: atlas contract add --kind premier --name NAVN",
            )
            .to_owned();
    }
    let rows = contracts
        .iter()
        .map(|contract| {
            let ends = contract.ends.map_or_else(String::new, |date| date.to_string());
            vec![contract.name.clone(), contract.kind.to_string(), ends, contract.id.to_string()]
        })
        .collect();
    table(&[output.say("Name", "Navn"), output.say("Kind", "Type"), output.say("Ends", "Slutter"), "Id"], rows)
}

fn show(output: Output, register: &Register, contract: &Contract, document: &Value) -> String {
    let secret = |field: &str| document.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let date = |date: Option<chrono::NaiveDate>| date.map_or_else(String::new, |date| date.to_string());
    let tenant = contract.tenant.and_then(|id| register.tenants().get(id).ok());
    let terms = &contract.terms;
    let incidents = terms
        .incidents
        .map(|incidents| format!("{} {} {}", incidents.left(), output.say("left of", "igjen av"), incidents.total));
    let packages: Vec<String> = terms
        .packages
        .iter()
        .map(|package| format!("{} ({} – {})", package.id, date(package.starts), date(package.ends)))
        .collect();
    let times: Vec<String> =
        terms.response_times.iter().map(|own| format!("{} < {}", own.severity.to_uppercase(), own.limit)).collect();
    let texts = |list: &str, fields: &[&str]| -> String {
        let items = document.get(list).and_then(Value::as_array).cloned().unwrap_or_default();
        let item = |item: &Value| {
            let texts = fields.iter().filter_map(|field| item.get(*field).and_then(Value::as_str));
            texts.collect::<Vec<_>>().join(" ")
        };
        items.iter().map(item).collect::<Vec<_>>().join(", ")
    };
    facts(&[
        (output.say("Name", "Navn"), contract.name.clone()),
        (output.say("Kind", "Type"), contract.kind.to_string()),
        (output.say("Tenant", "Leier"), tenant.map_or_else(String::new, |tenant| tenant.name)),
        (output.say("Holder", "Innehaver"), contract.holder.clone().unwrap_or_default()),
        (output.say("Starts", "Starter"), date(contract.starts)),
        (output.say("Ends", "Slutter"), date(contract.ends)),
        (output.say("Edition", "Utgave"), contract.edition.clone().unwrap_or_default()),
        ("Access ID", secret("access_id")),
        (output.say("Contract ID", "Kontrakts-ID"), secret("contract_id")),
        (output.say("Password", "Passord"), secret("password")),
        (output.say("Account manager", "Kundeansvarlig"), terms.account_manager.clone().unwrap_or_default()),
        (output.say("Packages", "Pakker"), packages.join(", ")),
        (output.say("Incidents", "Hendelser"), incidents.unwrap_or_default()),
        (output.say("Own response times (R11)", "Egne svartider (R11)"), times.join(", ")),
        (output.say("Linked", "Koblet"), texts("links", &["channel", "sign_in", "linked_on", "state"])),
        (output.say("Not linked", "Ikke koblet"), texts("links_missing", &["channel"])),
        ("Id", contract.id.to_string()),
    ])
}

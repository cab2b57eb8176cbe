//! What a request already says of the portal's form, and the text for the portal without a secret that is kept here.

use secrecy::{ExposeSecret as _, SecretString};
use support_policy::edition::Edition;
use support_policy::filing_pack::{FilingPack, PackFacts, PackGap, filing_pack};
use support_policy::secret_text::without_these;
use support_policy::{Text, text};

use crate::contract::Contract;
use crate::contract_secret::{self, SecretField};
use crate::error::{RegisterError, Result};
use crate::record::Record as _;
use crate::register::Register;
use crate::request::Request;

/// The secrets of all contracts, as far as they can be opened now.
enum Known {
    Opened(Vec<SecretString>),
    /// There are some, and they are locked.
    Locked,
}

impl Register {
    /// The facts of `given`, with what is kept of the request where they are blank. No secret is among them.
    ///
    /// # Errors
    /// [`crate::RegisterError::Dangling`] for a contract that is not there.
    pub fn pack_facts(&self, request: &Request, given: PackFacts) -> Result<PackFacts> {
        let or = |given: String, kept: &str| if given.trim().is_empty() { kept.to_owned() } else { given };
        let plan = match given.plan {
            Some(plan) => Some(plan),
            None => self.plan_of(request.plan.as_deref(), request.contract)?,
        };
        Ok(PackFacts {
            product: or(given.product, &request.product),
            concern: or(given.concern, request.concern.as_deref().unwrap_or("break-fix")),
            plan,
            severity: given.severity.or_else(|| Some(request.severity.clone())),
            title: or(given.title, &request.title),
            ..given
        })
    }

    /// The text for the portal. While unlocked every secret kept here is looked for and left out, however it is written;
    /// while locked what looks like one is, and the pack says that no more could be done.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for ids that the edition does not have.
    pub fn filing_pack(&self, edition: &Edition, mut facts: PackFacts) -> Result<FilingPack> {
        let known = self.known_secrets()?;
        let mut hidden = Vec::new();
        if let Known::Opened(secrets) = &known {
            let secrets: Vec<&str> = secrets.iter().map(SecretString::expose_secret).collect();
            for (field, text) in facts.texts_mut() {
                let (kept, found) = without_these(text, &secrets);
                if found {
                    *text = kept;
                    hidden.push(field);
                }
            }
        }
        let mut pack = filing_pack(edition, &facts)?;
        for gap in hidden.into_iter().map(PackGap::left_out) {
            if !pack.missing.contains(&gap) {
                pack.missing.push(gap);
            }
        }
        if matches!(known, Known::Locked) {
            pack.missing.push(PackGap { field: "secrets".to_owned(), text: not_compared() });
        }
        Ok(pack)
    }

    fn known_secrets(&self) -> Result<Known> {
        let key = self.key();
        self.read(|connection| {
            let sql = format!("SELECT {} FROM contract ORDER BY id", Contract::COLUMNS);
            let contracts: Vec<Contract> =
                connection.prepare(&sql)?.query_map([], Contract::read)?.collect::<rusqlite::Result<_>>()?;
            let mut secrets = Vec::new();
            for contract in &contracts {
                for &field in SecretField::ALL {
                    let Some(cell) = contract_secret::cell(connection, contract.id, field)? else { continue };
                    match &key {
                        Err(_) => return Ok(Known::Locked),
                        Ok(key) => match contract_secret::open(key, self.id(), contract, field, &cell) {
                            Ok(secret) => secrets.push(secret),
                            // The check tells of it.
                            Err(RegisterError::Tampered { .. }) => {}
                            Err(_) => return Ok(Known::Locked),
                        },
                    }
                }
            }
            Ok(Known::Opened(secrets))
        })
    }
}

fn not_compared() -> Text {
    text!(
        "The secrets are locked, so the text was not compared with them: only what looks like a secret was left out. Unlock them to have it compared, or read it through.",
        "Hemmelighetene er låst, så teksten er ikke sammenlignet med dem: Bare det som ser ut som en hemmelighet, er utelatt. Lås dem opp for å få den sammenlignet, eller les gjennom den."
    )
}

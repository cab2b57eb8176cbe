//! The text for the portal never holds a secret that is kept here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{contract_draft, desk, no_keyring, now};
use support_policy::edition::Edition;
use support_policy::filing_pack::PackFacts;
use support_register::SecretChange;
use support_vault::Passphrase;

#[test]
fn a_stored_secret_is_left_out_wherever_it_stands() {
    let desk = desk();
    let frase = Passphrase::new("sju svarte elger drakk seg utørste").unwrap();
    let pack = |description: &str| {
        let facts = PackFacts {
            product: "finance".into(),
            concern: "break-fix".into(),
            description: description.into(),
            ..PackFacts::default()
        };
        desk.register.filing_pack(Edition::base().unwrap(), facts).unwrap()
    };
    let fields = |pack: &support_policy::filing_pack::FilingPack| -> Vec<String> {
        pack.missing
            .iter()
            .map(|gap| gap.field.clone())
            .filter(|field| matches!(field.as_str(), "description" | "secrets"))
            .collect()
    };
    assert_eq!(fields(&pack("We pay with 00-4208 15 kanari.")), [""; 0], "there is none yet");

    desk.register.protect_with_passphrase(&no_keyring(), &frase, now()).unwrap();
    let secrets = SecretChange {
        access_id: Some(Some("00420815-KANARI".into())),
        password: Some(Some("furu og gran".into())),
        ..SecretChange::default()
    };
    desk.register.contracts().add(&contract_draft("Premier"), &secrets, &no_keyring(), now()).unwrap();
    let open = pack("We pay with 00-4208 15 kanari. And FURUOGGRAN opens it.");
    assert!(open.text.contains("Description: We pay with [left out]. And [left out] opens it."), "{}", open.text);
    assert_eq!(fields(&open), ["description"]);

    desk.register.lock();
    let locked = pack("We pay. Access ID 0042081599");
    assert!(locked.text.contains("Description: We pay. Access ID [left out]"), "{}", locked.text);
    assert_eq!(fields(&locked), ["description", "secrets"], "it says that nothing was compared");
}

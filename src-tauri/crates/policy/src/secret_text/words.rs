//! The words that name a secret, and those that only speak of one, in English and Norwegian.

/// What a word that names a secret is followed by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything, to the end of the line.
    Password,
    /// Digits and letters, to the end of the line after a sign.
    Id,
    /// One word that means nothing. Errors name tokens too.
    Token,
}

pub(super) const WORDS: &[(&str, Kind)] = &[
    ("password", Kind::Password),
    ("passphrase", Kind::Password),
    ("passordfrase", Kind::Password),
    ("passord", Kind::Password),
    ("pwd", Kind::Password),
    ("client secret", Kind::Password),
    ("client_secret", Kind::Password),
    ("clientsecret", Kind::Password),
    ("account key", Kind::Password),
    ("accountkey", Kind::Password),
    ("sharedaccesskey", Kind::Password),
    ("sharedaccesssignature", Kind::Password),
    ("access key", Kind::Password),
    ("accesskey", Kind::Password),
    ("api key", Kind::Password),
    ("api-key", Kind::Password),
    ("api_key", Kind::Password),
    ("apikey", Kind::Password),
    ("access id", Kind::Id),
    ("access-id", Kind::Id),
    ("accessid", Kind::Id),
    ("access_id", Kind::Id),
    ("tilgangs-id", Kind::Id),
    ("tilgangs id", Kind::Id),
    ("tilgangsid", Kind::Id),
    ("contract id", Kind::Id),
    ("contract-id", Kind::Id),
    ("contractid", Kind::Id),
    ("contract_id", Kind::Id),
    ("contract number", Kind::Id),
    ("kontrakts-id", Kind::Id),
    ("kontrakts id", Kind::Id),
    ("kontraktsid", Kind::Id),
    ("kontrakt-id", Kind::Id),
    ("kontrakt id", Kind::Id),
    ("kontraktsnummer", Kind::Id),
    ("secret", Kind::Token),
    ("hemmelighet", Kind::Token),
    ("token", Kind::Token),
];

/// Parameters of an address or a connection whose values are secrets.
pub(super) const PARAMETERS: &[&str] =
    &["sig", "password", "pwd", "client_secret", "access_token", "refresh_token", "id_token", "token"];

/// Endings of a noun.
pub(super) const ENDINGS: &[&str] = &["", "s", "et", "ets", "ene", "en", "er", "-en", "-er", "-ene"];

/// What stands between a word and its value where there is no sign.
pub(super) const IS: &[&str] = &["is", "er", "was", "var", "equals", "–", "—", "-", "->", "→", "="];

pub(super) const NUMBER: &[&str] =
    &["is", "er", "was", "var", "nr", "nr.", "no", "no.", "number", "nummer", "–", "-", "->", "→", "#"];

/// What a password is said to be without being told.
pub(super) const STATES: &[&str] = &[
    "wrong",
    "correct",
    "right",
    "incorrect",
    "invalid",
    "valid",
    "empty",
    "blank",
    "missing",
    "known",
    "unknown",
    "weak",
    "strong",
    "ok",
    "fine",
    "needed",
    "null",
    "same",
    "set",
    "reset",
    "old",
    "new",
    "there",
    "feil",
    "riktig",
    "rett",
    "ugyldig",
    "gyldig",
    "tomt",
    "tom",
    "utløpt",
    "ukjent",
    "kjent",
    "svakt",
    "sterkt",
    "endret",
    "glemt",
    "avvist",
    "godtatt",
    "gammelt",
    "nytt",
    "borte",
    "satt",
    "påkrevd",
    "nødvendig",
];

/// What stands before a word in the text of an error.
pub(super) const ERRORS: &[&str] = &[
    "invalid",
    "wrong",
    "bad",
    "expired",
    "missing",
    "unexpected",
    "unknown",
    "incorrect",
    "malformed",
    "rejected",
    "ugyldig",
    "feil",
    "utløpt",
    "manglende",
    "mangler",
    "uventet",
    "ukjent",
];

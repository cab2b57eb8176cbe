//! Which build this is.

/// The version, and the commit it was built from where whoever built it said so in `SUPPORT_ATLAS_COMMIT`.
pub fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("SUPPORT_ATLAS_COMMIT") {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    }
}

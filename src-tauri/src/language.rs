//! The language of the product where the user has not chosen one.

use support_policy::Language;
use support_register::{LanguageChoice, Settings};

/// The language that the settings come to.
pub(crate) fn language_of(settings: Settings) -> Language {
    match settings.language {
        LanguageChoice::System => system_language(),
        LanguageChoice::Of(language) => language,
    }
}

/// The language of the system, as far as the product speaks it.
pub(crate) fn system_language() -> Language {
    Language::of_locale(sys_locale::get_locale().as_deref())
}

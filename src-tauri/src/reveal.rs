//! A revealed secret: shown in a small window of its own, which ends after 20 seconds and takes the text with it; a new
//! recovery key after five minutes. The main window never holds it.

use crate::failure::CommandError;
use crate::window::is_ours;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use std::sync::Mutex;
use std::time::Duration;
use support_policy::{Language, Text, text};
use support_register::Theme;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindowBuilder};
use zeroize::Zeroizing;

/// The label of the window.
pub(crate) const WINDOW: &str = "reveal";
/// How long a secret of a contract stays, in seconds.
pub(crate) const SECONDS: u32 = 20;

/// What the window shows. Dropped as soon as it has been sent.
#[derive(Serialize, specta::Type)]
pub struct RevealedSecret {
    /// Which contract's, and which of its secrets, in `language`.
    pub label: String,
    /// What is said of the time that is left, in `language`; `{seconds}` stands for the seconds.
    pub closes: String,
    /// The secret.
    #[specta(type = String)]
    pub value: Zeroizing<String>,
    /// After how many seconds the window closes.
    pub seconds: u32,
    /// The theme to show it in.
    pub theme: Theme,
    /// The language it is said in.
    pub language: Language,
}

/// What a window is to show.
pub(crate) struct ToShow {
    /// Which contract's, and which of its secrets.
    pub(crate) label: Text,
    /// The secret.
    pub(crate) secret: SecretString,
    /// The theme to show it in.
    pub(crate) theme: Theme,
    /// The language to show it in.
    pub(crate) language: Language,
    /// How long it stays, in seconds.
    pub(crate) seconds: u32,
}

/// The number of the window that was opened last, and what it has not fetched yet.
#[derive(Default)]
pub(crate) struct Revealed(Mutex<(u64, Option<ToShow>)>);

/// Opens a window; one that is open is closed first.
///
/// # Errors
/// When the system cannot open a window.
pub(crate) fn open(app: &AppHandle, to_show: ToShow) -> Result<(), CommandError> {
    close(app);
    let stays = Duration::from_secs(to_show.seconds.into());
    let number = {
        let state = app.state::<Revealed>();
        let mut revealed = state.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        revealed.0 += 1;
        revealed.1 = Some(to_show);
        revealed.0
    };
    WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("reveal.html".into()))
        .title("Support Atlas")
        .inner_size(480.0, 220.0)
        .resizable(false)
        .minimizable(false)
        .maximizable(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .center()
        .content_protected(true)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .general_autofill_enabled(false)
        .devtools(false)
        .build()
        .map_err(|_| CommandError::reveal())?;
    let app = app.clone();
    std::thread::spawn(move || {
        std::thread::sleep(stays);
        let still_it = {
            let state = app.state::<Revealed>();
            let revealed = state.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            revealed.0 == number
        };
        if still_it {
            close(&app);
        }
    });
    Ok(())
}

/// The secret the window was opened for; only the first asker gets it.
///
/// # Errors
/// When there is none any more.
pub(crate) fn take(app: &AppHandle) -> Result<RevealedSecret, CommandError> {
    let state = app.state::<Revealed>();
    let mut revealed = state.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let ToShow { label, secret, theme, language, seconds } = revealed.1.take().ok_or_else(CommandError::reveal)?;
    let value = Zeroizing::new(secret.expose_secret().to_owned());
    let closes = text!("Closes in {seconds} s", "Lukkes om {seconds} s", seconds = "{seconds}").into_language(language);
    Ok(RevealedSecret { label: label.into_language(language), closes, value, seconds, theme, language })
}

/// Closes the window and forgets what it may not have fetched.
pub(crate) fn close(app: &AppHandle) {
    let state = app.state::<Revealed>();
    state.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).1 = None;
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.destroy();
    }
}

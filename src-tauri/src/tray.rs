//! The icon in the tray: open, what is next, pause reminders, lock, quit. Where there is no tray there is none, and
//! nothing else is missing.

use crate::{lock, opening, reminding};
use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use support_policy::Language;
use support_register::{DueItem, Notice, Reference, ReminderSettings, local_zone, notice};
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, Wry};

/// What the tray shows now, and what closing the window means.
#[derive(Default)]
pub(crate) struct Tray {
    items: Mutex<Option<Items>>,
    next: Mutex<Option<Reference>>,
    paused: AtomicBool,
    stays: AtomicBool,
}

struct Items {
    open: MenuItem<Wry>,
    next: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    lock: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// Whether closing the window is to leave the program in the tray.
pub(crate) fn stays_when_closed(app: &AppHandle) -> bool {
    app.state::<Tray>().stays.load(Ordering::Relaxed) && is_there(app)
}

/// Whether the icon has been put into a tray.
pub(crate) fn is_there(app: &AppHandle) -> bool {
    app.state::<Tray>().items.lock().unwrap_or_else(PoisonError::into_inner).is_some()
}

/// Shows what is next and which words fit; puts the icon into the tray first, if there is a tray by now.
pub(crate) fn refresh(
    app: &AppHandle,
    next: Option<DueItem>,
    settings: &ReminderSettings,
    language: Language,
    now: DateTime<Utc>,
) {
    let tray = app.state::<Tray>();
    let paused = settings.paused_until.is_some_and(|until| until > now);
    tray.paused.store(paused, Ordering::Relaxed);
    tray.stays.store(settings.close_to_tray, Ordering::Relaxed);
    let said = next.as_ref().and_then(|item| notice(&[item], language, local_zone(), now));
    *tray.next.lock().unwrap_or_else(PoisonError::into_inner) = next.map(|item| item.subject);
    let words = Words::of(language, said, paused);
    if !is_there(app) && !system::has_tray() {
        return;
    }
    // Menus belong to the window's thread.
    let handle = app.clone();
    let _ = app.run_on_main_thread(move || {
        let tray = handle.state::<Tray>();
        let mut items = tray.items.lock().unwrap_or_else(PoisonError::into_inner);
        if items.is_none() {
            *items = put_up(&handle, &words).ok();
        } else if let Some(items) = &*items {
            let _ = items.say(&words);
        }
    });
}

struct Words {
    open: &'static str,
    next: String,
    pause: &'static str,
    lock: &'static str,
    quit: &'static str,
}

impl Words {
    fn of(language: Language, next: Option<Notice>, paused: bool) -> Self {
        let say = |en: &'static str, nb: &'static str| language.say(en, nb);
        let name = |body: &str| body.lines().next().unwrap_or_default().to_owned();
        Self {
            open: say("Open Support Atlas", "Åpne Support Atlas"),
            next: next.map_or_else(
                || say("Nothing is due", "Ingenting forfaller").to_owned(),
                |notice| format!("{}: {}", notice.title, name(&notice.body)),
            ),
            pause: if paused {
                say("Resume reminders", "Gjenoppta påminnelser")
            } else {
                say("Pause reminders until tomorrow", "Sett påminnelser på pause til i morgen")
            },
            lock: say("Lock secrets", "Lås hemmeligheter"),
            quit: say("Quit", "Avslutt"),
        }
    }
}

impl Items {
    fn say(&self, words: &Words) -> tauri::Result<()> {
        self.open.set_text(words.open)?;
        self.next.set_text(&words.next)?;
        self.pause.set_text(words.pause)?;
        self.lock.set_text(words.lock)?;
        self.quit.set_text(words.quit)
    }
}

fn put_up(app: &AppHandle, words: &Words) -> tauri::Result<Items> {
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let items = Items {
        open: item("open", words.open)?,
        next: item("next", &words.next)?,
        pause: item("pause", words.pause)?,
        lock: item("lock", words.lock)?,
        quit: item("quit", words.quit)?,
    };
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(app, &[&items.open, &items.next, &items.pause, &items.lock, &line, &items.quit])?;
    let mut icon = TrayIconBuilder::with_id("main")
        .tooltip("Support Atlas")
        .menu(&menu)
        .on_menu_event(|app, event| chosen(app, event.id.as_ref()));
    if let Some(image) = app.default_window_icon() {
        icon = icon.icon(image.clone());
    }
    icon.build(app)?;
    Ok(items)
}

fn chosen(app: &AppHandle, item: &str) {
    let app = app.clone();
    let item = item.to_owned();
    // The register and the keyring may wait; the menu's thread is the window's.
    std::thread::spawn(move || match item.as_str() {
        "open" => opening::open(&app, None),
        "next" => {
            let next = app.state::<Tray>().next.lock().unwrap_or_else(PoisonError::into_inner).clone();
            opening::open(&app, next);
        }
        "pause" => {
            let paused = app.state::<Tray>().paused.load(Ordering::Relaxed);
            let _ = reminding::pause(&app, !paused);
        }
        "lock" => {
            let _ = lock::lock_everywhere(&app);
        }
        "quit" => app.exit(0),
        _ => {}
    });
}

#[cfg(target_os = "linux")]
mod system {
    use std::time::Duration;

    /// Where icons are shown, somebody on the bus watches for them, and the library that tells them is installed. The
    /// library's own crate ends the program where it is not.
    pub(super) fn has_tray() -> bool {
        is_watched() && is_installed()
    }

    fn is_watched() -> bool {
        let Ok(bus) = dbus::blocking::Connection::new_session() else { return false };
        let daemon = bus.with_proxy("org.freedesktop.DBus", "/org/freedesktop/DBus", Duration::from_secs(2));
        let name = ("org.kde.StatusNotifierWatcher",);
        let owned: Result<(bool,), _> = daemon.method_call("org.freedesktop.DBus", "NameHasOwner", name);
        owned.is_ok_and(|(owned,)| owned)
    }

    fn is_installed() -> bool {
        ["libayatana-appindicator3.so.1", "libappindicator3.so.1"].iter().any(|name| {
            #[expect(unsafe_code, reason = "loading a library of the system runs its start-up code, as the tray does")]
            unsafe {
                libloading::Library::new(name).is_ok()
            }
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    /// Windows and macOS always have a place for icons.
    pub(super) fn has_tray() -> bool {
        true
    }
}

/// Whether this system has a tray to put the icon into.
pub(crate) fn is_possible() -> bool {
    system::has_tray()
}

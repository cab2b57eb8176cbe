//! What is left to do when the program itself is at fault, before it ends: what was acknowledged is on the disk, but a copied
//! secret may still be in the clipboard, and a window that vanishes without a word is a riddle.

use crate::language::system_language;
use crate::{clipboard, notifications};
use std::io::Write as _;
use std::panic;
use std::sync::mpsc::channel;
use std::time::Duration;
use tauri::AppHandle;

/// How long tidying up may take: what it needs may be held by the thread that is at fault.
const LIMIT: Duration = Duration::from_secs(1);

/// Panics, on a thread of its own, where a test has said so by a file. Debug builds only: how a fault ends can only be tried
/// with one.
pub(crate) fn if_asked() {
    if std::env::var_os("ATLAS_DEBUG_PANIC").is_some_and(|file| std::path::Path::new(&file).exists()) {
        std::thread::spawn(|| panic!("asked for"));
    }
}

/// Has a panic be told before the program ends, as long as there is nothing to tidy up.
pub(crate) fn tell_first() {
    hook(|| {});
}

/// Has a panic be told, and secrets be cleared from the clipboard, before the program ends.
pub(crate) fn tidy_up_first(app: &AppHandle) {
    let app = app.clone();
    hook(move || clipboard::clear_now(&app));
}

fn hook(tidy_up: impl Fn() + Clone + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |panicked| {
        // Where it happened and not what was at hand, which may be secret.
        let place = panicked.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "Support Atlas ran into a fault of its own ({place}) and has stopped.");
        let (tidy_up, (tell, told)) = (tidy_up.clone(), channel());
        std::thread::spawn(move || {
            tidy_up();
            notifications::stopped(system_language());
            let _ = tell.send(());
        });
        let _ = told.recv_timeout(LIMIT);
    }));
}

//! Desktop notifications. `notify-rust` is what Tauri's own plug-in shows them with; asked directly, it also says when
//! one was clicked.

use crate::opening;
use notify_rust::{Notification, NotificationResponse, Timeout};
use std::sync::mpsc::channel;
use support_policy::Language;
use support_register::{DueItem, Notice, local_zone, notice};
use tauri::AppHandle;

/// The action of a click on the notification itself.
const CLICK: &str = "default";

/// Shows one notification for all of `items`. A click brings the window to the front, and opens the record when there is
/// only one.
///
/// # Errors
/// When nobody on this system shows notifications.
pub(crate) fn show(
    app: &AppHandle,
    items: &[&DueItem],
    language: Language,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), notify_rust::error::Error> {
    let Some(Notice { title, body }) = notice(items, language, local_zone(), now) else { return Ok(()) };
    let mut notification = Notification::new();
    notification.appname("Support Atlas").summary(&title).body(&marked_up(body)).timeout(Timeout::Default);
    notification.action(CLICK, language.say("Open", "Åpne"));
    of_this_system(&mut notification, items.iter().any(|item| item.any_hour()));
    let record = match items {
        [only] => Some(only.subject.clone()),
        _ => None,
    };
    let app = app.clone();
    let (tell, told) = channel();
    // Who shows a notification must wait for its answer on the same thread.
    std::thread::spawn(move || match notification.show() {
        Err(error) => drop(tell.send(Err(error))),
        Ok(shown) => {
            let _ = tell.send(Ok(()));
            let _ = shown.wait_for_response(move |response: &NotificationResponse| {
                if matches!(response, NotificationResponse::Default | NotificationResponse::Action(_)) {
                    opening::open(&app, record);
                }
            });
        }
    });
    told.recv().unwrap_or(Ok(()))
}

/// Says that the program had to end, as far as anybody shows it.
pub(crate) fn stopped(language: Language) {
    let mut notification = Notification::new();
    notification.appname("Support Atlas").timeout(Timeout::Default);
    notification.summary(language.say("Support Atlas has stopped", "Support Atlas har stoppet"));
    notification.body(language.say(
        "It ran into a fault of its own. Everything you saved is there; start it again.",
        "Det oppstod en feil i programmet. Alt du har lagret, er der; start det på nytt.",
    ));
    of_this_system(&mut notification, false);
    let _ = notification.show();
}

#[cfg(all(unix, not(target_os = "macos")))]
fn of_this_system(notification: &mut Notification, urgent: bool) {
    use notify_rust::{Hint, Urgency};
    notification.icon("support-atlas").hint(Hint::DesktopEntry("support-atlas".to_owned())).urgency(if urgent {
        Urgency::Critical
    } else {
        Urgency::Normal
    });
}

#[cfg(windows)]
fn of_this_system(notification: &mut Notification, _urgent: bool) {
    notification.app_id("app.support-atlas");
}

#[cfg(target_os = "macos")]
fn of_this_system(_notification: &mut Notification, _urgent: bool) {
    let _ = notify_rust::set_application("app.support-atlas");
}

/// Some desktops read the body as markup, in which a name may not play a part.
#[cfg(all(unix, not(target_os = "macos")))]
fn marked_up(body: String) -> String {
    let reads_markup = notify_rust::get_capabilities().is_ok_and(|all| all.iter().any(|one| one == "body-markup"));
    if reads_markup { body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { body }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn marked_up(body: String) -> String {
    body
}

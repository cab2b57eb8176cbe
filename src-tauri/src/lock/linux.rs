//! What Linux desktops say on their buses: that the computer is about to sleep, and that the session or the screen is locked.

use dbus::blocking::Connection;
use dbus::message::MatchRule;
use std::time::Duration;

/// How long one wait for a signal lasts; nothing hangs on it.
const WAIT: Duration = Duration::from_hours(1);
/// Desktops that say on the session's bus that the screen is locked, each under a name of its own.
const SCREENS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];

/// Without a bus there is the idle time alone.
pub(super) fn begin(on_signal: impl Fn() + Clone + Send + 'static) {
    let on_system = on_signal.clone();
    std::thread::spawn(move || {
        listen(
            Connection::new_system(),
            &[
                ("org.freedesktop.login1.Manager", "PrepareForSleep", true),
                ("org.freedesktop.login1.Session", "Lock", false),
            ],
            &on_system,
        );
    });
    let screens: Vec<_> = SCREENS.iter().map(|screen| (*screen, "ActiveChanged", true)).collect();
    std::thread::spawn(move || listen(Connection::new_session(), &screens, &on_signal));
}

/// `true` in a signal means that it begins; one without an argument always does.
fn listen(
    bus: Result<Connection, dbus::Error>,
    signals: &[(&'static str, &'static str, bool)],
    on_signal: &(impl Fn() + Clone + Send + 'static),
) {
    let Ok(bus) = bus else { return };
    for &(interface, member, says_whether) in signals {
        let on_signal = on_signal.clone();
        let matched = bus.add_match(MatchRule::new_signal(interface, member), move |(): (), _, message| {
            if !says_whether || message.read1::<bool>().is_ok_and(|begins| begins) {
                on_signal();
            }
            true
        });
        if matched.is_err() {
            return;
        }
    }
    while bus.process(WAIT).is_ok() {}
}

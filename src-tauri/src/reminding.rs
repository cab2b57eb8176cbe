//! The loop that reminds: it looks when the plan says so, and at least once a minute, so that sleep and a changed clock
//! are noticed. It begins after the window's first paint.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::language::language_of;
use crate::{memory, notifications, tray};
use chrono::{DateTime, Days, NaiveTime, Utc};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use support_policy::local_time::{Repeated, instant_of};
use support_register::{DueItem, Register, ReminderSettings, ShownNow, local_zone};
use tauri::{AppHandle, Manager as _};

/// A timer does not count the time a machine sleeps, so it is never set for longer.
const STEP: Duration = Duration::from_mins(1);
/// How long the loop leaves the machine to the window when that has been loaded.
const HEAD_START: Duration = Duration::from_secs(2);

/// A way to the loop, once it runs.
#[derive(Default)]
pub(crate) struct Reminding(Mutex<Option<Sender<()>>>);

/// Starts the loop, unless it runs already.
pub(crate) fn begin(app: &AppHandle, after: Duration) {
    let state = app.state::<Reminding>();
    let mut sender = state.0.lock().unwrap_or_else(PoisonError::into_inner);
    if sender.is_none() {
        let (to_loop, woken) = channel();
        *sender = Some(to_loop);
        let app = app.clone();
        std::thread::spawn(move || remind(&app, &woken, after));
    }
}

/// Starts the loop for a window that has been loaded.
pub(crate) fn begin_after_paint(app: &AppHandle) {
    begin(app, HEAD_START);
}

/// Has the loop look at once: settings or records have changed.
pub(crate) fn look_now(app: &AppHandle) {
    if let Some(sender) = &*app.state::<Reminding>().0.lock().unwrap_or_else(PoisonError::into_inner) {
        let _ = sender.send(());
    }
}

/// Holds reminders back until tomorrow's working hours begin, or no longer.
///
/// # Errors
/// When the register cannot be written.
pub(crate) fn pause(app: &AppHandle, pause: bool) -> Result<(), CommandError> {
    let register = app.state::<Desk>().inner().register()?;
    let now = Utc::now();
    let settings = register.reminder_settings().get()?;
    let until = if pause { tomorrow(&settings, now)? } else { None };
    register.reminder_settings().set(&ReminderSettings { paused_until: until, ..settings }, now)?;
    look_now(app);
    Ok(())
}

fn tomorrow(settings: &ReminderSettings, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, CommandError> {
    let zone = settings.hours.on(local_zone())?.zone();
    let date = now.with_timezone(&zone).date_naive().checked_add_days(Days::new(1));
    let from = |date: chrono::NaiveDate| {
        let time = NaiveTime::parse_from_str(&settings.hours.from, "%H:%M").unwrap_or(NaiveTime::MIN);
        instant_of(date.and_time(time), zone, Repeated::Earlier)
    };
    Ok(date.map(from))
}

fn remind(app: &AppHandle, woken: &Receiver<()>, after: Duration) {
    let mut shown = ShownNow::default();
    let mut wait = after;
    let mut first = true;
    loop {
        match woken.recv_timeout(wait) {
            Err(RecvTimeoutError::Disconnected) => return,
            // Several changes at once are looked at once.
            Ok(()) => while woken.try_recv().is_ok() {},
            Err(RecvTimeoutError::Timeout) => {}
        }
        // A register that cannot be read is told of by the window; the loop tries again.
        let wake = look(app, &mut shown).ok().flatten();
        if let Some(register) = app.state::<Desk>().opened() {
            register.rest();
        }
        // The first look is the last of what starting up needs.
        if std::mem::take(&mut first) {
            memory::give_back();
        }
        let until = wake.and_then(|wake| (wake - Utc::now()).to_std().ok());
        wait = until.map_or(STEP, |until| until.min(STEP)).max(Duration::from_millis(200));
    }
}

/// Shows what is to be shown now; says when there is more.
fn look(app: &AppHandle, shown: &mut ShownNow) -> Result<Option<DateTime<Utc>>, CommandError> {
    let register = app.state::<Desk>().inner().register()?;
    let language = language_of(register.settings().get()?);
    let now = Utc::now();
    let plan = register.reminders().plan(Desk::edition()?, local_zone(), shown, now)?;
    let items: Vec<&DueItem> = plan.show.iter().map(|(item, _)| item).collect();
    // Where nobody shows notifications they are not marked either, and come up as soon as somebody does.
    if !items.is_empty() && notifications::show(app, &items, language, now).is_ok() {
        register.reminders().mark(&plan.show, shown, now)?;
    }
    tray::refresh(app, next(register, now)?, &register.reminder_settings().get()?, language, now);
    Ok(plan.wake)
}

/// What falls due next; if all of it is overdue, the first.
fn next(register: &Register, now: DateTime<Utc>) -> Result<Option<DueItem>, CommandError> {
    let due = register.due(None, now)?;
    let next = due.iter().position(|item| !item.overdue).unwrap_or(0);
    Ok(due.into_iter().nth(next))
}

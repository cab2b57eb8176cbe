//! Commands of the first screen, of *Today*, and the settings.

use crate::commands::requests::detail;
use crate::desk::Desk;
use crate::due_today::{DueToday, MOST_OF_EACH};
use crate::edition_view::EditionView;
use crate::failure::CommandError;
use crate::language::system_language;
use crate::views::{RegionNow, Start, Today};
use crate::{reminding, window};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};
use support_policy::customer::{Customer, HolidayChoice, SupportHours};
use support_policy::edition::Edition;
use support_policy::holidays::table_source;
use support_register::{Register, Settings, VaultState, local_zone, version};
use tauri::{AppHandle, Manager as _, State};

/// What the first screen needs, made while the web view is still coming up: the page then waits for nothing.
#[derive(Default)]
pub struct Prepared(Mutex<Option<Start>>);

impl Prepared {
    /// Opens the register and makes the answer that the page will ask for. What goes wrong is told to the page, which
    /// asks anew.
    pub(crate) fn make(&self, desk: &Desk) {
        let mut prepared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *prepared = answer(desk).ok();
    }

    /// The prepared answer, once; whoever asks while it is being made waits for it.
    fn take(&self) -> Option<Start> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// All the first screen needs; asked once.
#[tauri::command]
#[specta::specta]
pub fn start(app: AppHandle, desk: State<'_, Desk>, prepared: State<'_, Prepared>) -> Result<Start, CommandError> {
    let fresh = |start: &Start| (Utc::now() - start.today.now).abs() < FRESH;
    let start = match prepared.take().filter(fresh) {
        Some(start) => Start { now: Utc::now(), ..start },
        None => answer(&desk)?,
    };
    window::hide_from_capture(&app, start.settings.hide_from_capture);
    Ok(start)
}

fn answer(desk: &Desk) -> Result<Start, CommandError> {
    let (register, now) = (desk.register()?, Utc::now());
    Ok(Start {
        version: version(),
        settings: register.settings().get()?,
        system_language: system_language(),
        now,
        local_zone: local_zone().name().to_owned(),
        home: Desk::home()?.display().to_string(),
        holiday_source: table_source().to_owned(),
        edition: EditionView::of(Desk::edition()?),
        can_hide: window::CAN_HIDE,
        folder_warning: register.folder_warning()?,
        read_only: register.is_read_only(),
        today: look(desk, false, now)?,
    })
}

/// Puts the warning of an unfit folder away.
#[tauri::command]
#[specta::specta]
pub fn folder_warning_hide(desk: State<'_, Desk>) -> Result<(), CommandError> {
    Ok(desk.register()?.hide_folder_warning()?)
}

/// Stores the settings.
#[tauri::command]
#[specta::specta]
pub fn settings_set(app: AppHandle, settings: Settings) -> Result<Settings, CommandError> {
    let settings = app.state::<Desk>().register()?.settings().set(settings, Utc::now())?;
    // The tray speaks the user's language, too.
    reminding::look_now(&app);
    window::hide_from_capture(&app, settings.hide_from_capture);
    Ok(settings)
}

/// What was prepared longer ago than this has been overtaken.
const FRESH: TimeDelta = TimeDelta::seconds(10);
/// What is due, and where support is open now; of what falls due the first rows, or `all`.
#[tauri::command]
#[specta::specta]
pub fn today(desk: State<'_, Desk>, all: bool) -> Result<Today, CommandError> {
    look(&desk, all, Utc::now())
}

fn look(desk: &Desk, all: bool, now: DateTime<Utc>) -> Result<Today, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let first = register.first_due(None, MOST_OF_EACH, now)?;
    let reminders = register.reminders().of(&first.items, edition, local_zone(), now)?;
    let counts = register.counts(now)?;
    let due = DueToday::of(&first, counts, &reminders, all);
    let next = due.next.as_ref().map(|item| item.subject.id);
    // While the page waits for the keyring it looks here every other second.
    let vault = match register.vault_state() {
        VaultState::Waiting => register.hear_keyring(desk.keyring())?,
        state => state,
    };
    Ok(Today {
        access_ends: register.access_ends(edition, now)?,
        next: next.map(|id| detail(register, edition, id)).transpose()?,
        now,
        counts,
        due,
        regions: regions_now(register, edition, now)?,
        removed: register.removed()?,
        vault,
        sample: register.sample()?,
        first_steps: register.first_steps()?,
    })
}

/// The regions with a zone of their own. Holidays are the country's, so a region alone is shown without them.
fn regions_now(register: &Register, edition: &Edition, now: DateTime<Utc>) -> Result<Vec<RegionNow>, CommandError> {
    let emea_clock = register.settings().get()?.emea_clock;
    let kept = register.tenants().regions()?;
    let mut regions = Vec::new();
    for region in edition.regions.iter().filter(|region| region.zone().is_some()) {
        if !kept.is_empty() && !kept.contains(&region.id) {
            continue;
        }
        let customer = Customer { region: Some(&region.id), emea_clock, ..Customer::default() };
        let hours = SupportHours::of(edition, &customer, &HolidayChoice::None)?;
        let (opens, closes) = hours.current_or_next(now)?;
        let open_now = opens <= now;
        regions.push(RegionNow {
            region: region.id.clone(),
            zone: hours.zone.name().to_owned(),
            open_now,
            opens_at: (!open_now).then_some(opens),
            closes_at: open_now.then_some(closes),
        });
    }
    Ok(regions)
}

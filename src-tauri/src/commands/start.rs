//! Commands of the first screen, of *Today*, and the settings.

use crate::commands::requests::{RequestDetail, detail};
use crate::desk::Desk;
use crate::due_today::{DueToday, MOST_OF_EACH};
use crate::edition_view::EditionView;
use crate::failure::CommandError;
use crate::language::system_language;
use crate::{reminding, window};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use support_policy::Language;
use support_policy::customer::{Customer, HolidayChoice, SupportHours};
use support_policy::edition::Edition;
use support_policy::holidays::table_source;
use support_register::{
    AccessEnds, Counts, FirstSteps, FolderWarning, Register, Removed, SampleState, Settings, VaultState, local_zone,
    version,
};
use tauri::{AppHandle, Manager as _, State};

/// All the first screen needs.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Start {
    /// The program's version.
    pub version: String,
    /// The user's settings.
    pub settings: Settings,
    /// The language of the system, as far as the product speaks it.
    pub system_language: Language,
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// The IANA zone of this machine.
    pub local_zone: String,
    /// The folder of the register.
    pub home: String,
    /// Where the holiday table comes from.
    pub holiday_source: String,
    /// The edition's names.
    pub edition: EditionView,
    /// Whether this system can keep the window out of pictures of the screen.
    pub can_hide: bool,
    /// That the register's folder is unfit, and what to do.
    pub folder_warning: Option<FolderWarning>,
    /// Whether the register can only be read: its file or folder cannot be written, or the disk is full.
    pub read_only: bool,
    /// The screen that comes up first.
    pub today: Today,
}

/// The screen *Today*.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct Today {
    /// When it was asked.
    pub now: DateTime<Utc>,
    /// How much the register holds.
    pub counts: Counts,
    /// What falls due.
    pub due: DueToday,
    /// Regions with fixed zones that the tenants belong to; all of them while there is no tenant.
    pub regions: Vec<RegionNow>,
    /// What has been removed and can be put back, the latest first.
    pub removed: Vec<Removed>,
    /// Whether secrets can be opened.
    pub vault: VaultState,
    /// Whether sample data is shown, or can be.
    pub sample: SampleState,
    /// The first steps, as far as they are done.
    pub first_steps: FirstSteps,
    /// What about access ends within 90 days.
    pub access_ends: AccessEnds,
    /// The request whose first response falls due next, with the picture of its deadline.
    pub next: Option<RequestDetail>,
}

/// Where a region's support stands now.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RegionNow {
    /// The region.
    pub region: String,
    /// The zone of its hours.
    pub zone: String,
    /// Whether it is open.
    pub open_now: bool,
    /// When it opens next, if it is closed.
    pub opens_at: Option<DateTime<Utc>>,
    /// When it closes, if it is open.
    pub closes_at: Option<DateTime<Utc>>,
}

/// What the first screen needs, made while the window and its web view are still coming up: the page then waits for nothing.
#[derive(Default, Clone)]
pub struct Prepared(Arc<Mutex<Answer>>);

/// The answer of a start.
#[derive(Default)]
enum Answer {
    /// Nobody has begun to make it.
    #[default]
    Unmade,
    /// It waits for the page.
    Made(Box<Start>),
    /// The page has it, or there was none.
    Gone,
}

impl Prepared {
    /// Opens the register and makes the answer that the page will ask for. What goes wrong is told to the page, which
    /// asks anew. Whoever comes second waits for the first.
    pub(crate) fn make(&self, desk: &Desk) {
        let mut prepared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*prepared, Answer::Unmade) {
            *prepared = answer(desk).map_or(Answer::Gone, |start| Answer::Made(Box::new(start)));
        }
    }

    /// The prepared answer, once; whoever asks while it is being made waits for it.
    fn take(&self) -> Option<Start> {
        let mut prepared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *prepared, Answer::Gone) {
            Answer::Made(start) => Some(*start),
            Answer::Unmade | Answer::Gone => None,
        }
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

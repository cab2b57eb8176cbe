//! Commands of *Import*. The files themselves are handed over by the user, never named by a page.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::imports::{Imports, Waiting, WaitingFile};
use crate::news::News;
use chrono::Utc;
use support_register::{
    FileOptions, FileProblem, FileReport, ImportError, ImportReport, ImportRun, ReadFile, Register,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager as _, State};
use tauri_plugin_dialog::DialogExt as _;
use uuid::Uuid;

/// Hears of files that are dropped, and of the progress of imports and exports.
#[tauri::command]
#[specta::specta]
pub fn listen(imports: State<'_, Imports>, news: Channel<News>) -> Result<(), CommandError> {
    imports.listen(news);
    Ok(())
}

/// Lets the user choose files; they wait to be looked at.
#[tauri::command]
#[specta::specta]
pub fn import_choose(app: AppHandle) -> Result<(), CommandError> {
    let chosen = app.dialog().file().blocking_pick_files().unwrap_or_default();
    app.state::<Imports>().offer(chosen.into_iter().filter_map(|file| file.into_path().ok()));
    Ok(())
}

/// The files that wait, with what each would do; those just handed over are read first.
#[tauri::command]
#[specta::specta]
pub fn import_waiting(app: AppHandle) -> Result<Vec<WaitingFile>, CommandError> {
    let imports = app.state::<Imports>();
    let register = Desk::register_apart()?;
    imports.read_offered(&register)?;
    waiting(&imports, &register)
}

/// Says of a waiting file what it does not say itself.
#[tauri::command]
#[specta::specta]
pub fn import_options(app: AppHandle, index: u32, options: FileOptions) -> Result<Vec<WaitingFile>, CommandError> {
    let imports = app.state::<Imports>();
    if let Some(Waiting::Read(file)) = imports.files().get_mut(index as usize) {
        file.options = options;
    }
    waiting(&imports, &Desk::register_apart()?)
}

/// Leaves out one of the waiting files, or all of them.
#[tauri::command]
#[specta::specta]
pub fn import_leave_out(app: AppHandle, index: Option<u32>) -> Result<Vec<WaitingFile>, CommandError> {
    let imports = app.state::<Imports>();
    {
        let mut files = imports.files();
        match index {
            Some(index) if (index as usize) < files.len() => drop(files.remove(index as usize)),
            Some(_) => {}
            None => files.clear(),
        }
    }
    waiting(&imports, &Desk::register_apart()?)
}

/// Imports the waiting files: all of them, or none.
#[tauri::command]
#[specta::specta]
pub fn import_apply(app: AppHandle) -> Result<ImportReport, CommandError> {
    let imports = app.state::<Imports>();
    let mut files = imports.files();
    let (read, unreadable) = parted(&files);
    if !unreadable.is_empty() {
        return Err(ImportError::Files(unreadable).into());
    }
    let mut report = Desk::register_apart()?.import(Desk::edition()?, &read, Utc::now(), &imports.watch())?;
    report.files.iter_mut().for_each(shorten);
    files.clear();
    Ok(report)
}

/// Stops the reading or writing that is going on; nothing is changed then.
#[tauri::command]
#[specta::specta]
pub fn import_cancel(imports: State<'_, Imports>) -> Result<(), CommandError> {
    imports.cancel();
    Ok(())
}

/// The imports that changed something, newest first.
#[tauri::command]
#[specta::specta]
pub fn imports_made(desk: State<'_, Desk>) -> Result<Vec<ImportRun>, CommandError> {
    Ok(desk.register()?.imports()?)
}

/// Takes back an import as a whole.
#[tauri::command]
#[specta::specta]
pub fn import_undo(imports: State<'_, Imports>, id: Uuid) -> Result<ImportRun, CommandError> {
    Ok(Desk::register_apart()?.undo_import(id, Utc::now(), &imports.watch())?)
}

/// Each waiting file with what it would do. Files that do not say enough are looked at without, so that the others
/// show what they would do.
fn waiting(imports: &Imports, register: &Register) -> Result<Vec<WaitingFile>, CommandError> {
    let watch = imports.watch();
    let files = imports.files();
    let mut left: Vec<usize> =
        files.iter().enumerate().filter(|(_, file)| matches!(file, Waiting::Read(_))).map(|(index, _)| index).collect();
    let mut problems: Vec<(usize, FileProblem)> = Vec::new();
    let mut reports: Vec<(usize, FileReport)> = loop {
        let read: Vec<ReadFile> = left.iter().filter_map(|index| files.get(*index)).filter_map(Waiting::read).collect();
        match register.preview_import(Desk::edition()?, &read, Utc::now(), &watch) {
            Ok(report) => break left.into_iter().zip(report.files).collect(),
            Err(ImportError::Files(found)) => {
                let named = |index: &usize| {
                    let name = files.get(*index).map(Waiting::name)?;
                    found.iter().find(|problem| problem.file == name).cloned().map(|problem| (*index, problem))
                };
                let known = problems.len();
                problems.extend(left.iter().filter_map(named));
                if problems.len() == known {
                    return Err(ImportError::Files(found).into());
                }
                left.retain(|index| problems.iter().all(|(wrong, _)| wrong != index));
            }
            Err(error) => return Err(error.into()),
        }
    };
    for (_, report) in &mut reports {
        shorten(report);
    }
    let views = files.iter().enumerate().map(|(index, file)| {
        let of = |(at, _): &&(usize, FileReport)| *at == index;
        let wrong = |(at, _): &&(usize, FileProblem)| *at == index;
        let mut view = file.view();
        view.report = reports.iter().find(of).map(|(_, report)| report.clone());
        view.problem = view.problem.or_else(|| problems.iter().find(wrong).map(|(_, problem)| problem.clone()));
        view
    });
    Ok(views.collect())
}

/// The page shows the first of what changes; thousands would only weigh on it.
fn shorten(report: &mut FileReport) {
    const MOST_SHOWN: usize = 500;
    report.changes.truncate(MOST_SHOWN);
}

fn parted(files: &[Waiting]) -> (Vec<ReadFile>, Vec<FileProblem>) {
    let read = files.iter().filter_map(Waiting::read).collect();
    let unreadable = files.iter().filter_map(|file| match file {
        Waiting::Unreadable(problem) => Some(problem.clone()),
        Waiting::Read(_) => None,
    });
    (read, unreadable.collect())
}

impl Waiting {
    fn read(&self) -> Option<ReadFile> {
        match self {
            Self::Read(file) => Some((**file).clone()),
            Self::Unreadable(_) => None,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Read(file) => file.name(),
            Self::Unreadable(problem) => &problem.file,
        }
    }

    fn view(&self) -> WaitingFile {
        let empty = WaitingFile {
            name: self.name().to_owned(),
            format: None,
            report: None,
            problem: None,
            table: None,
            options: FileOptions::default(),
        };
        match self {
            Self::Read(file) => {
                WaitingFile { format: Some(file.format()), table: file.table(), options: file.options.clone(), ..empty }
            }
            Self::Unreadable(problem) => WaitingFile { problem: Some(problem.clone()), ..empty },
        }
    }
}

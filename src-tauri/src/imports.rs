//! Files that wait to be imported. They come from a file dialog, from being dropped on the window, or from the command
//! that started the application; a page names none, so it cannot have any read that the user did not hand over.

use crate::desk::Desk;
use crate::failure::CommandError;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use support_register::{Actor, FileOptions, FileProblem, FileReport, Format, ReadFile, Register, Source, Stage};
use support_register::{ImportError, TablePreview, Through, Watch};
use tauri::ipc::Channel;

/// The most files that wait at once.
const MOST_FILES: usize = 20_000;
/// Progress is told so often.
const OFTEN: Duration = Duration::from_millis(100);

/// What the window hears of imports while they go on.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ImportNews {
    /// Files hang over the window.
    Hovering,
    /// They were taken away again.
    Left,
    /// Files were handed over and wait to be looked at.
    Offered,
    /// How far an import is.
    Progress {
        /// What it is doing.
        stage: Stage,
        /// How much is done.
        done: u32,
        /// Of how much.
        total: u32,
    },
}

/// A file that waits, as the window shows it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct WaitingFile {
    /// Its name, without its folder.
    pub name: String,
    /// What it is; none for one that could not be read.
    pub format: Option<Format>,
    /// What it would do; none while something is wrong with it.
    pub report: Option<FileReport>,
    /// What is wrong with it, or what it does not say.
    pub problem: Option<FileProblem>,
    /// The head of a table whose columns can be chosen.
    pub table: Option<TablePreview>,
    /// What was said of it.
    pub options: FileOptions,
}

/// The files that wait, and who hears of them.
#[derive(Default)]
pub struct Imports {
    offered: Mutex<Vec<PathBuf>>,
    files: Mutex<Vec<Waiting>>,
    news: Arc<Mutex<Option<Channel<ImportNews>>>>,
    cancelled: Arc<AtomicBool>,
}

/// A file that was read, or why it could not be.
pub(crate) enum Waiting {
    /// Its rows.
    Read(Box<ReadFile>),
    /// What is wrong with it.
    Unreadable(FileProblem),
}

impl Imports {
    /// Files were handed over by the user.
    pub(crate) fn offer(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let mut offered = locked(&self.offered);
        offered.extend(paths);
        offered.truncate(MOST_FILES);
        let any = !offered.is_empty();
        drop(offered);
        if any {
            self.tell(ImportNews::Offered);
        }
    }

    /// Who hears the news from now on; hears at once of files that were handed over before.
    pub(crate) fn listen(&self, channel: Channel<ImportNews>) {
        *locked(&self.news) = Some(channel);
        self.offer([]);
    }

    /// Tells the window; nobody listens before its page has loaded.
    pub(crate) fn tell(&self, news: ImportNews) {
        if let Some(channel) = locked(&self.news).as_ref() {
            let _ = channel.send(news);
        }
    }

    /// Stops what is going on.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Reads what was handed over, beside what waits already.
    pub(crate) fn read_offered(&self, register: &Register) -> Result<(), CommandError> {
        let watch = self.watch();
        let paths = std::mem::take(&mut *locked(&self.offered));
        let mut read = Vec::new();
        for path in paths {
            let files = Source::open(&path)
                .map_err(|problem| ImportError::Files(vec![problem]))
                .and_then(|source| register.read_imports(vec![source], &watch));
            match files {
                Ok(files) => read.extend(files.into_iter().map(|file| Waiting::Read(Box::new(file)))),
                Err(ImportError::Files(problems)) => read.extend(problems.into_iter().map(Waiting::Unreadable)),
                Err(error) => return Err(error.into()),
            }
        }
        locked(&self.files).extend(read);
        Ok(())
    }

    /// The files that wait.
    pub(crate) fn files(&self) -> MutexGuard<'_, Vec<Waiting>> {
        locked(&self.files)
    }

    /// Tells the window of progress now and then, and stops when it is told to.
    pub(crate) fn watch(&self) -> Watch {
        self.cancelled.store(false, Ordering::Relaxed);
        let (news, cancelled) = (Arc::clone(&self.news), Arc::clone(&self.cancelled));
        let last = Mutex::new(Instant::now());
        Watch::new(move |progress| {
            let mut last = locked(&last);
            if last.elapsed() >= OFTEN {
                *last = Instant::now();
                let fits = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
                let (stage, done, total) = (progress.stage, fits(progress.done), fits(progress.total));
                if let Some(channel) = locked(&news).as_ref() {
                    let _ = channel.send(ImportNews::Progress { stage, done, total });
                }
            }
            !cancelled.load(Ordering::Relaxed)
        })
    }
}

/// A register of the import's own, so that the window's goes on answering while thousands of rows are written.
pub(crate) fn register_apart() -> Result<Register, CommandError> {
    Ok(Register::open(&Desk::home()?, Actor::of_session(Through::Window))?)
}

/// The files named on the command line that started the application.
pub(crate) fn named_files(arguments: impl IntoIterator<Item = String>, folder: &Path) -> Vec<PathBuf> {
    let named = arguments.into_iter().skip(1).filter(|argument| !argument.starts_with('-'));
    named.map(|name| folder.join(name)).collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

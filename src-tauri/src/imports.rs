//! Files that wait to be imported. They come from a file dialog, from being dropped on the window, or from the command
//! that started the application; a page names none, so it cannot have any read that the user did not hand over.

use crate::failure::CommandError;
use crate::news::{News, Stop, Teller};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use support_register::{
    FileOptions, FileProblem, FileReport, Format, ImportError, ReadFile, Register, Source, TablePreview, Watch,
};
use tauri::ipc::Channel;

/// The most files that wait at once.
const MOST_FILES: usize = 20_000;

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
pub struct Imports {
    offered: Mutex<Vec<PathBuf>>,
    files: Mutex<Vec<Waiting>>,
    teller: Teller,
    stop: Stop,
}

/// A file that was read, or why it could not be.
pub(crate) enum Waiting {
    /// Its rows.
    Read(Box<ReadFile>),
    /// What is wrong with it.
    Unreadable(FileProblem),
}

impl Imports {
    pub(crate) fn new(teller: Teller) -> Self {
        Self { offered: Mutex::default(), files: Mutex::default(), teller, stop: Stop::default() }
    }

    /// Files were handed over by the user.
    pub(crate) fn offer(&self, paths: impl IntoIterator<Item = PathBuf>) {
        let mut offered = locked(&self.offered);
        offered.extend(paths);
        offered.truncate(MOST_FILES);
        let any = !offered.is_empty();
        drop(offered);
        if any {
            self.teller.tell(News::Offered);
        }
    }

    /// Who hears the news from now on; hears at once of files that were handed over before.
    pub(crate) fn listen(&self, channel: Channel<News>) {
        self.teller.listen(channel);
        self.offer([]);
    }

    /// Tells the window.
    pub(crate) fn tell(&self, news: News) {
        self.teller.tell(news);
    }

    /// Stops what is going on.
    pub(crate) fn cancel(&self) {
        self.stop.now();
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

    /// Watches an import that begins now.
    pub(crate) fn watch(&self) -> Watch {
        self.teller.watch(&self.stop)
    }
}

/// The files named on the command line that started the application.
pub(crate) fn named_files(arguments: impl IntoIterator<Item = String>, folder: &Path) -> Vec<PathBuf> {
    let named = arguments.into_iter().skip(1).filter(|argument| !argument.starts_with('-'));
    named.map(|name| folder.join(name)).collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The system keyring, asked from a thread of its own.
//!
//! A locked keyring may show a prompt that nobody answers, and the call behind it then blocks without
//! limit (measured: `security.md` 3.1). So every call runs on one thread, the caller waits for a limited
//! time, and the thread is never joined: the program can quit at once. While a call is outstanding no
//! second one is made, so there is never a second prompt; its answer is taken up when asked for again.

use std::any::Any;
use std::fmt;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::WrappingKey;
use crate::system::SystemStore;

/// How long a caller waits for the system keyring.
const LIMIT: Duration = Duration::from_secs(3);

/// Where wrapping keys are kept, one for each register. Calls may block; they are made from one thread only.
pub trait WrappingKeyStore: Send + 'static {
    /// Reads a register's wrapping key.
    ///
    /// # Errors
    /// [`KeyringError`]; never [`KeyringError::Waiting`].
    fn read(&mut self, register: Uuid) -> Result<WrappingKey, KeyringError>;

    /// Keeps a register's wrapping key, in place of any earlier one.
    ///
    /// # Errors
    /// [`KeyringError`]; never [`KeyringError::Waiting`].
    fn write(&mut self, register: Uuid, key: &WrappingKey) -> Result<(), KeyringError>;

    /// Deletes a register's wrapping key.
    ///
    /// # Errors
    /// [`KeyringError`]; never [`KeyringError::Waiting`].
    fn delete(&mut self, register: Uuid) -> Result<(), KeyringError>;
}

/// Why the keyring gave no key. Holds nothing of the underlying library's errors: some of them carry the
/// secret itself and print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KeyringError {
    /// Locked, or the prompt to unlock it was dismissed.
    #[error("the system keyring is locked")]
    Locked,
    /// There is no keyring service, or it has no keyring to keep a key in.
    #[error("no system keyring is available")]
    Unavailable,
    /// The keyring has no key for this register.
    #[error("the system keyring has no key for this register")]
    NotFound,
    /// Several entries claim to be the key; the number says how many.
    #[error("the system keyring has {0} entries for this register")]
    Ambiguous(usize),
    /// The keyring has not answered yet, most likely because a prompt is open.
    #[error("the system keyring has not answered yet")]
    Waiting,
    /// The entry is not a key, or is another one than was written a moment ago.
    #[error("the entry in the system keyring is damaged")]
    Damaged,
    /// Anything else.
    #[error("the system keyring failed")]
    Other,
}

/// Asks a [`WrappingKeyStore`] from a thread of its own, waiting for a limited time.
pub struct Keyring {
    desk: Arc<Desk>,
    jobs: Sender<Job>,
    limit: Duration,
}

type Answer = Result<WrappingKey, KeyringError>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Read(Uuid),
    Create(Uuid),
    Delete(Uuid),
}

struct Job {
    question: Question,
    /// Kept until the call has ended, however late that is.
    hold: Option<Box<dyn Any + Send>>,
}

/// Where the caller and the thread meet.
#[derive(Default)]
struct Desk {
    call: Mutex<Call>,
    changed: Condvar,
}

#[derive(Default)]
enum Call {
    #[default]
    None,
    Outstanding(Question),
    Answered(Question, Answer),
}

impl Keyring {
    /// The system's keyring: Secret Service on Linux, Credential Manager on Windows, Keychain on macOS.
    /// A caller waits 3 seconds.
    pub fn system() -> Self {
        Self::new(SystemStore::default(), LIMIT)
    }

    /// Any store of wrapping keys. `limit` is how long a caller waits.
    pub fn new(store: impl WrappingKeyStore, limit: Duration) -> Self {
        let desk = Arc::new(Desk::default());
        let (jobs, inbox) = channel();
        let thread_desk = Arc::clone(&desk);
        let thread = std::thread::Builder::new().name("keyring".into());
        if let Err(error) = thread.spawn(move || serve(store, &inbox, &thread_desk)) {
            // The inbox went with the thread: every question is answered with `Unavailable`.
            tracing::error!(kind = %error.kind(), "no thread for the keyring");
        }
        Self { desk, jobs, limit }
    }

    /// A register's wrapping key.
    ///
    /// # Errors
    /// [`KeyringError`]; after [`KeyringError::Waiting`], ask again: an answer that came late is then given.
    pub fn read(&self, register: Uuid) -> Result<WrappingKey, KeyringError> {
        self.ask(Question::Read(register), None)
    }

    /// A register's wrapping key, made and kept when there is none. An entry that is already there is
    /// never replaced, and a new one is read back and compared.
    ///
    /// `hold` is dropped when the call has ended, also when the caller gave up waiting before: a lock
    /// passed here keeps another program from making a key at the same time.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub fn create(&self, register: Uuid, hold: impl Any + Send) -> Result<WrappingKey, KeyringError> {
        self.ask(Question::Create(register), Some(Box::new(hold)))
    }

    /// Deletes a register's wrapping key; fine when there is none. For a register that is no longer to be opened
    /// through the keyring, after its keyring slot is gone.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub fn delete(&self, register: Uuid) -> Result<(), KeyringError> {
        // Read back after deleting: only "not found" is the end that was asked for.
        match self.ask(Question::Delete(register), None) {
            Err(KeyringError::NotFound) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(KeyringError::Other),
        }
    }

    /// The answer to a reading that came after its caller had stopped waiting, once; asks nothing.
    pub fn late_answer(&self, register: Uuid) -> Option<Result<WrappingKey, KeyringError>> {
        let mut call = self.desk.lock();
        match std::mem::take(&mut *call) {
            Call::Answered(Question::Read(read), answer) if read == register => Some(answer),
            other => {
                *call = other;
                None
            }
        }
    }

    /// Drops an answer that came late and was not asked for since: part of locking.
    pub fn forget(&self) {
        let mut call = self.desk.lock();
        if matches!(*call, Call::Answered(..)) {
            *call = Call::None;
        }
    }

    fn ask(&self, question: Question, mut hold: Option<Box<dyn Any + Send>>) -> Answer {
        let until = Instant::now() + self.limit;
        let mut call = self.desk.lock();
        let mut joined = false;
        loop {
            match std::mem::take(&mut *call) {
                // An error that came late is stale: the user asks again because something has changed.
                Call::Answered(answered, answer) if answered == question && (joined || answer.is_ok()) => {
                    return answer;
                }
                Call::None | Call::Answered(..) => {
                    if self.jobs.send(Job { question, hold: hold.take() }).is_err() {
                        return Err(KeyringError::Unavailable);
                    }
                    *call = Call::Outstanding(question);
                    joined = true;
                }
                Call::Outstanding(other) => {
                    *call = Call::Outstanding(other);
                    joined |= other == question;
                }
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(KeyringError::Waiting);
            }
            call = self.desk.changed.wait_timeout(call, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Call> {
        self.call.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(mut store: impl WrappingKeyStore, inbox: &Receiver<Job>, desk: &Desk) {
    while let Ok(Job { question, hold }) = inbox.recv() {
        let answer = answer(&mut store, question);
        drop(hold);
        *desk.lock() = Call::Answered(question, answer);
        desk.changed.notify_all();
    }
}

fn answer(store: &mut impl WrappingKeyStore, question: Question) -> Answer {
    let register = match question {
        Question::Read(register) => return store.read(register),
        Question::Delete(register) => {
            store.delete(register)?;
            return store.read(register);
        }
        Question::Create(register) => register,
    };
    match store.read(register) {
        Err(KeyringError::NotFound) => {}
        found => return found,
    }
    let key = WrappingKey::generate().map_err(|_| KeyringError::Other)?;
    store.write(register, &key)?;
    if store.read(register)? == key { Ok(key) } else { Err(KeyringError::Damaged) }
}

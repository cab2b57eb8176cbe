//! The keyring's thread: the caller's limit, late answers, and no second call while one is outstanding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use support_vault::{Keyring, KeyringError, WrappingKey, WrappingKeyStore};
use uuid::Uuid;

const REGISTER: Uuid = Uuid::from_bytes([0x11; 16]);
const LIMIT: Duration = Duration::from_millis(60);

/// A store that answers when it is told to, as a prompt does.
struct Prompting {
    asked: Sender<&'static str>,
    answers: Receiver<Result<WrappingKey, KeyringError>>,
    kept: Option<WrappingKey>,
}

impl WrappingKeyStore for Prompting {
    fn read(&mut self, _: Uuid) -> Result<WrappingKey, KeyringError> {
        self.asked.send("read").unwrap();
        match self.answers.recv().unwrap() {
            Err(KeyringError::NotFound) if self.kept.is_some() => Ok(self.kept.clone().unwrap()),
            answer => answer,
        }
    }

    fn write(&mut self, _: Uuid, key: &WrappingKey) -> Result<(), KeyringError> {
        self.asked.send("write").unwrap();
        self.kept = Some(key.clone());
        Ok(())
    }

    fn delete(&mut self, _: Uuid) -> Result<(), KeyringError> {
        self.asked.send("delete").unwrap();
        self.kept = None;
        Ok(())
    }
}

fn prompting() -> (Keyring, Receiver<&'static str>, Sender<Result<WrappingKey, KeyringError>>) {
    let (asked, was_asked) = channel();
    let (answer, answers) = channel();
    (Keyring::new(Prompting { asked, answers, kept: None }, LIMIT), was_asked, answer)
}

#[test]
fn an_answer_in_time_is_given() {
    let (keyring, _asked, answer) = prompting();
    let key = WrappingKey::generate().unwrap();
    answer.send(Ok(key.clone())).unwrap();
    assert_eq!(keyring.read(REGISTER), Ok(key));
    answer.send(Err(KeyringError::Locked)).unwrap();
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Locked));
}

#[test]
fn a_caller_waits_no_longer_than_the_limit_and_only_one_call_is_made() {
    let (keyring, asked, answer) = prompting();
    let start = Instant::now();
    for _ in 0..3 {
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
    }
    let waited = start.elapsed();
    assert!(waited >= 3 * LIMIT && waited < 3 * LIMIT + Duration::from_secs(2), "{waited:?}");
    assert_eq!(asked.try_iter().count(), 1, "three questions, one prompt");

    let key = WrappingKey::generate().unwrap();
    answer.send(Ok(key.clone())).unwrap();
    std::thread::sleep(LIMIT);
    assert_eq!(keyring.read(REGISTER), Ok(key), "the late answer is taken up");
    assert_eq!(asked.try_iter().count(), 0, "without asking again");
}

#[test]
fn a_late_refusal_is_stale_and_asked_anew() {
    let (keyring, asked, answer) = prompting();
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
    answer.send(Err(KeyringError::Locked)).unwrap();
    std::thread::sleep(LIMIT);
    let key = WrappingKey::generate().unwrap();
    answer.send(Ok(key.clone())).unwrap();
    assert_eq!(keyring.read(REGISTER), Ok(key));
    assert_eq!(asked.try_iter().count(), 2);
}

#[test]
fn a_late_answer_can_be_heard_without_asking() {
    let (keyring, asked, answer) = prompting();
    assert_eq!(keyring.late_answer(REGISTER), None, "nobody has asked");
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
    assert_eq!(keyring.late_answer(REGISTER), None, "nobody has answered");
    answer.send(Err(KeyringError::Locked)).unwrap();
    std::thread::sleep(LIMIT);
    assert_eq!(keyring.late_answer(Uuid::nil()), None, "not another register's");
    assert_eq!(keyring.late_answer(REGISTER), Some(Err(KeyringError::Locked)));
    assert_eq!(keyring.late_answer(REGISTER), None, "once");
    assert_eq!(asked.try_iter().count(), 1);
}

#[test]
fn a_forgotten_answer_is_asked_anew() {
    let (keyring, asked, answer) = prompting();
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
    answer.send(Ok(WrappingKey::generate().unwrap())).unwrap();
    std::thread::sleep(LIMIT);
    keyring.forget();
    answer.send(Err(KeyringError::Locked)).unwrap();
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Locked));
    assert_eq!(asked.try_iter().count(), 2);
}

#[test]
fn another_question_waits_for_the_outstanding_one() {
    let (keyring, asked, answer) = prompting();
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
    assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Waiting));
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["read"], "nothing was written meanwhile");
    for _ in 0..3 {
        answer.send(Err(KeyringError::NotFound)).unwrap();
    }
    let key = keyring.create(REGISTER, ()).unwrap();
    answer.send(Err(KeyringError::NotFound)).unwrap();
    assert_eq!(keyring.read(REGISTER), Ok(key));
}

#[test]
fn creating_keeps_what_is_there() {
    let (keyring, asked, answer) = prompting();
    let key = WrappingKey::generate().unwrap();
    answer.send(Ok(key.clone())).unwrap();
    assert_eq!(keyring.create(REGISTER, ()), Ok(key));
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["read"], "nothing was written");
}

#[test]
fn creating_reads_back_what_it_wrote() {
    let (keyring, asked, answer) = prompting();
    answer.send(Err(KeyringError::NotFound)).unwrap();
    answer.send(Ok(WrappingKey::generate().unwrap())).unwrap();
    assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Damaged), "another key came back");
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["read", "write", "read"]);
}

#[test]
fn what_is_held_is_released_when_the_call_ends_not_when_the_caller_gives_up() {
    struct Hold(Arc<Mutex<bool>>);
    impl Drop for Hold {
        fn drop(&mut self) {
            *self.0.lock().unwrap() = true;
        }
    }
    let released = Arc::new(Mutex::new(false));
    let (keyring, _asked, answer) = prompting();
    assert_eq!(keyring.create(REGISTER, Hold(Arc::clone(&released))), Err(KeyringError::Waiting));
    assert!(!*released.lock().unwrap(), "the call is still outstanding");
    answer.send(Err(KeyringError::Locked)).unwrap();
    std::thread::sleep(LIMIT);
    assert!(*released.lock().unwrap());
}

#[test]
fn dropping_a_keyring_does_not_wait_for_a_prompt() {
    let (keyring, _asked, _answer) = prompting();
    assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
    let start = Instant::now();
    drop(keyring);
    assert!(start.elapsed() < Duration::from_secs(1));
}

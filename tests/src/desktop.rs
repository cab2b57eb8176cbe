//! What a desktop has besides windows: somebody who shows notifications, and a tray. Both are real ones on the desk's bus,
//! as far as the application can tell.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use dbus::Message;
use dbus::arg::{PropMap, RefArg, Variant};
use dbus::blocking::Connection;
use dbus::channel::{Channel, MatchingReceiver, Sender};
use dbus::message::MatchRule;

use crate::Outcome;

const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATIENCE: Duration = Duration::from_secs(30);

/// A notification as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number.
    pub id: u32,
    /// Its one line.
    pub title: String,
    /// Its text.
    pub body: String,
}

/// An icon in the tray: the name on the bus of who put it there, and its path.
type Icon = (String, String);

#[derive(Default)]
struct Seen {
    shown: Mutex<Vec<Shown>>,
    icon: Mutex<Option<Icon>>,
    click: Mutex<Vec<u32>>,
    over: AtomicBool,
}

/// A desktop that shows notifications and has a tray, until it is dropped.
pub struct Desktop {
    seen: Arc<Seen>,
    bus: String,
    work: Option<JoinHandle<()>>,
}

impl Desktop {
    /// Offers both on the bus.
    pub fn set_up(bus: &str) -> Outcome<Self> {
        let connection = connect(bus)?;
        for name in [NOTIFICATIONS, WATCHER] {
            connection.request_name(name, false, true, true)?;
        }
        let seen = Arc::new(Seen::default());
        let heard = Arc::clone(&seen);
        connection.start_receive(
            MatchRule::new_method_call(),
            Box::new(move |message, connection| {
                if let Some(reply) = answer(&message, &heard) {
                    let _ = connection.send(reply);
                }
                true
            }),
        );
        let until = Arc::clone(&seen);
        let work = spawn(move || {
            while !until.over.load(Ordering::Relaxed) {
                let _ = connection.process(Duration::from_millis(50));
                for id in std::mem::take(&mut *until.click.lock().unwrap_or_else(PoisonError::into_inner)) {
                    if let Ok(signal) =
                        Message::new_signal("/org/freedesktop/Notifications", NOTIFICATIONS, "ActionInvoked")
                    {
                        let _ = connection.send(signal.append2(id, "default"));
                    }
                }
            }
        });
        Ok(Self { seen, bus: bus.to_owned(), work: Some(work) })
    }

    /// All notifications so far.
    pub fn shown(&self) -> Vec<Shown> {
        self.seen.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until there are so many notifications.
    pub fn wait_for_notifications(&self, count: usize) -> Outcome<Vec<Shown>> {
        wait("a notification", || Some(self.shown()).filter(|shown| shown.len() >= count))
    }

    /// Clicks on a notification.
    pub fn click(&self, id: u32) {
        self.seen.click.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    }

    /// The words of the menu of the icon in the tray, with the number of each.
    pub fn menu(&self) -> Outcome<HashMap<String, i32>> {
        wait("a menu in the tray", || self.menu_now().ok().filter(|words| !words.is_empty()))
    }

    fn menu_now(&self) -> Outcome<HashMap<String, i32>> {
        type Layout = (u32, (i32, PropMap, Vec<Variant<Box<dyn RefArg>>>));
        let (owner, path) = self.menu_path()?;
        let connection = connect(&self.bus)?;
        let menu = connection.with_proxy(owner, path, PATIENCE);
        let layout: Layout = menu.method_call("com.canonical.dbusmenu", "GetLayout", (0_i32, -1_i32, vec!["label"]))?;
        Ok(layout.1.2.iter().filter_map(|item| word(&item.0)).collect())
    }

    /// Chooses from the menu of the icon in the tray.
    pub fn choose(&self, word: &str) -> Outcome {
        let id = wait(word, || self.menu().ok()?.get(word).copied())?;
        let (owner, path) = self.menu_path()?;
        let connection = connect(&self.bus)?;
        let menu = connection.with_proxy(owner, path, PATIENCE);
        let event = (id, "clicked", Variant(0_i32), 0_u32);
        Ok(menu.method_call("com.canonical.dbusmenu", "Event", event)?)
    }

    fn menu_path(&self) -> Outcome<Icon> {
        let (owner, icon) =
            wait("an icon in the tray", || self.seen.icon.lock().unwrap_or_else(PoisonError::into_inner).clone())?;
        let connection = connect(&self.bus)?;
        let item = connection.with_proxy(owner.clone(), icon, PATIENCE);
        let (path,): (Variant<dbus::Path<'static>>,) =
            item.method_call("org.freedesktop.DBus.Properties", "Get", ("org.kde.StatusNotifierItem", "Menu"))?;
        Ok((owner, path.0.to_string()))
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.seen.over.store(true, Ordering::Relaxed);
        if let Some(work) = self.work.take() {
            let _ = work.join();
        }
    }
}

/// Word and number of an item: a structure of number, properties and children.
fn word(item: &dyn RefArg) -> Option<(String, i32)> {
    let mut parts = item.as_iter()?;
    let id = i32::try_from(parts.next()?.as_i64()?).ok()?;
    let properties: Vec<&dyn RefArg> = parts.next()?.as_iter()?.collect();
    let label = properties.chunks(2).find(|pair| pair.first().and_then(|key| key.as_str()) == Some("label"))?.get(1)?;
    Some((label.as_str()?.to_owned(), id))
}

fn connect(bus: &str) -> Outcome<Connection> {
    let mut channel = Channel::open_private(bus)?;
    channel.register()?;
    Ok(channel.into())
}

fn wait<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> Outcome<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Ok(answer);
        }
        if start.elapsed() > PATIENCE {
            return Err(format!("waited {} s in vain for {what}", PATIENCE.as_secs()).into());
        }
        sleep(Duration::from_millis(100));
    }
}

fn answer(message: &Message, seen: &Seen) -> Option<Message> {
    let interface = message.interface()?;
    let member = message.member()?;
    let reply = message.method_return();
    Some(match (&*interface, &*member) {
        (NOTIFICATIONS, "Notify") => {
            let mut values = message.iter_init();
            let _application: String = values.read().ok()?;
            let _replaces: u32 = values.read().ok()?;
            let _icon: String = values.read().ok()?;
            let (title, body) = (values.read().ok()?, values.read().ok()?);
            let mut shown = seen.shown.lock().unwrap_or_else(PoisonError::into_inner);
            let id = u32::try_from(shown.len()).ok()? + 1;
            shown.push(Shown { id, title, body });
            reply.append1(id)
        }
        (NOTIFICATIONS, "GetCapabilities") => reply.append1(vec!["body", "actions"]),
        (WATCHER, "RegisterStatusNotifierItem") => {
            let icon: String = message.read1().ok()?;
            let owner = message.sender()?.to_string();
            *seen.icon.lock().unwrap_or_else(PoisonError::into_inner) = Some((owner, icon));
            reply
        }
        ("org.freedesktop.DBus.Properties", "Get") => match message.read2::<&str, &str>().ok()?.1 {
            "IsStatusNotifierHostRegistered" => reply.append1(Variant(true)),
            _ => reply.append1(Variant(0_i32)),
        },
        ("org.freedesktop.DBus.Properties", "GetAll") => {
            let mut properties = PropMap::new();
            properties.insert("IsStatusNotifierHostRegistered".to_owned(), Variant(Box::new(true)));
            properties.insert("ProtocolVersion".to_owned(), Variant(Box::new(0_i32)));
            reply.append1(properties)
        }
        _ => reply,
    })
}

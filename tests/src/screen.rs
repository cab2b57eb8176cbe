//! The screen of a desk, as a window manager sees it: which windows there are, asking one to close, and which has the keyboard.

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, InputFocus, MapState, Window as Id,
};
use x11rb::rust_connection::RustConnection;

use crate::Outcome;

/// A screen.
pub struct Screen {
    connection: RustConnection,
    root: Id,
}

struct Seen {
    id: Id,
    title: String,
    area: u32,
}

impl Screen {
    /// Looks at a display, such as `:7`.
    pub(crate) fn of(display: &str) -> Outcome<Self> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots.get(number).ok_or("no screen")?.root;
        Ok(Self { connection, root })
    }

    /// The titles of all windows that can be seen.
    pub fn titles(&self) -> Outcome<Vec<String>> {
        Ok(self.windows(self.root)?.into_iter().map(|seen| seen.title).collect())
    }

    /// Asks the largest window with this title to close, as the button in its frame does.
    pub fn ask_to_close(&self, title: &str) -> Outcome {
        let windows = self.windows(self.root)?.into_iter().filter(|seen| seen.title == title);
        let window = windows.max_by_key(|seen| seen.area).ok_or("no such window can be seen")?.id;
        let atom = |name: &[u8]| -> Outcome<u32> { Ok(self.connection.intern_atom(false, name)?.reply()?.atom) };
        let (protocols, close) = (atom(b"WM_PROTOCOLS")?, atom(b"WM_DELETE_WINDOW")?);
        let message = ClientMessageEvent::new(32, window, protocols, [close, 0, 0, 0, 0]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    /// Gives the keyboard to a window with one of these titles; says whether there is one.
    pub fn give_keyboard(&self, titles: &[&str]) -> Outcome<bool> {
        let windows = self.windows(self.root)?;
        let Some(window) = windows.iter().find(|seen| titles.contains(&seen.title.as_str())) else { return Ok(false) };
        self.connection.set_input_focus(InputFocus::PARENT, window.id, CURRENT_TIME)?.check()?;
        Ok(true)
    }

    fn windows(&self, below: Id) -> Outcome<Vec<Seen>> {
        let mut found = Vec::new();
        for window in self.connection.query_tree(below)?.reply()?.children {
            // A window may be gone by the time it is looked at.
            let Ok(seen) = self.connection.get_window_attributes(window)?.reply() else { continue };
            let title = self.connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 256)?.reply();
            let size = self.connection.get_geometry(window)?.reply();
            if let (Ok(title), Ok(size)) = (title, size)
                && seen.map_state == MapState::VIEWABLE
                && !title.value.is_empty()
            {
                let title = String::from_utf8_lossy(&title.value).into_owned();
                found.push(Seen { id: window, title, area: u32::from(size.width) * u32::from(size.height) });
            }
            if let Ok(below) = self.windows(window) {
                found.extend(below);
            }
        }
        Ok(found)
    }
}

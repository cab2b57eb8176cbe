//! The lines of an iCalendar file: escaped, folded at 75 octets and ended as RFC 5545 says.
//!
//! Written here, because the crate `icalendar` (which reads holidays for the policy) folds some lines at 76 octets and
//! gives each alarm the time of day and a random id, so that no two files would be the same.

/// Lines as they are written.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) text: String,
}

/// The longest line, in octets, without its end.
const LONGEST: usize = 75;

impl Lines {
    /// A property whose value is of no type that is escaped.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LONGEST {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(c);
            length += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// A property whose value is text.
    pub(crate) fn push_text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\n' => value.push_str("\\n"),
                '\\' | ',' | ';' => value.extend(['\\', c]),
                c => value.push(c),
            }
        }
        self.push(name, &value);
    }
}

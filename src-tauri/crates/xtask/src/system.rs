//! Which operating system this is, as far as installing packages is concerned.

use std::fs;

/// A family of systems with one way of installing packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// Debian, Ubuntu and what is made from them: `apt-get`, `dpkg-query`.
    Debian,
    /// Fedora and what is made from it: `dnf`, `rpm`.
    Fedora,
    /// Arch and what is made from it: `pacman`.
    Arch,
    /// macOS: the Xcode command line tools.
    MacOs,
    /// Windows: Visual C++ build tools and the `WebView2` runtime.
    Windows,
    /// Something else; nothing can be checked.
    Other,
}

impl System {
    /// The system this program runs on.
    pub(crate) fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(windows) {
            Self::Windows
        } else {
            fs::read_to_string("/etc/os-release").map_or(Self::Other, |text| Self::from_os_release(&text))
        }
    }

    /// Reads the format of `os-release(5)`: `ID` first, then the systems in `ID_LIKE`, closest first.
    fn from_os_release(text: &str) -> Self {
        let value = |key: &str| {
            text.lines()
                .filter_map(|line| line.trim().split_once('='))
                .find(|(name, _)| *name == key)
                .map_or("", |(_, value)| value.trim_matches(['"', '\'']))
        };
        value("ID")
            .split_whitespace()
            .chain(value("ID_LIKE").split_whitespace())
            .find_map(Self::from_id)
            .unwrap_or(Self::Other)
    }

    fn from_id(id: &str) -> Option<Self> {
        match id {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" => Some(Self::Fedora),
            "arch" => Some(Self::Arch),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::System;

    #[test]
    fn the_system_itself_is_recognised() {
        assert_eq!(
            System::from_os_release("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n"),
            System::Debian
        );
        assert_eq!(System::from_os_release("ID=fedora\nVERSION_ID=43\n"), System::Fedora);
        assert_eq!(System::from_os_release("NAME='Arch Linux'\nID='arch'\n"), System::Arch);
    }

    #[test]
    fn a_derived_system_is_taken_for_its_parent() {
        assert_eq!(System::from_os_release("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Debian);
        assert_eq!(System::from_os_release("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), System::Fedora);
        assert_eq!(System::from_os_release("ID=manjaro\nID_LIKE=arch\n"), System::Arch);
    }

    #[test]
    fn an_unknown_or_damaged_file_is_another_system() {
        assert_eq!(System::from_os_release("ID=alpine\n"), System::Other);
        assert_eq!(System::from_os_release(""), System::Other);
        assert_eq!(System::from_os_release("ID\n=debian\nVERSION_ID=debian\n"), System::Other);
    }
}

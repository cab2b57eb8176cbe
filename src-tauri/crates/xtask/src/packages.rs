//! The system packages that building and testing need, why, and installing them.

use std::io::{self, IsTerminal};
use std::process::Command;

use crate::command::{answer, command, run};
use crate::failure::Failure;
use crate::system::System;

/// How much of the project shall work. Each purpose includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Building and starting the window.
    Build,
    /// Starting it without a screen.
    Headless,
    /// Testing it.
    Test,
    /// Testing the packages; only on Debian and Ubuntu.
    Packages,
}

struct Package {
    name: &'static str,
    purpose: Purpose,
    because: &'static str,
}

const fn package(name: &'static str, purpose: Purpose, because: &'static str) -> Package {
    Package { name, purpose, because }
}

const DEBIAN: &[Package] = &[
    package("build-essential", Purpose::Build, "C compiler and linker, for SQLite and for every Rust program"),
    package("pkg-config", Purpose::Build, "lets the build find WebKitGTK"),
    package("libwebkit2gtk-4.1-dev", Purpose::Build, "the web view that the window is drawn in"),
    package("xvfb", Purpose::Headless, "a display in memory"),
    package("fonts-inter", Purpose::Test, "the window's typeface, for the screenshots"),
    package("dbus", Purpose::Test, "a message bus of its own for each test"),
    package("gnome-keyring", Purpose::Test, "a real keyring for the tests of the vault"),
    package("libsecret-tools", Purpose::Test, "a second opinion on what is in the keyring"),
    package("libglib2.0-bin", Purpose::Test, "lets the tests lock the keyring"),
    package("gcr", Purpose::Test, "the dialog in which the keyring asks for its password"),
    package("xdotool", Purpose::Test, "presses a key in that dialog"),
    package("xclip", Purpose::Test, "looks into the clipboard as another program does"),
    package("webkit2gtk-driver", Purpose::Test, "lets the tests press the window's buttons"),
    package("mmdebstrap", Purpose::Packages, "makes the bare system that the packages are tested in"),
    package("rpm", Purpose::Packages, "a second opinion on what is in the .rpm"),
    package("fiu-utils", Purpose::Test, "lets calls to the disk fail at random"),
    package("faketime", Purpose::Test, "shows a program another time than the clock"),
    package("sshfs", Purpose::Test, "mounts a folder of another computer"),
    package("openssh-sftp-server", Purpose::Test, "is the other computer"),
];

const FEDORA: &[Package] = &[
    package("gcc-c++", Purpose::Build, "C compiler and linker, for SQLite and for every Rust program"),
    package("pkgconf-pkg-config", Purpose::Build, "lets the build find WebKitGTK"),
    package("webkit2gtk4.1-devel", Purpose::Build, "the web view that the window is drawn in"),
    package("xorg-x11-server-Xvfb", Purpose::Headless, "a display in memory"),
    package("rsms-inter-fonts", Purpose::Test, "the window's typeface, for the screenshots"),
    package("dbus-daemon", Purpose::Test, "a message bus of its own for each test"),
    package("gnome-keyring", Purpose::Test, "a real keyring for the tests of the vault"),
    package("libsecret", Purpose::Test, "a second opinion on what is in the keyring"),
    package("glib2", Purpose::Test, "lets the tests lock the keyring"),
    package("gcr3", Purpose::Test, "the dialog in which the keyring asks for its password"),
    package("xdotool", Purpose::Test, "presses a key in that dialog"),
    package("xclip", Purpose::Test, "looks into the clipboard as another program does"),
];

const ARCH: &[Package] = &[
    package("gcc", Purpose::Build, "C compiler and linker, for SQLite and for every Rust program"),
    package("pkgconf", Purpose::Build, "lets the build find WebKitGTK"),
    package("webkit2gtk-4.1", Purpose::Build, "the web view that the window is drawn in, and its WebDriver"),
    package("xorg-server-xvfb", Purpose::Headless, "a display in memory"),
    package("inter-font", Purpose::Test, "the window's typeface, for the screenshots"),
    package("dbus", Purpose::Test, "a message bus of its own for each test"),
    package("gnome-keyring", Purpose::Test, "a real keyring for the tests of the vault"),
    package("libsecret", Purpose::Test, "a second opinion on what is in the keyring"),
    package("glib2", Purpose::Test, "lets the tests lock the keyring"),
];

/// Installs the packages that are missing, or says what to run when this process may not.
/// With `check` nothing is installed.
pub(crate) fn ensure(purpose: Purpose, check: bool) -> Result<(), Failure> {
    let system = System::here();
    let missing = match system {
        System::Debian => lacking(
            DEBIAN,
            purpose,
            &installed(command("dpkg-query").args(["-W", "-f", "${db:Status-Status} ${Package}\\n"])),
        ),
        System::Fedora => {
            lacking(FEDORA, purpose, &installed(command("rpm").args(["-qa", "--queryformat", "installed %{NAME}\\n"])))
        }
        System::Arch => lacking(ARCH, purpose, &installed(command("pacman").args(["-Q", "-q"]))),
        System::MacOs => return xcode(),
        System::Windows => return web_view2(),
        System::Other => {
            println!(
                "This system's packages are not known here. The build needs a C compiler, pkg-config and WebKitGTK 4.1 with its headers."
            );
            return Ok(());
        }
    };
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages:");
    for package in &missing {
        println!("  {:<22} {}", package.name, package.because);
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    if check || system != System::Debian {
        return Err(by_hand(system, &names));
    }
    install(&names)
}

/// Installs with apt-get.
fn install(names: &[&str]) -> Result<(), Failure> {
    const APT_GET: [&str; 5] = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
    let apt_get =
        |arguments: &[&str]| as_root(&[&APT_GET, arguments].concat()).map_err(|_| by_hand(System::Debian, names));
    run(&mut apt_get(&["update", "--quiet"])?)?;
    run(&mut apt_get(&[&["install", "--yes", "--quiet", "--no-install-recommends"], names].concat())?).map_err(|_| {
        Failure::Unmet("The packages could not be installed; apt-get says why above. Support Atlas builds on Debian 12, Ubuntu 22.04 and later.".to_owned())
    })
}

/// A command that runs as root: directly, through sudo without a password, or through sudo that can ask for one.
pub(crate) fn as_root(words: &[&str]) -> Result<Command, Failure> {
    let prefix: &[&str] = if answer(command("id").arg("-u")).as_deref() == Some("0") {
        &[]
    } else if answer(command("sudo").args(["-n", "true"])).is_some() {
        &["sudo", "-n"]
    } else if io::stdin().is_terminal() && answer(command("sudo").arg("-V")).is_some() {
        &["sudo"]
    } else {
        return Err(Failure::Missing {
            what: "This needs root.".to_owned(),
            command: format!("sudo {}", words.join(" ")),
        });
    };
    let mut words = [prefix, words].concat().into_iter();
    let mut command = command(words.next().unwrap_or("env"));
    command.args(words);
    Ok(command)
}

fn by_hand(system: System, names: &[&str]) -> Failure {
    let install = match system {
        System::Fedora => "sudo dnf install",
        System::Arch => "sudo pacman -S --needed",
        System::Debian | System::MacOs | System::Windows | System::Other => {
            "sudo apt-get install --no-install-recommends"
        }
    };
    Failure::Missing {
        what: "These packages must be installed first.".to_owned(),
        command: format!("{install} {}", names.join(" ")),
    }
}

fn xcode() -> Result<(), Failure> {
    match answer(command("xcode-select").arg("-p")) {
        Some(_) => Ok(()),
        None => Err(Failure::Missing {
            what: "The Xcode command line tools are missing.".to_owned(),
            command: "xcode-select --install".to_owned(),
        }),
    }
}

fn web_view2() -> Result<(), Failure> {
    // The runtime's product id, where Microsoft documents that its version is registered: for the machine, then for the user.
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let places = [format!(r"HKLM\SOFTWARE\WOW6432Node\{CLIENT}"), format!(r"HKCU\Software\{CLIENT}")];
    if places.iter().any(|place| answer(command("reg").args(["query", place, "/v", "pv"])).is_some()) {
        Ok(())
    } else {
        Err(Failure::Missing {
            what: "The Microsoft Edge WebView2 runtime is missing.".to_owned(),
            command: "winget install Microsoft.EdgeWebView2Runtime".to_owned(),
        })
    }
}

fn lacking(table: &'static [Package], purpose: Purpose, installed: &str) -> Vec<&'static Package> {
    let installed: Vec<&str> = installed.lines().map(str::trim).collect();
    table.iter().filter(|package| package.purpose <= purpose && !installed.contains(&package.name)).collect()
}

/// One installed package per line. A package that was removed but left its settings behind has another status word and is left out.
fn installed(list: &mut Command) -> String {
    names(&answer(list.env("LC_ALL", "C")).unwrap_or_default())
}

fn names(listing: &str) -> String {
    listing
        .lines()
        .filter_map(|line| match line.trim().split_once(' ') {
            None => Some(line.trim()),
            Some(("installed", name)) => Some(name),
            Some(_) => None,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::{ARCH, DEBIAN, FEDORA, Purpose, by_hand, lacking, names};
    use crate::system::System;

    fn missing(purpose: Purpose, listing: &str) -> Vec<&'static str> {
        lacking(DEBIAN, purpose, &names(listing)).iter().map(|package| package.name).collect()
    }

    #[test]
    fn a_bare_machine_lacks_everything_the_purpose_needs_and_nothing_more() {
        assert_eq!(missing(Purpose::Build, ""), ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"]);
        assert_eq!(missing(Purpose::Headless, ""), ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "xvfb"]);
        assert_eq!(missing(Purpose::Packages, "").len(), DEBIAN.len());
    }

    #[test]
    fn a_removed_package_that_left_its_settings_is_missing() {
        let listing = "installed build-essential\nconfig-files pkg-config\nhalf-configured libwebkit2gtk-4.1-dev\n";
        assert_eq!(missing(Purpose::Build, listing), ["pkg-config", "libwebkit2gtk-4.1-dev"]);
    }

    #[test]
    fn a_package_whose_name_only_begins_the_same_does_not_count() {
        let listing = "installed build-essential-mipsen\ninstalled pkg-config\ninstalled libwebkit2gtk-4.1-dev\n";
        assert_eq!(missing(Purpose::Build, listing), ["build-essential"]);
    }

    #[test]
    fn pacman_lists_names_alone() {
        let listing = names("gcc\npkgconf\nwebkit2gtk-4.1\n");
        assert!(lacking(ARCH, Purpose::Build, &listing).is_empty());
    }

    #[test]
    fn the_command_to_run_by_hand_is_one_line_for_each_system() {
        for (system, table, start) in [
            (System::Debian, DEBIAN, "sudo apt-get install"),
            (System::Fedora, FEDORA, "sudo dnf install"),
            (System::Arch, ARCH, "sudo pacman -S"),
        ] {
            let names: Vec<&str> = table.iter().map(|package| package.name).collect();
            let text = by_hand(system, &names).to_string();
            let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("    ")).map(str::trim).collect();
            assert_eq!(commands.len(), 1, "{text}");
            assert!(
                commands
                    .iter()
                    .all(|command| command.starts_with(start) && names.iter().all(|name| command.contains(name))),
                "{text}"
            );
            assert_eq!(by_hand(system, &names).exit_code(), 2);
        }
    }
}

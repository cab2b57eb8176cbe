//! Whether a register lies where something else copies it or stands between it and the disk: in a folder that a service
//! synchronises, or on another computer. It is used there all the same; the user is told what may happen.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use support_policy::{Text, text};

use crate::error::Result;
use crate::register::Register;
use crate::word::words;

/// The folder whose warning the user has put away; another one is warned of again.
pub(crate) const SCHEMA: &str = "
CREATE TABLE quiet_folder (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    folder TEXT NOT NULL
) STRICT;
";

/// Variables that name folders of `OneDrive` on Windows.
const ONEDRIVE: [&str; 3] = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];

/// Services, and the names of their folders as they are installed. A name may go on after ` `, `-` or `(`, as in
/// `OneDrive - Fjord AS`.
const SERVICES: [(&str, &str); 13] = [
    ("OneDrive", "OneDrive"),
    ("Dropbox", "Dropbox"),
    ("Google Drive", "Google Drive"),
    ("Google Drive", "GoogleDrive"),
    ("iCloud Drive", "iCloud Drive"),
    ("iCloud Drive", "iCloudDrive"),
    ("iCloud Drive", "com~apple~CloudDocs"),
    ("Nextcloud", "Nextcloud"),
    ("ownCloud", "ownCloud"),
    ("Box", "Box Sync"),
    ("MEGA", "MEGAsync"),
    ("pCloud", "pCloudDrive"),
    ("Proton Drive", "Proton Drive"),
];

/// Where macOS keeps the folders of all such services.
const CLOUD_STORAGE: &str = "CloudStorage";

/// File systems that lie on another computer, as systems name them.
const NETWORK: [&str; 21] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "afpfs",
    "webdav",
    "davfs",
    "9p",
    "ceph",
    "lustre",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.gvfsd-fuse",
    "fuse.davfs2",
    "fuse.glusterfs",
    "fuse.s3fs",
    "fuse.onedriver",
    "fuse.google-drive-ocamlfuse",
];

words! {
    /// What is unfit about a register's folder.
    FolderKind {
        /// A service copies it to other computers.
        Synchronised = "synchronised-folder",
        /// It lies on another computer.
        Network = "network-folder",
    }
}

/// That the folder of the register is unfit, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FolderWarning {
    /// Why.
    pub kind: FolderKind,
    /// What may happen, and what to do.
    pub message: Text,
    /// Whether the user has put the warning away.
    pub hidden: bool,
}

impl Register {
    /// Whether the register's folder is one that a service synchronises, or lies on another computer.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn folder_warning(&self) -> Result<Option<FolderWarning>> {
        let folder = real(self.home.folder());
        let variable = |name: &str| std::env::var_os(name);
        let Some((kind, message)) = judge(&folder, &variable, file_system(&folder).as_deref()) else { return Ok(None) };
        let hidden = self.read(quiet)?.is_some_and(|quiet| Path::new(&quiet) == folder);
        Ok(Some(FolderWarning { kind, message, hidden }))
    }

    /// Puts the warning of the folder away for as long as the register lies there.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn hide_folder_warning(&self) -> Result<()> {
        let folder = real(self.home.folder()).to_string_lossy().into_owned();
        self.write(|change| {
            change.execute("INSERT OR REPLACE INTO quiet_folder (one, folder) VALUES (1, ?1)", [folder])?;
            Ok(())
        })
    }
}

fn quiet(connection: &Connection) -> Result<Option<String>> {
    Ok(connection.query_row("SELECT folder FROM quiet_folder", [], |row| row.get(0)).optional()?)
}

/// The folder with every link resolved.
fn real(folder: &Path) -> PathBuf {
    std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// What is unfit about a folder, by its path without links, the environment, and the name of its file system.
fn judge(
    folder: &Path,
    variable: &impl Fn(&str) -> Option<OsString>,
    file_system: Option<&str>,
) -> Option<(FolderKind, Text)> {
    if let Some(service) = service(folder, variable) {
        return Some((FolderKind::Synchronised, synchronised(&service)));
    }
    let far = is_share(folder) || file_system.is_some_and(|name| NETWORK.contains(&name));
    far.then(|| (FolderKind::Network, network()))
}

/// The service that synchronises a folder.
fn service(folder: &Path, variable: &impl Fn(&str) -> Option<OsString>) -> Option<String> {
    let named = ONEDRIVE.iter().filter_map(|name| variable(name)).filter(|value| !value.is_empty());
    if named.map(|value| real(Path::new(&value))).any(|onedrive| folder.starts_with(onedrive)) {
        return Some("OneDrive".to_owned());
    }
    let parts: Vec<_> = folder.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let known = |part: &str| {
        let begins = |name: &str| {
            part.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && part.get(name.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', '(']))
        };
        SERVICES.iter().find(|(_, name)| begins(name)).map(|(service, _)| (*service).to_owned())
    };
    parts.iter().find_map(|part| known(part)).or_else(|| {
        // What other services keep there is named after them: `Box-Box`, `Egnyte-fjord`.
        let storage = parts.iter().position(|part| part == CLOUD_STORAGE)?;
        let name = parts.get(storage + 1)?;
        Some(name.split('-').next().unwrap_or(name).to_owned())
    })
}

/// A path on another Windows computer, `\\server\share` or, with links resolved, `\\?\UNC\server\share`.
fn is_share(folder: &Path) -> bool {
    let path = folder.to_string_lossy();
    path.strip_prefix(r"\\?\").map_or_else(|| path.starts_with(r"\\"), |rest| rest.starts_with("UNC"))
}

/// The name of the file system a folder lies on.
#[cfg(target_os = "linux")]
fn file_system(folder: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    mounted(folder, &mounts).map(str::to_owned)
}

/// The name of the file system a folder lies on.
#[cfg(target_os = "macos")]
fn file_system(folder: &Path) -> Option<String> {
    Some(nix::sys::statfs::statfs(folder).ok()?.filesystem_type_name().to_owned())
}

/// Paths say it: see [`is_share`].
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn file_system(_: &Path) -> Option<String> {
    None
}

/// The file system of the mount that a folder lies below, in the words of `/proc/self/mountinfo`: the longest path wins,
/// and of the same path the last.
#[cfg(target_os = "linux")]
fn mounted<'a>(folder: &Path, mounts: &'a str) -> Option<&'a str> {
    let below = mounts.lines().filter_map(|line| {
        let point = unescaped(line.split(' ').nth(4)?);
        let system = line.split_once(" - ")?.1.split(' ').next()?;
        folder.starts_with(&point).then_some((point.len(), system))
    });
    below.max_by_key(|(length, _)| *length).map(|(_, system)| system)
}

/// Blanks in paths are written as octal numbers there.
#[cfg(target_os = "linux")]
fn unescaped(path: &str) -> String {
    path.replace(r"\040", " ").replace(r"\011", "\t").replace(r"\012", "\n").replace(r"\134", r"\")
}

fn synchronised(service: &str) -> Text {
    text!(
        "The register lies in a folder of {service}, which copies it while it is being changed and may put an older copy in its place: changes can be lost, and the copies go to other computers. Keep it in a folder that is not synchronised, and put a backup there instead: write a backup, start with the other folder (--home or SUPPORT_ATLAS_HOME), and put the backup back.",
        "Registeret ligger i en mappe som {service} synkroniserer. Den kopierer registeret mens det endres og kan legge tilbake en eldre kopi: endringer kan gå tapt, og kopiene havner på andre maskiner. Ha det i en mappe som ikke synkroniseres, og legg en sikkerhetskopi der i stedet: skriv en sikkerhetskopi, start med den andre mappen (--home eller SUPPORT_ATLAS_HOME), og hent sikkerhetskopien tilbake.",
        service
    )
}

fn network() -> Text {
    text!(
        "The register lies on another computer. Network drives may lose what was saved when the connection breaks, and do not always keep two programs apart. Keep it on this computer's own disk, and write backups to the network drive: write a backup, start with the other folder (--home or SUPPORT_ATLAS_HOME), and put the backup back.",
        "Registeret ligger på en annen maskin. Nettverksdisker kan miste det som er lagret når forbindelsen brytes, og holder ikke alltid to programmer fra hverandre. Ha det på denne maskinens egen disk, og skriv sikkerhetskopier til nettverksdisken: skriv en sikkerhetskopi, start med den andre mappen (--home eller SUPPORT_ATLAS_HOME), og hent sikkerhetskopien tilbake."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(folder: &str, variable: &[(&str, &str)], file_system: Option<&str>) -> Option<FolderKind> {
        let find = |name: &str| variable.iter().find(|(given, _)| *given == name).map(|(_, value)| value.into());
        judge(Path::new(folder), &find, file_system).map(|(kind, _)| kind)
    }

    #[test]
    fn synchronised_folders_are_known_by_name_and_by_environment() {
        for (folder, service) in [
            ("/home/ada/OneDrive/atlas", "OneDrive"),
            ("/home/ada/OneDrive - Fjord AS/atlas", "OneDrive"),
            ("/home/ada/onedrive/atlas", "OneDrive"),
            ("/home/ada/Dropbox (Fjord)/atlas", "Dropbox"),
            ("/home/ada/Google Drive/atlas", "Google Drive"),
            ("/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/atlas", "iCloud Drive"),
            ("/Users/ada/Library/CloudStorage/GoogleDrive-ada@fjord.example/My Drive", "Google Drive"),
            ("/Users/ada/Library/CloudStorage/Egnyte-fjord/atlas", "Egnyte"),
            ("/home/ada/Nextcloud/atlas", "Nextcloud"),
        ] {
            assert_eq!(super::service(Path::new(folder), &|_| None).as_deref(), Some(service), "{folder}");
            assert_eq!(kind(folder, &[], Some("ext4")), Some(FolderKind::Synchronised));
        }
        let named = [("OneDriveCommercial", "/data/work"), ("OneDrive", "")];
        assert_eq!(kind("/data/work/atlas", &named, None), Some(FolderKind::Synchronised));
        assert_eq!(kind("/data/workshop/atlas", &named, None), None, "a name that only begins alike");
        for folder in ["/home/ada/.local/share/support-atlas", "/home/ada/Dropboxes/x", "/home/ada/OneDriveOld/x"] {
            assert_eq!(kind(folder, &[], Some("btrfs")), None, "{folder}");
        }
    }

    #[test]
    fn other_computers_are_known_by_path_and_by_file_system() {
        for folder in [r"\\server\share\atlas", r"\\?\UNC\server\share\atlas"] {
            assert_eq!(kind(folder, &[], None), Some(FolderKind::Network), "{folder}");
        }
        assert_eq!(kind(r"\\?\C:\Users\ada\AppData\Local\support-atlas", &[], None), None);
        for system in ["nfs4", "cifs", "fuse.sshfs", "smbfs", "9p"] {
            assert_eq!(kind("/mnt/far/atlas", &[], Some(system)), Some(FolderKind::Network), "{system}");
        }
        for system in ["ext4", "tmpfs", "fuseblk", "overlay", "apfs"] {
            assert_eq!(kind("/mnt/near/atlas", &[], Some(system)), None, "{system}");
        }
    }

    /// Lines as `proc(5)` describes them: the fifth field is the place, and the system stands behind the hyphen.
    #[test]
    #[cfg(target_os = "linux")]
    fn the_longest_mount_and_the_last_of_its_place_counts() {
        let mounts = "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
             30 21 0:40 / /home rw - btrfs /dev/sdb rw\n\
             31 30 0:41 / /home/ada/far\\040away rw shared:7 master:2 - fuse.sshfs ada@host: rw\n\
             32 21 0:42 / /mnt rw - ext4 /dev/sdc rw\n\
             33 32 0:43 / /mnt rw - nfs4 server:/x rw\n";
        for (folder, system) in [
            ("/var/lib", "ext4"),
            ("/home/ada", "btrfs"),
            ("/home/adam", "btrfs"),
            ("/home/ada/far away/atlas", "fuse.sshfs"),
            ("/mnt/atlas", "nfs4"),
            ("/mnt2/atlas", "ext4"),
        ] {
            assert_eq!(mounted(Path::new(folder), mounts), Some(system), "{folder}");
        }
        assert!(
            file_system(Path::new("/proc")).is_some_and(|system| system == "proc"),
            "the system's own list is read"
        );
    }
}

//! A register in a folder that a service synchronises: told, with what to do, until the user puts it away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::{Outcome, target};

use crate::steps::{add_tenant, records, search};

#[test]
fn a_synchronised_folder_is_told_until_it_is_put_away() -> Outcome {
    let place = Place { register: "OneDrive - Fjord AS/register", ..Place::default() };
    drive("synchronised", place, async |desk, window| {
        window.press("lang-en").await?;
        window.has("folder-warning", "data-kind", "synchronised-folder").await?;
        window.shows("folder-warning", &["OneDrive", "not synchronised", "backup"]).await?;
        for (width, height) in [(1280, 800), (900, 600)] {
            window.resize(width, height).await?;
            window.screenshot(&target().join(format!("screenshots/folder-warning-{width}.png"))).await?;
        }
        window.press("lang-nb").await?;
        window.shows("folder-warning", &["OneDrive", "ikke synkroniseres"]).await?;
        window.press("folder-warning-hide").await?;
        window.gone("folder-warning").await?;
        window.restart(desk).await?;
        window.find("first-steps").await?;
        assert_eq!(window.count("folder-warning").await?, 0, "put away is put away");
        window.go("settings").await?;
        window.shows("folder-warning", &["OneDrive"]).await?;
        window.screenshot(&target().join("screenshots/folder-warning-settings.png")).await
    })
}

/// A small disk at a folder, taken away again at the end.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this user may not mount anything.
    fn at(folder: &Path) -> Outcome<Option<Self>> {
        fs::create_dir_all(folder)?;
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs"]).arg(folder).output()?;
        Ok(mount.status.success().then(|| Self(folder.to_path_buf())))
    }

    /// From now on nobody can write to it.
    fn only_to_be_read(&self) -> Outcome {
        let status = Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status()?;
        if status.success() { Ok(()) } else { Err("the small disk stays writable".into()) }
    }

    /// Leaves no byte free.
    fn fill(&self) -> Outcome<PathBuf> {
        use std::io::Write as _;
        let path = self.0.join("filler");
        let mut file = fs::File::create(&path)?;
        for size in [64 * 1024, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        Ok(path)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the window may still have the register open.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The form says what is wrong and keeps what was typed; once there is room, the same button does it.
#[test]
fn a_full_disk_is_told_in_the_form_which_keeps_what_was_typed() -> Outcome {
    let place = Place { register: "disk/register", ..Place::default() };
    drive("full-disk", place, async |desk, window| {
        let folder = desk.folder().join("disk");
        let mut mounted = None;
        window
            .restart_after(desk, || {
                fs::remove_dir_all(&folder)?;
                mounted = SmallDisk::at(&folder)?;
                Ok(())
            })
            .await?;
        window.ready().await?;
        let Some(disk) = mounted else {
            println!("not run: this user may not mount a small disk");
            return Ok(());
        };
        window.press("lang-en").await?;
        add_tenant(window, "Fjord AS", ("Norway", "NO")).await?;
        window.press("add-tenant").await?;
        window.write("field-name", "Fjell AS").await?;
        search(window, "field-country", "Norway", "NO").await?;
        let filler = disk.fill()?;
        window.press("save").await?;
        window.shows("dialog", &["disk is full"]).await?;
        assert_eq!(window.find("field-name").await?.prop("value").await?.as_deref(), Some("Fjell AS"));
        assert_eq!(records(window, "tenants").await?.len(), 1, "what is there can be read");

        fs::remove_file(filler)?;
        window.press("save").await?;
        window.gone("dialog").await?;
        window.shows("row-tenant", &["Fjell AS"]).await?;
        assert_eq!(records(window, "tenants").await?.len(), 2);
        Ok(())
    })
}

/// Told on the first screen, everything can be looked up, and a change is refused in the form, which keeps what was typed.
#[test]
fn a_register_that_can_only_be_read_says_so_and_is_read() -> Outcome {
    let place = Place { register: "disk/register", ..Place::default() };
    drive("only-readable", place, async |desk, window| {
        let folder = desk.folder().join("disk");
        let mut mounted = None;
        window
            .restart_after(desk, || {
                fs::remove_dir_all(&folder)?;
                mounted = SmallDisk::at(&folder)?;
                Ok(())
            })
            .await?;
        window.ready().await?;
        let Some(disk) = mounted else {
            println!("not run: this user may not mount a small disk");
            return Ok(());
        };
        window.press("lang-en").await?;
        add_tenant(window, "Fjord AS", ("Norway", "NO")).await?;
        assert_eq!(window.count("only-readable").await?, 0);
        window.restart_after(desk, || disk.only_to_be_read()).await?;
        window.ready().await?;
        window.shows("only-readable", &["can only be read"]).await?;
        for (width, height) in [(1280, 800), (900, 600)] {
            window.resize(width, height).await?;
            window.screenshot(&target().join(format!("screenshots/only-readable-{width}.png"))).await?;
        }
        for screen in ["file", "requests", "contracts", "plans", "guide", "settings", "tenants"] {
            window.go(screen).await?;
        }
        window.shows("row-tenant", &["Fjord AS"]).await?;
        window.press("add-tenant").await?;
        window.write("field-name", "Fjell AS").await?;
        search(window, "field-country", "Norway", "NO").await?;
        window.press("save").await?;
        window.find_css("[data-testid=\"dialog\"] [role=\"alert\"]").await?;
        assert_eq!(window.find("field-name").await?.prop("value").await?.as_deref(), Some("Fjell AS"));
        assert_eq!(records(window, "tenants").await?.len(), 1);
        Ok(())
    })
}

#[test]
fn an_ordinary_folder_is_not_talked_about() -> Outcome {
    drive("ordinary-folder", Place::default(), async |_, window| {
        window.find("first-steps").await?;
        window.go("settings").await?;
        window.find("select-theme").await?;
        assert_eq!(window.count("folder-warning").await?, 0);
        Ok(())
    })
}

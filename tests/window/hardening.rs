//! What a page may not do, even if somebody's text managed to run in it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::{Desk, Place};
use workspace_tests::drive::drive;

use crate::steps::add_tenant;

const HOSTILE: &str = "<img src=x onerror=\"window.ran=1\"><b>Fjord & Co</b>";

#[test]
fn markup_in_a_name_is_shown_as_text_everywhere() -> Outcome {
    drive("markup", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        add_tenant(window, HOSTILE, ("Norway", "NO")).await?;
        window.shows("row-tenant", &[HOSTILE]).await?;
        window.go("file").await?;
        window.shows("pick-tenant", &[HOSTILE]).await?;
        window.find("answer-due").await?;
        window.press("log-request").await?;
        window.write("field-title", HOSTILE).await?;
        window.press("save").await?;
        window.gone("dialog").await?;
        for (screen, element) in [("requests", "row-request"), ("today", "row-due")] {
            window.go(screen).await?;
            window.shows(element, &[HOSTILE]).await?;
        }
        let found =
            window.script("return [document.querySelectorAll('img').length, window.ran ?? null]", Vec::new()).await?;
        assert_eq!(found, json!([0, null]));
        Ok(())
    })
}

#[test]
fn the_page_runs_nothing_but_its_own_scripts() -> Outcome {
    drive("csp", Place::default(), async |_, window| {
        let eval = window
            .script("try { return String((0, eval)('1 + 1')); } catch (error) { return error.name; }", Vec::new())
            .await?;
        assert_eq!(eval, json!("EvalError"));

        let injected = "const done = arguments[0];
            const blocked = [];
            document.addEventListener('securitypolicyviolation', (event) => {
                blocked.push(event.effectiveDirective);
                if (blocked.length === 4) done({ blocked: blocked.sort(), ran: window.ran ?? null });
            });
            document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.ran=1\"><p style=\"color:red\"></p>');
            const script = document.createElement('script');
            script.textContent = 'window.ran = 2';
            document.body.append(script);
            const frame = document.createElement('iframe');
            frame.src = 'https://localhost/';
            document.body.append(frame);";
        let seen = window.client().execute_async(injected, Vec::new()).await?;
        assert_eq!(
            seen,
            json!({ "blocked": ["frame-src", "script-src-attr", "script-src-elem", "style-src-attr"], "ran": null })
        );

        let frozen = window
            .script("try { Object.prototype.polluted = 1; } catch {} return {}.polluted ?? null;", Vec::new())
            .await?;
        assert_eq!(frozen, json!(null));
        Ok(())
    })
}

#[test]
fn the_page_reaches_no_network_and_goes_nowhere() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = format!("http://{}/", listener.local_addr()?);
    drive("network", Place::default(), async |_, window| {
        let fetch = "const [address, done] = arguments; fetch(address).then(() => done('reached'), (error) => done(error.name));";
        assert_eq!(window.client().execute_async(fetch, vec![json!(address)]).await?, json!("TypeError"));
        let image = "const [address, done] = arguments; const image = new Image(); image.onload = () => done('reached'); image.onerror = () => done('blocked'); image.src = address;";
        assert_eq!(window.client().execute_async(image, vec![json!(address)]).await?, json!("blocked"));
        window
            .script(
                "setTimeout((address) => { location.href = address; }, 0, arguments[0]); window.open(arguments[0]);",
                vec![json!(address)],
            )
            .await?;
        // As a file that is dropped on the page, and a page that brings itself along.
        for elsewhere in ["file:///etc/hostname", "data:text/html,<h1>elsewhere</h1>", "blob:null/x", "about:blank"] {
            window
                .script("setTimeout((to) => { location.href = to; }, 0, arguments[0])", vec![json!(elsewhere)])
                .await?;
            tokio::time::sleep(Duration::from_millis(300)).await;
            let at = window.client().current_url().await?;
            assert!(at.as_str().starts_with("tauri://localhost"), "went to {at} for {elsewhere}");
        }
        // Still here, still ours, still working.
        window.go("guide").await?;
        window.find("guide-filter").await?;
        assert!(window.client().current_url().await?.as_str().starts_with("tauri://localhost"));
        Ok(())
    })?;
    assert!(listener.accept().is_err(), "the window reached out to {address}");
    Ok(())
}

/// A process that may not be looked into belongs to root in the process table, whoever runs it. Release builds refuse it
/// always; a debug build, which the tests drive, when it is told to. The web view's own processes write no core either.
#[test]
fn another_program_of_the_same_user_may_not_look_into_the_window() -> Outcome {
    const SOMEBODY: u32 = 65534;
    if fs::metadata("/proc/self")?.uid() != 0 {
        println!("not run: only root can start a program as somebody else");
        return Ok(());
    }
    let desk = Desk::set_up(Place::default())?;
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir()?;
    let program = folder.path().join("support-atlas");
    fs::copy(workspace_tests::program("SUPPORT_ATLAS_BIN", "debug/support-atlas")?, &program)?;
    let home = folder.path().join("home");
    fs::create_dir(&home)?;
    chown(&home, Some(SOMEBODY), Some(SOMEBODY))?;
    let mut command = desk.command("setpriv");
    command.args([&format!("--reuid={SOMEBODY}"), &format!("--regid={SOMEBODY}"), "--clear-groups", "--"]);
    command.args(["dbus-run-session", "--"]).arg(&program).current_dir(&home);
    for name in ["HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env(name, &home);
    }
    command.env("SUPPORT_ATLAS_HOME", home.join("atlas")).env("ATLAS_DEBUG_REFUSE_DUMPS", "1");
    let mut session = Ended(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
    let screen = desk.screen()?;
    let start = Instant::now();
    while !screen.titles()?.iter().any(|title| title.contains("Support Atlas")) {
        assert!(start.elapsed() < Duration::from_mins(1) && session.0.try_wait()?.is_none(), "the window opens");
        std::thread::sleep(Duration::from_millis(100));
    }
    let found = of_program(&program)?;
    assert!(!found.is_empty(), "it runs");
    for process in found {
        let place = format!("/proc/{process}");
        assert_eq!(fs::metadata(&place)?.uid(), SOMEBODY);
        assert_eq!(fs::metadata(format!("{place}/mem"))?.uid(), 0, "its memory is nobody's to read");
        let limits = fs::read_to_string(format!("{place}/limits"))?;
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).ok_or("no limit")?;
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    }
    Ok(())
}

/// A program that is ended with the test, and all that it started.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The processes that run this program.
fn of_program(program: &Path) -> Outcome<Vec<u32>> {
    let processes = fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Ok(processes
        .filter(|process: &u32| fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|exe| exe == program))
        .collect())
}

#[test]
fn commands_that_are_not_declared_are_refused() -> Outcome {
    drive("commands", Place::default(), async |_, window| {
        let foreign = [
            "no_such_command",
            "revealed_secret",
            "reveal_close",
            "plugin:fs|read_text_file",
            "plugin:shell|execute",
            "plugin:clipboard-manager|read_text",
            "plugin:clipboard-manager|write_text",
            "plugin:window-state|save_window_state",
            "plugin:window|close",
            "plugin:webview|create_webview_window",
            "plugin:path|resolve_directory",
            "plugin:event|emit",
        ];
        for command in foreign {
            let refused = window.invoke(command, json!({ "path": "/etc/hostname", "text": "x" })).await?;
            assert!(refused.is_err(), "{command} answered {refused:?}");
        }
        assert!(window.invoke("today", json!({ "all": false })).await?.is_ok(), "a declared command answers");
        Ok(())
    })
}

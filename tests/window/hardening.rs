//! What a page may not do, even if somebody's text managed to run in it.

use std::net::TcpListener;

use serde_json::json;
use workspace_tests::Outcome;
use workspace_tests::desk::Place;
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
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
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
        assert!(window.invoke("today", json!({})).await?.is_ok(), "a declared command answers");
        Ok(())
    })
}

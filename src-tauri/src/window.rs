//! The main window.

use tauri::utils::config::BackgroundThrottlingPolicy;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, DragDropEvent, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent,
};

use crate::imports::Imports;
use crate::news::News;
use crate::{clipboard, reminding, reveal, tray};

/// The main window's label.
pub(crate) const MAIN: &str = "main";

/// Opens the main window.
///
/// # Errors
/// When the system cannot open a window.
pub(crate) fn open_main(app: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("/".into()))
        .title("Support Atlas")
        .inner_size(1280.0, 800.0)
        .min_inner_size(320.0, 400.0)
        .initialization_script(include_str!("../../ui/src/lib/host/first-question.js"))
        // Nothing that runs in the window may lead it elsewhere or open another.
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .general_autofill_enabled(false)
        // A deadline counts down in a window that lies behind others, too.
        .background_throttling(BackgroundThrottlingPolicy::Throttle)
        .devtools(cfg!(debug_assertions))
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                reminding::begin_after_paint(window.app_handle());
            }
        })
        .build()?;
    Ok(())
}

/// Whether this system can keep a window out of pictures of the screen.
pub(crate) const CAN_HIDE: bool = cfg!(any(windows, target_os = "macos"));

/// Keeps the main window out of pictures and films of the screen, or lets it into them.
pub(crate) fn hide_from_capture(app: &AppHandle, hide: bool) {
    if let Some(window) = app.get_webview_window(MAIN).filter(|_| CAN_HIDE) {
        let _ = window.set_content_protected(hide);
    }
}

/// Files that are dropped on the main window are handed over to be imported; the page never learns where they are.
pub(crate) fn on_drop(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    if window.label() != MAIN {
        return;
    }
    let imports = window.state::<Imports>();
    match event {
        DragDropEvent::Enter { .. } => imports.tell(News::Hovering),
        DragDropEvent::Leave => imports.tell(News::Left),
        DragDropEvent::Drop { paths, .. } => {
            imports.tell(News::Left);
            imports.offer(paths.iter().cloned());
        }
        _ => {}
    }
}

/// Brings the main window to the front; opens it where the program was started without one.
pub(crate) fn show_main(app: &AppHandle) {
    match app.get_webview_window(MAIN) {
        Some(window) => to_front(&window),
        None => {
            let _ = open_main(app);
        }
    }
}

/// What closing a window means: the main one may only go out of sight. Either way what it had shown and copied goes.
pub(crate) fn closing(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    if window.label() != MAIN {
        return;
    }
    let app = window.app_handle().clone();
    reveal::close(&app);
    if tray::stays_when_closed(&app) {
        api.prevent_close();
        let _ = window.hide();
        // Reading the clipboard may wait for another program; the window's thread must not.
        std::thread::spawn(move || clipboard::clear_now(&app));
    }
}

fn to_front(window: &WebviewWindow) {
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
}

/// Whether an address is the application's own: `tauri://localhost`, and `http(s)://tauri.localhost` on Windows.
pub(crate) fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

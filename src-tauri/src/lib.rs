//! The desktop shell: the only code that knows Tauri. It opens the window, hands each command to the register or the
//! policy, and keeps revealed and copied secrets for as long as they may be seen.

pub mod access_views;
mod chosen_file;
mod clipboard;
pub mod commands;
pub mod desk;
pub mod due_today;
pub mod edition_view;
mod exports;
mod failure;
pub mod imports;
mod language;
mod lock;
mod memory;
mod news;
mod notifications;
mod opening;
mod oversize;
mod panicked;
mod reminding;
mod reveal;
mod tray;
pub mod views;
mod window;

pub use failure::CommandError;

use chrono::Utc;
use commands::start::Prepared;
use desk::Desk;
use exports::Exports;
use imports::Imports;
use news::Teller;
use std::path::Path;
use std::time::Duration;
use support_register::Register;
use tauri::{Manager as _, RunEvent};

/// The argument of a start at login: in the tray, without a window.
const HIDDEN: &str = "--hidden";

/// How long the work that nobody waits for leaves the machine to the window.
const AFTER_START: Duration = Duration::from_secs(2);

/// Runs the application until its window is closed.
pub fn run() {
    // Whoever develops wants to look inside, unless to see whether that is refused.
    if !cfg!(debug_assertions) || std::env::var_os("ATLAS_DEBUG_REFUSE_DUMPS").is_some() {
        support_vault::refuse_dumps();
    }
    prefer_software_buffers();
    let (desk, prepared) = (Desk::new(), Prepared::default());
    panicked::tell_first();
    // The register is read beside the toolkit and the web view, which take longer to come up; whoever asks first waits for
    // it. One that is in use may be that of an older program in the tray, to which this start only hands over: it is left
    // alone until that is known.
    if !is_hidden() && Desk::home().is_ok_and(|home| !Register::is_used(&home)) {
        let (desk, prepared) = (desk.clone(), prepared.clone());
        std::thread::spawn(move || prepared.make(&desk));
    }
    let teller = Teller::default();
    let run = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            // A start at login beside one that runs is no wish to see the window.
            if !arguments.iter().any(|argument| argument == HIDDEN) {
                window::show_main(app);
            }
            app.state::<Imports>().offer(imports::named_files(arguments, Path::new(&folder)));
        }))
        .plugin(tauri_plugin_window_state::Builder::new().with_denylist(&[reveal::WINDOW]).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(HIDDEN).app_name("Support Atlas").build())
        .manage(desk)
        .manage(prepared)
        .manage(lock::Idle::default())
        .manage(reveal::Revealed::default())
        .manage(clipboard::Copied::default())
        .manage(opening::ToOpen::default())
        .manage(reminding::Reminding::default())
        .manage(tray::Tray::default())
        .manage(Imports::new(teller.clone()))
        .manage(Exports::new(teller))
        .on_window_event(window::closing)
        .on_window_event(window::on_drop)
        .invoke_handler(oversize::refused(commands::handler()))
        .setup(|app| {
            panicked::tidy_up_first(app.handle());
            let opens_window = !is_hidden() || !tray::is_possible();
            let behind = app.handle().clone();
            std::thread::spawn(move || {
                if opens_window {
                    behind.state::<Prepared>().make(&behind.state::<Desk>());
                }
                lock::begin(&behind);
                // A window may stay open for weeks.
                let mut pause = AFTER_START;
                loop {
                    std::thread::sleep(pause);
                    let desk = behind.state::<Desk>();
                    let Some(register) = desk.opened() else { continue };
                    register.clear_left_behind();
                    // A large register takes seconds to copy: the window's own goes on answering. One that fails is tried
                    // again; a full disk is told of where it matters.
                    let backup = Desk::register_apart().map(|register| register.daily_backup(Utc::now()));
                    if let Ok(Ok(Some(_))) = backup {
                        memory::give_back();
                    }
                    pause = Duration::from_hours(1);
                }
            });
            if opens_window {
                window::open_main(app.handle())?;
            } else {
                reminding::begin(app.handle(), Duration::ZERO);
            }
            let folder = std::env::current_dir().unwrap_or_default();
            app.state::<Imports>().offer(imports::named_files(std::env::args(), &folder));
            Ok(())
        })
        .build(tauri::generate_context!());
    match run {
        Ok(app) => app.run(|app, event| match event {
            // Only the tray is left, and asked to be.
            RunEvent::ExitRequested { code: None, api, .. } if tray::stays_when_closed(app) => api.prevent_exit(),
            RunEvent::Exit => clipboard::clear_now(app),
            _ => {}
        }),
        Err(error) => {
            eprintln!("Support Atlas could not start: {error}");
            std::process::exit(1);
        }
    }
}

/// Whether the program is to start in the tray.
fn is_hidden() -> bool {
    std::env::args().any(|argument| argument == HIDDEN)
}

/// Without a graphics card, and on some drivers, the DMABUF renderer of `WebKitGTK` leaves the window blank.
fn prefer_software_buffers() {
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        #[expect(unsafe_code, reason = "the first statement of the program: no other thread reads the environment yet")]
        unsafe {
            std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
    }
}

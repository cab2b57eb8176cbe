//! A window with nothing in it: what `cargo xtask bench start` compares the real one with. It has the same Tauri, the same
//! size and the same web view, and none of the rest.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    let started = tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::App("/".into()))
                .title("Empty")
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("examples/empty_window/tauri.conf.json"));
    if let Err(error) = started {
        eprintln!("The empty window could not start: {error}");
        std::process::exit(1);
    }
}

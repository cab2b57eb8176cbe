//! The Support Atlas window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    support_atlas_shell::run();
}

//! The real window, driven through its web driver: the main job in both languages, by mouse and by keyboard, with and without a
//! keyring, every screen, and what a hostile page may not do. Runs on a desk of its own, with a real keyring.

mod access;
mod accessibility;
mod canary;
mod close;
mod desk;
mod first_minutes;
mod fits;
mod folder;
mod hardening;
mod import;
mod keyboard;
mod keyring;
mod main_job;
mod oversize;
mod pictures;
mod plans;
mod prefiling;
mod reminders;
mod request_life;
mod request_papers;
mod sample;
mod screens;
mod scripts;
mod search;
mod sharing;
mod steps;
mod stops;
mod typed;
mod vault;
mod walk;
mod zoom;

//! The real window, driven through its web driver: the main job in both languages, by mouse and by keyboard, with and without a
//! keyring, every screen, and what a hostile page may not do. Runs on a desk of its own, with a real keyring.

mod hardening;
mod keyboard;
mod keyring;
mod main_job;
mod prefiling;
mod sample;
mod screens;
mod steps;

//! Makes a register of a size: `make_register REQUESTS TENANTS SEED AT FOLDER`, called by `cargo xtask register`. The
//! folder must not hold one yet.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../benches/realistic/mod.rs"]
mod realistic;

use std::path::PathBuf;

use realistic::{Size, scratch::make};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("REQUESTS TENANTS SEED AT FOLDER");
    let size = Size { requests: next().parse().unwrap(), tenants: next().parse().unwrap() };
    let (seed, at, folder) = (next().parse().unwrap(), next().parse().unwrap(), PathBuf::from(next()));
    assert!(!folder.join("register.sqlite").exists(), "{} holds a register already", folder.display());
    make(&folder, size, seed, at);
}

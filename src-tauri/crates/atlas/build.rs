//! Links what a release needs and nothing else.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // A release ends at a panic (`panic = "abort"`), so that nobody looks for a way back up the stack.
    if std::env::var("PROFILE").as_deref() == Ok("release")
        && std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux")
    {
        println!("cargo:rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
    }
}

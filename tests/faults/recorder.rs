//! The library that stands between `atlas` and the C library: see `recorder.c`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Compiles the library with the system's C compiler, once for each run of the tests.
pub(crate) fn library() -> &'static Path {
    static LIBRARY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, library) = LIBRARY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("recorder.so");
        let status = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o"])
            .arg(&library)
            .arg(workspace_tests::root().join("tests/faults/recorder.c"))
            .args(["-ldl", "-lpthread"])
            .status()
            .expect("a C compiler (package build-essential)");
        assert!(status.success(), "the recorder does not compile");
        (folder, library)
    });
    library
}

/// What the library shall do to a call.
#[derive(Clone, Copy)]
pub(crate) struct Fault<'a> {
    /// `open`, `read`, `write`, `sync` or `any`.
    pub(crate) kind: &'a str,
    /// Which call of the kind, from 1.
    pub(crate) at: usize,
    /// The error; 0 kills the program.
    pub(crate) errno: i32,
    /// Whether all later ones fail too.
    pub(crate) stays: bool,
}

/// Lets a call of `atlas` in `folder` fail, or the program die there.
pub(crate) fn inject(command: &mut Command, folder: &Path, fault: Fault<'_>) {
    let Fault { kind, at, errno, stays } = fault;
    let stay = if stays { ":stay" } else { "" };
    command
        .env("LD_PRELOAD", library())
        .env("ATLAS_WATCH", folder)
        .env("ATLAS_FAIL", format!("{kind}:{at}:{errno}{stay}"));
}

/// Records what `atlas` writes in `folder`, at the end of `record`.
pub(crate) fn record(command: &mut Command, folder: &Path, record: &Path) {
    command.env("LD_PRELOAD", library()).env("ATLAS_WATCH", folder).env("ATLAS_RECORD", record);
}

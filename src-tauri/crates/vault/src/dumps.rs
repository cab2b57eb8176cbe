//! Keeping a process's memory to itself.

/// Refuses what would put this process's memory, and the key in it, into a file or another program of the same user: core
/// dumps (also of the programs it starts) and, on Linux, being traced. Called once, before anything secret is read.
/// Another program of the same user that was there first can still replace this one; administrators can do anything.
pub fn refuse_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "core dumps stay as the system has set them");
        }
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "other programs may look into this one");
        }
    }
}

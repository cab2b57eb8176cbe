//! The arrows between the crates: who may depend on whom, and that only the desktop shell knows Tauri.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;
use workspace_tests::{Outcome, root};

/// Every package of this repository and those of its own it may use. `xtask` and the tests use none: they run the programs.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("support-policy", &[]),
    ("support-vault", &[]),
    ("support-register", &["support-policy", "support-vault"]),
    ("atlas", &["support-policy", "support-register", "support-vault"]),
    ("support-atlas", &["support-policy", "support-register", "support-vault"]),
    ("xtask", &[]),
    ("workspace-tests", &[]),
];

/// The one package that may draw a window.
const SHELL: &str = "support-atlas";

/// What draws windows: crates of these names, and those whose name begins with them and a hyphen.
const WINDOW_CRATES: [&str; 3] = ["tauri", "wry", "webkit2gtk"];

#[test]
fn every_arrow_between_our_crates_is_allowed() -> Outcome {
    let workspace = Workspace::read()?;
    let ours: BTreeSet<&str> = workspace.declared.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(ours, known, "a crate was added or removed: say here what it may depend on");
    for (name, allowed) in ALLOWED {
        let declared = workspace.declared.get(name).ok_or(name)?;
        let wrong: Vec<_> = declared
            .iter()
            .filter(|other| ours.contains(other.as_str()) && !allowed.contains(&other.as_str()))
            .collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
    Ok(())
}

#[test]
fn only_the_shell_knows_tauri() -> Outcome {
    let workspace = Workspace::read()?;
    for (name, _) in ALLOWED {
        let windows: Vec<&str> = workspace.reachable(name).into_iter().filter(|name| draws_windows(name)).collect();
        if name == SHELL {
            assert!(windows.contains(&"webkit2gtk"), "the lock file was misread: the shell seems to draw no window");
        } else {
            assert!(windows.is_empty(), "{name} must not depend on {windows:?}");
        }
    }
    Ok(())
}

fn draws_windows(name: &str) -> bool {
    WINDOW_CRATES.iter().any(|crate_name| {
        name.strip_prefix(crate_name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    })
}

/// What the manifests and the lock file say. Both can be read without the network, and for all platforms and features at once.
struct Workspace {
    /// Our own packages and everything their manifests name, for whichever platform or purpose.
    declared: BTreeMap<String, BTreeSet<String>>,
    /// From each package in the lock file to those it uses. A package is named by name and version.
    edges: BTreeMap<(String, String), Vec<(String, String)>>,
}

impl Workspace {
    fn read() -> Outcome<Self> {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
            .current_dir(root())
            .output()?;
        assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let declared = list(&metadata, "packages")
            .iter()
            .map(|package| {
                (text(package, "name"), list(package, "dependencies").iter().map(|other| text(other, "name")).collect())
            })
            .collect();
        let lock: Value = toml::from_str(&fs::read_to_string(root().join("Cargo.lock"))?)?;
        Ok(Self { declared, edges: edges(list(&lock, "package")) })
    }

    /// The names of everything that one of our packages uses, directly or through others.
    fn reachable(&self, member: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<_> = self.edges.keys().filter(|(name, _)| name == member).collect();
        while let Some(package) = open.pop() {
            for next in self.edges.get(package).into_iter().flatten() {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        seen.into_iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// The lock file writes `name`, and `name version` where several versions are in use.
fn edges(packages: &[Value]) -> BTreeMap<(String, String), Vec<(String, String)>> {
    let all: Vec<_> = packages.iter().map(|package| (text(package, "name"), text(package, "version"))).collect();
    let resolve = |dependency: &Value| {
        let mut words = dependency.as_str().unwrap_or_default().split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next());
        all.iter()
            .find(|(other, other_version)| other == name && version.is_none_or(|version| version == other_version))
            .cloned()
    };
    let used = packages.iter().map(|package| list(package, "dependencies").iter().filter_map(resolve).collect());
    all.iter().cloned().zip(used).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

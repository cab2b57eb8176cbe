//! The guide names only commands that there are.

use crate::program::Atlas;
use std::collections::BTreeSet;

#[test]
fn every_command_that_the_guide_names_exists() {
    let atlas = Atlas::new();
    let mut named = BTreeSet::new();
    for topic in atlas.answer(&["guide"])["items"].as_array().unwrap() {
        for language in ["en", "nb"] {
            let id = topic["id"].as_str().unwrap();
            let text = atlas.answer(&["--lang", language, "guide", id])["body"].as_str().unwrap().to_owned();
            for mention in text.split("`atlas ").skip(1) {
                let command: String = mention.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                named.insert(command);
            }
        }
    }
    assert!(named.len() > 5, "{named:?}");
    for command in named {
        let help = atlas.run(&[command.as_str(), "--help"], "");
        assert_eq!(help.exit, 0, "the guide names atlas {command}: {}", help.stderr);
    }
}

#[test]
fn a_reading_is_explained_as_topics_are() {
    let atlas = Atlas::new();
    let reading = atlas.answer(&["guide", "r1"]);
    assert_eq!(reading["id"], "R1");
    assert!(reading["body"].as_str().unwrap().contains("Europe/Brussels"), "{reading}");
    let text = atlas.run(&["guide", "R5"], "");
    assert!(text.exit == 0 && text.stdout.starts_with("# "), "{}", text.stdout);
}

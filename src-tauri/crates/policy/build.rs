//! Turns the folders of `languages/` into constants: which languages there are, how they write a day, and how they word
//! the sentences. Nothing is left to read or to sort when the program runs.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The two whose wordings stand beside the code come first, in this order.
const BESIDE_THE_CODE: [&str; 2] = ["en", "nb"];

/// The wordings of what the code says, and of what stands in the tables of editions and of countries.
const WORDINGS: [&str; 2] = ["sentences.toml", "editions.toml"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    system: Vec<String>,
    months: [String; 12],
    months_short: [String; 12],
    weekdays: [String; 7],
    day: String,
    day_of_year: String,
    day_short: String,
    holidays: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    #[serde(default)]
    sentence: Vec<Sentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    en: String,
    #[serde(default)]
    nb: String,
    wording: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Search {
    stemmer: Option<String>,
    #[serde(default)]
    meanings: BTreeMap<String, String>,
    #[serde(default)]
    asked_as: BTreeMap<String, String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    // The editions are embedded as they are; a text that is new has to be seen, too.
    for watched in ["build.rs", "languages", "editions"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let mut code = String::from("static TONGUES: &[Tongue] = &[\n");
    for tag in tags(&here.join("languages"))? {
        let folder = here.join("languages").join(&tag);
        tongue(&tag, &folder, &mut code).map_err(|why| format!("{}: {why}", folder.display()))?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("tongues.rs"), code)?;
    Ok(())
}

fn tags(languages: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut further = Vec::new();
    for entry in fs::read_dir(languages)? {
        let entry = entry?;
        let tag = entry.file_name().into_string().map_err(|name| format!("{}: no tag", name.display()))?;
        if entry.file_type()?.is_dir() && !BESIDE_THE_CODE.contains(&tag.as_str()) {
            further.push(tag);
        }
    }
    further.sort();
    Ok(BESIDE_THE_CODE.map(str::to_owned).into_iter().chain(further).collect())
}

fn tongue(tag: &str, folder: &Path, code: &mut String) -> Result<(), Box<dyn Error>> {
    let Head { system, months, months_short, weekdays, day, day_of_year, day_short, holidays } =
        toml::from_str(&fs::read_to_string(folder.join("language.toml"))?)?;
    let search = folder.join("search.toml");
    let Search { stemmer, meanings, asked_as } =
        if search.exists() { toml::from_str(&fs::read_to_string(search)?)? } else { Search::default() };
    let sentences = sentences(folder)?;
    writeln!(
        code,
        "Tongue {{ tag: {tag:?}, system: &{system:?}, months: {months:?}, months_short: {months_short:?}, weekdays: {weekdays:?}, day: {day:?}, \
         day_of_year: {day_of_year:?}, day_short: {day_short:?}, holidays: &{holidays:?}, stemmer: {stemmer:?}, meanings: &{:?}, asked_as: &{:?}, \
         sentences: &{sentences:?} }},",
        meanings.iter().collect::<Vec<_>>(),
        asked_as.iter().collect::<Vec<_>>(),
    )?;
    Ok(())
}

/// English, Norwegian where English alone does not tell two sentences apart, and the wording.
type Wording = (String, String, String);

/// The wordings of both files, sorted.
fn sentences(folder: &Path) -> Result<Vec<Wording>, Box<dyn Error>> {
    let mut all = BTreeMap::new();
    for name in WORDINGS {
        let path = folder.join(name);
        if !path.exists() {
            continue;
        }
        let file: Sentences = toml::from_str(&fs::read_to_string(&path)?).map_err(|why| format!("{name}: {why}"))?;
        for Sentence { en, nb, wording } in file.sentence {
            // What is not translated yet is said in English.
            if !wording.is_empty() {
                all.insert((en, nb), wording);
            }
        }
    }
    Ok(all.into_iter().map(|((en, nb), wording)| (en, nb, wording)).collect())
}

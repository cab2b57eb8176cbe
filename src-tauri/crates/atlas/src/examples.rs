//! Worked examples for the help of every command. They form one story from top to bottom: what one adds, a later one shows.

mod register;
mod requests;
mod rules;
mod vault;

use clap::Command;
use std::fmt::Write as _;

/// A command line, and what it is for.
struct Example {
    does: &'static str,
    line: &'static str,
    /// What it prints, where that depends on nothing but the rules.
    prints: &'static str,
}

const fn example(does: &'static str, line: &'static str) -> Example {
    Example { does, line, prints: "" }
}

/// The examples of one command, named by its words: `tenant add`.
type Of = (&'static str, &'static [Example]);

const ALL: [&[Of]; 4] = [rules::EXAMPLES, register::EXAMPLES, requests::EXAMPLES, vault::EXAMPLES];

/// What holds for all commands, below the list of them.
const CONVENTIONS: &str = "\
How to read an answer:
  An answer that says no is an answer, too: the exit code is 0, and with --json
  there is a `refusal` with a `code`. `Because` names the topics of the guide an
  answer rests on (`atlas guide S21` shows one), `Assumes` how an unclear sentence
  of the policy was read, `Changed since` what is no longer as the edition says.

How to name things:
  A record is named by its id, or by its name where that is unique.
  Plan         subscription, professional-direct, premier, unified-core,
               unified-advanced, unified-performance, software-assurance,
               advantage, advantage-plus
  Product      power-platform, customer-engagement, ai-apps, finance,
               supply-chain-management, commerce, business-central,
               customer-engagement-on-premises
  Severity     critical, a, b, standard, c
  Region       asia-pacific, japan, emea, north-america, south-america, other
               Other editions have others; a wrong id is answered with the right
               ones, and so are channels, concerns and roles.
  Country      NO                         ISO 3166-1
  Zone         Europe/Oslo                IANA
  Day          2026-11-22
  Instant      2026-11-22T14:30:00+01:00  RFC 3339
  Duration     PT4H, P7D                  ISO 8601
  Money        9.00, and its currency     ISO 4217

Where your data lies:
  In one folder, the same as the window's, unless --home or SUPPORT_ATLAS_HOME
  names another. The first command that needs it makes it; rules need none.
  Linux        ~/.local/share/support-atlas
  macOS        ~/Library/Application Support/support-atlas
  Windows      %LOCALAPPDATA%\\support-atlas

Scripts:
  --json prints one document on standard output, or one error on standard error.
  Secrets are read from standard input, never from arguments, and printed only
  with --reveal.

Exit codes:
  0  answered
  1  anything else
  2  wrong input or usage
  3  no such record
  4  register unusable: damaged, read-only, from a newer version, or the disk is full
  5  credentials locked, or no keyring";

/// The same command line with its examples in the long help of every command.
pub(crate) fn added_to(command: Command) -> Command {
    let first = text(&[
        example(
            "When the first answer is due for a request filed on a Friday afternoon",
            "atlas respond-by --plan subscription --severity b --country NO --filed-at 2026-03-27T16:30:00+01:00",
        ),
        example("What falls due in the next seven days", "atlas due --within P7D"),
    ]);
    with_examples(command, "").after_long_help(format!("{first}\n{CONVENTIONS}\n"))
}

fn with_examples(mut command: Command, words: &str) -> Command {
    if let Some(examples) = of(words) {
        command = command.after_long_help(text(examples));
    }
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in names {
        let words = format!("{words} {name}");
        command = command.mut_subcommand(name, |below| with_examples(below, words.trim_start()));
    }
    command
}

fn of(words: &str) -> Option<&'static [Example]> {
    ALL.iter().copied().flatten().find(|(name, _)| *name == words).map(|(_, examples)| *examples)
}

fn text(examples: &[Example]) -> String {
    let mut text = String::from(if examples.len() == 1 { "Example:\n" } else { "Examples:\n" });
    for Example { does, line, prints } in examples {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {does}:\n    $ {}", folded(line));
        for printed in prints.lines() {
            let _ = writeln!(text, "    {printed}");
        }
    }
    text
}

/// The line, broken before flags where it would be longer than a terminal is wide; the shell reads it as one.
fn folded(line: &str) -> String {
    const WIDTH: usize = 72;
    const NEXT: &str = " \\\n        ";
    let mut pieces = line.split(" --");
    let mut folded = pieces.next().unwrap_or_default().to_owned();
    let mut width = folded.chars().count();
    for piece in pieces {
        let more = piece.chars().count() + " --".len();
        if width + more > WIDTH {
            folded.push_str(NEXT);
            width = 2;
        } else {
            folded.push(' ');
        }
        folded.push_str("--");
        folded.push_str(piece);
        width += more;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::{ALL, CONVENTIONS, Example, added_to, of};
    use crate::flags::Atlas;
    use clap::{Command, CommandFactory as _};
    use std::collections::BTreeSet;
    use support_policy::edition::Edition;

    /// All commands, each named by its words; a group of commands comes before its members.
    fn commands(command: &Command, words: &str, found: &mut Vec<String>) {
        for below in command.get_subcommands() {
            let words = format!("{words} {}", below.get_name());
            found.push(words.trim_start().to_owned());
            commands(below, &words, found);
        }
    }

    fn every_command() -> Vec<String> {
        let mut found = Vec::new();
        commands(&Atlas::command(), "", &mut found);
        found
    }

    fn all() -> impl Iterator<Item = (&'static str, &'static Example)> {
        ALL.iter().copied().flatten().flat_map(|(words, examples)| examples.iter().map(|example| (*words, example)))
    }

    /// The arguments of the one `atlas` in a line of the shell.
    fn arguments(line: &str) -> Vec<String> {
        let words = shlex::split(line).unwrap_or_else(|| panic!("no line of the shell: {line}"));
        let ends = |word: &String| ["|", ">", "<"].contains(&word.as_str());
        words.into_iter().skip_while(|word| word != "atlas").take_while(|word| !ends(word)).collect()
    }

    /// The ids listed after a word, up to the line of the next one.
    fn listed(word: &str) -> Vec<&'static str> {
        let from = CONVENTIONS.lines().skip_while(|line| !line.trim_start().starts_with(word));
        let more = |line: &&str| line.starts_with("               ") && !line.contains("editions");
        let lines = from.clone().take(1).chain(from.skip(1).take_while(more));
        let ids = lines.flat_map(|line| line.trim_start().trim_start_matches(word).split(','));
        ids.map(str::trim).filter(|id| !id.is_empty()).collect()
    }

    #[test]
    fn the_ids_are_those_of_the_base_edition() {
        let edition = Edition::base().unwrap_or_else(|error| panic!("{error}"));
        let ids = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(ids(listed("Plan ")), edition.plans.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
        assert_eq!(ids(listed("Product ")), edition.products.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
        assert_eq!(ids(listed("Severity ")), edition.severities.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
        assert_eq!(ids(listed("Region ")), edition.regions.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn every_command_has_an_example_and_every_example_a_command() {
        let commands: BTreeSet<_> = every_command().into_iter().collect();
        for words in &commands {
            let count = of(words).map_or(0, <[Example]>::len);
            assert!((1..=3).contains(&count), "atlas {words} has {count} examples");
        }
        for (words, _) in all() {
            assert!(commands.contains(words), "there is no command atlas {words}");
        }
    }

    #[test]
    fn every_example_is_understood_and_is_of_its_command() {
        for (words, example) in all() {
            let given = arguments(example.line);
            let matches = Atlas::command()
                .try_get_matches_from(given)
                .unwrap_or_else(|error| panic!("{}\n{error}", example.line));
            let mut names = Vec::new();
            let mut below = matches.subcommand();
            while let Some((name, matches)) = below {
                names.push(name);
                below = matches.subcommand();
            }
            assert!(names.join(" ").starts_with(words), "{} is no example of atlas {words}", example.line);
        }
    }

    #[test]
    fn every_command_shows_its_examples_in_its_long_help() {
        let mut command = added_to(Atlas::command());
        command.build();
        for words in every_command() {
            let below = words.split(' ').try_fold(&mut command, |command, name| command.find_subcommand_mut(name));
            let help = below.map(|command| command.render_long_help().to_string()).unwrap_or_default();
            assert!(help.contains("$ atlas ") || help.contains("| atlas "), "atlas {words} --help:\n{help}");
        }
    }
}

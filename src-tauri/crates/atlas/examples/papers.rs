//! Writes what a package holds beside the program: a manual page for each command (`man/`), and completions for bash, zsh
//! and fish (`completions/`), all made from the one definition of the command line.
//!
//! `cargo run --package atlas --example papers -- FOLDER`

use clap::Command;
use clap_complete::{Shell, generate_to};
use clap_mangen::Man;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder =
        env::args_os().nth(1).map(PathBuf::from).ok_or_else(|| io::Error::other("name a folder to write to"))?;
    let (manual, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&manual)?;
    fs::create_dir_all(&completions)?;
    // The pages of `help` would only repeat the others.
    let mut atlas = atlas::command().disable_help_subcommand(true);
    atlas.build();
    pages(&atlas, &manual)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        generate_to(shell, &mut atlas::command(), "atlas", &completions)?;
    }
    Ok(())
}

/// The page of a command and those of the commands below it.
fn pages(command: &Command, folder: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    fs::write(folder.join(format!("{name}.1")), page(command, &name)?)?;
    command.get_subcommands().try_for_each(|below| pages(below, folder))
}

fn page(command: &Command, name: &str) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone())
        .title(name.to_uppercase())
        .source(concat!("Support Atlas ", env!("CARGO_PKG_VERSION")))
        .manual("Support Atlas");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let more = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    for part in more.split("\n\n").filter(|part| !part.trim().is_empty()) {
        // Each part is a heading and lines that stay as they are, such as commands to type.
        let (heading, lines) = part.split_once(":\n").unwrap_or(("Notes", part));
        writeln!(page, ".SH {}\n.nf", escaped(&heading.to_uppercase()))?;
        for line in lines.lines() {
            writeln!(page, "{}", escaped(line.strip_prefix("  ").unwrap_or(line)))?;
        }
        writeln!(page, ".fi")?;
    }
    Ok(page)
}

/// Text as `man` shows it unchanged: no line is a request, and a hyphen can be copied into a shell.
fn escaped(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('`', "\\(ga");
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}

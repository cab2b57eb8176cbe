//! `atlas`: the same rules and the same register as the window, for scripts, scheduled jobs and checks.

mod access;
mod backups;
mod batch;
mod calendar;
mod concerns;
mod contract_terms;
mod contracts;
mod due;
mod editions;
mod enrollments;
mod examples;
mod export;
mod failure;
mod flags;
mod guide;
mod history;
mod import;
mod input;
mod output;
mod panicked;
mod people;
mod plan_drafts;
mod plan_purchases;
mod plan_words;
mod plans;
mod request_desk;
mod request_papers;
mod request_show;
mod requests;
mod roles;
mod rules;
mod search;
mod session;
mod tenants;
mod vault;

use clap::{CommandFactory as _, FromArgMatches as _};
use failure::Failure;
use flags::{Atlas, Command};
use output::Output;
use std::process::ExitCode;
use std::sync::LazyLock;
use support_policy::Language;

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    support_vault::refuse_dumps();
    panicked::end_with_a_line();
    if cfg!(debug_assertions) {
        panicked::if_asked();
    }
    answer()
}

fn answer() -> ExitCode {
    let atlas = command().try_get_matches().and_then(|given| Atlas::from_arg_matches(&given));
    let atlas = match atlas {
        Ok(atlas) => atlas,
        Err(refused) => return output::usage(&refused),
    };
    let output = Output { json: atlas.json, language: language(atlas.lang) };
    match run(atlas, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Every command and flag with its help, examples included: what is parsed, and what manual pages are made from.
pub fn command() -> clap::Command {
    static VERSION: LazyLock<String> = LazyLock::new(support_register::version);
    examples::added_to(Atlas::command()).version(VERSION.as_str())
}

fn run(atlas: Atlas, output: Output) -> Result<(), Failure> {
    let edition = session::edition(atlas.home.as_deref(), atlas.edition.as_deref())?;
    let session = session::Session {
        home: atlas.home,
        edition,
        named_edition: atlas.edition,
        output,
        passphrase_file: atlas.passphrase_file,
    };
    match atlas.command {
        Command::Route(flags) => rules::route(&session, &flags),
        Command::RespondBy(flags) => match &flags.batch {
            Some(file) => batch::respond_by(edition, output.language, file),
            None => rules::respond_by(&session, &flags),
        },
        Command::Hours(flags) => rules::hours(&session, &flags),
        Command::Languages(flags) => rules::languages(&session, &flags),
        Command::Coverage(flags) => concerns::coverage(&session, &flags),
        Command::Reopen(flags) => concerns::reopen(&session, &flags),
        Command::Bill(flags) => plans::bill(&session, &flags),
        Command::Incidents(flags) => plans::incidents(&session, &flags),
        Command::Partner(flags) => plans::partner(&session, &flags),
        Command::Editions { command } => editions::run(&session, command),
        Command::Guide(flags) => guide::guide(&session, &flags),
        Command::Search(flags) => search::search(&session, &flags),
        Command::Tenant(command) => tenants::run(&session, command),
        Command::Person(command) => people::person(&session, command),
        Command::Group(command) => people::group(&session, command),
        Command::Role(command) => roles::run(&session, command),
        Command::Delegation(command) => access::delegation(&session, command),
        Command::Enrollment(command) => enrollments::run(&session, command),
        Command::CanFile(flags) => access::can_file(&session, &flags),
        Command::Contract(command) => contracts::run(&session, command),
        Command::Plan(command) => plan_purchases::run(&session, command),
        Command::Request(command) => requests::run(&session, command),
        Command::Import(flags) => import::run(&session, flags),
        Command::Due(flags) => due::run(&session, &flags),
        Command::Calendar(flags) => calendar::run(&session, &flags),
        Command::Export(flags) => export::run(&session, &flags),
        Command::Backup(flags) => backups::backup(&session, &flags),
        Command::Restore(flags) => backups::put_back(&session, &flags),
        Command::Check => history::check(&session),
        Command::History(flags) => history::run(&session, &flags),
        Command::Lock => vault::lock(&session),
        Command::Unlock(flags) => vault::unlock(&session, &flags),
        Command::Protect(flags) => vault::protect(&session, &flags),
        Command::Recovery(flags::RecoveryCommand::New) => vault::new_recovery_key(&session),
    }
}

/// The language asked for, else the system's.
fn language(asked: Option<Language>) -> Language {
    asked.unwrap_or_else(|| Language::of_locale(sys_locale::get_locale().as_deref()))
}

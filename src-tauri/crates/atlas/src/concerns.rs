//! `coverage` and `reopen`: how far support goes for what is wrong, and whether a closed request is taken up again.

use crate::failure::Failure;
use crate::flags::{CoverageFlags, ReopenFlags, YesNo};
use crate::input;
use crate::output::{Output, facts};
use crate::rules::{for_people, steps};
use crate::session::Session;
use support_policy::Text;
use support_policy::choice::Choice;
use support_policy::coverage::{self, Cause, Coverage, CoverageQuestion, Covered, PreviewKind, Scope, Service};
use support_policy::reopen::{self, Decision, ReopenQuestion};

pub(crate) fn coverage(session: &Session, flags: &CoverageFlags) -> Result<(), Failure> {
    let question = CoverageQuestion {
        concern: &flags.concern,
        plan: &flags.plan,
        preview: flags.preview.as_deref().map(PreviewKind::parse).transpose()?,
        scope: flags.scope.as_deref().map(Scope::parse).transpose()?,
        cause: flags.cause.as_deref().map(Cause::parse).transpose()?,
    };
    let ruling = coverage::coverage(session.edition, &question)?;
    let output = session.output;
    output.answer(&ruling, || for_people(output, &ruling, |coverage| coverage_for_people(output, coverage)))
}

pub(crate) fn reopen(session: &Session, flags: &ReopenFlags) -> Result<(), Failure> {
    let yes = |answer: YesNo| answer == YesNo::Yes;
    let question = ReopenQuestion {
        closed: input::date(&flags.closed, "closed")?,
        on: input::date(&flags.on, "on")?,
        same_build: yes(flags.same_build),
        updates_installed: yes(flags.updates_installed),
        same_error: yes(flags.same_error),
        same_place: yes(flags.same_place),
        same_user: yes(flags.same_user),
        after_hotfix: yes(flags.after_hotfix),
    };
    let ruling = reopen::reopen(session.edition, &question)?;
    let output = session.output;
    output.answer(&ruling, || {
        for_people(output, &ruling, |reopening| {
            let decision = match reopening.decision {
                Decision::Reopen => output.say("Reopen the closed request.", "Gjenåpne den lukkede forespørselen."),
                Decision::FileNew => output.say("File a new request.", "Send en ny forespørsel."),
                Decision::FileNewRecommended => output.say(
                    "A new request is recommended; reopening is not refused.",
                    "En ny forespørsel anbefales; gjenåpning er ikke avvist.",
                ),
            };
            let label = output.say("Too old from", "For gammel fra");
            format!("{decision}\n")
                + &steps(output, &reopening.explained)
                + &facts(&[(label, reopening.too_old_from.to_string())])
        })
    })
}

fn coverage_for_people(output: Output, coverage: &Coverage) -> String {
    let covered = match coverage.covered {
        Covered::Yes => output.say("yes", "ja"),
        Covered::Limited => output.say("with limits", "med begrensninger"),
        Covered::No => output.say("no", "nei"),
    };
    let service = match coverage.service {
        Service::BreakFix => output.say("break-fix", "feilretting (break-fix)"),
        Service::Advisory => output.say("advisory", "rådgivning"),
        Service::None => "",
    };
    let parts = [
        (output.say("First", "Først"), &coverage.first),
        (output.say("Then", "Deretter"), &coverage.then),
        (output.say("Support will not", "Kundestøtten vil ikke"), &coverage.will_not),
    ];
    let part = |(heading, list): (&str, &Vec<Text>)| match list.as_slice() {
        [] => String::new(),
        list => format!("{heading}:\n{}", steps(output, list)),
    };
    let says = coverage.says.as_ref().map_or_else(String::new, |says| format!("{}\n", output.text(says)));
    says + &facts(&[
        (output.say("Covered", "Dekket"), covered.to_owned()),
        (output.say("By", "Av"), service.to_owned()),
        (output.say("At most", "Høyst"), coverage.time_box.clone().unwrap_or_default()),
    ]) + &parts.map(part).concat()
}

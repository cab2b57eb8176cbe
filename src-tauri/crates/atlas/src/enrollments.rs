//! `atlas enrollment …`

use crate::failure::Failure;
use crate::flags::{EnrollmentChanges, EnrollmentCommand};
use crate::output::{Output, table};
use crate::people::tenant_of;
use crate::session::Session;
use crate::tenants::cleared_or;
use support_register::{Enrollment, EnrollmentDraft, RecordType, Register};

pub(crate) fn run(session: &Session, command: EnrollmentCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let output = session.output;
    let now = Session::now();
    let enrollments = register.enrollments();
    let changed = match command {
        EnrollmentCommand::List => {
            let all = enrollments.list()?;
            return output.items(&all, || list(output, &all));
        }
        EnrollmentCommand::Add { number, name, tenant, reseller } => {
            let tenant = tenant_of(&register, tenant)?;
            enrollments.add(&EnrollmentDraft { number, name: name.unwrap_or_default(), tenant, reseller }, now)?
        }
        EnrollmentCommand::Show { enrollment } => enrollments.find(&enrollment)?,
        EnrollmentCommand::Set { enrollment, changes } => {
            let before = enrollments.find(&enrollment)?;
            enrollments.set(before.id, &draft(&register, before, changes)?, now)?
        }
        EnrollmentCommand::Remove { enrollment } => {
            let removed = enrollments.find(&enrollment)?;
            enrollments.remove(removed.id, now)?;
            removed
        }
        EnrollmentCommand::UndoRemove { enrollment } => {
            enrollments.undo_remove(Session::removed(&register, RecordType::Enrollment, &enrollment)?, now)?
        }
    };
    output.answer(&changed, || list(output, std::slice::from_ref(&changed)))
}

fn draft(register: &Register, before: Enrollment, changes: EnrollmentChanges) -> Result<EnrollmentDraft, Failure> {
    Ok(EnrollmentDraft {
        number: changes.number.unwrap_or(before.number),
        name: changes.name.unwrap_or(before.name),
        tenant: match changes.tenant {
            None => before.tenant,
            named => tenant_of(register, named)?,
        },
        reseller: cleared_or(changes.reseller, before.reseller),
    })
}

fn list(output: Output, enrollments: &[Enrollment]) -> String {
    if enrollments.is_empty() {
        return output
            .say(
                "No enrollment yet. Add one: atlas enrollment add --number N --tenant T",
                "Ingen avtaleregistreringer ennå. Legg til en: atlas enrollment add --number N --tenant T",
            )
            .to_owned();
    }
    let row = |enrollment: &Enrollment| {
        let reseller = enrollment.reseller.clone().unwrap_or_default();
        vec![enrollment.number.clone(), enrollment.name.clone(), reseller, enrollment.id.to_string()]
    };
    let rows = enrollments.iter().map(row).collect();
    let heading =
        [output.say("Number", "Nummer"), output.say("Name", "Navn"), output.say("Reseller", "Forhandler"), "Id"];
    table(&heading, rows)
}

//! What *Today* shows of what falls due: the next first response, and the first rows of the list below it. A large register
//! has a thousand rows, which nobody reads at a start.

use serde::Serialize;
use std::collections::HashSet;
use support_register::{Counts, DueItem, DueKind, FirstDue, Reminder, ReminderKey};

/// The list holds no more first responses, contracts, plans and links than this of each; it tells whether there are more.
pub(crate) const MOST_OF_EACH: usize = 200;
/// About as many rows as a window of the usual size shows at once: what lies below takes memory for its picture, too.
const FIRST_ROWS: usize = 12;

/// What falls due, as *Today* shows it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DueToday {
    /// The first response that falls due next, overdue ones first.
    pub next: Option<DueItem>,
    /// What else falls due, without access that ends: the earliest first, and at the end what is only missing. The first rows,
    /// or all.
    pub others: Vec<DueItem>,
    /// How many rows there are.
    pub rows: u32,
    /// How many overdue first responses are in none of them.
    pub unlisted: u32,
    /// Whether more contracts, plans and links fall due, later than the rows.
    pub more: bool,
    /// How much of all that falls due is overdue, first responses left out.
    pub overdue: u32,
    /// Where the reminders of `next` and `others` stand.
    pub reminders: Vec<Reminder>,
    /// How many reminders wait for an answer, of all rows and of access that ends.
    pub ringing: u32,
}

impl DueToday {
    /// What is shown of `first`, whose reminders stand as `reminders` say.
    pub(crate) fn of(first: &FirstDue, counts: Counts, reminders: &[Reminder], all: bool) -> Self {
        let responses = || first.items.iter().filter(|item| item.kind == DueKind::FirstResponse);
        let next = responses().next();
        let is_listed =
            |item: &&DueItem| !matches!(item.kind, DueKind::DelegationEnd | DueKind::RoleEnd) && next != Some(*item);
        let (missing, timed): (Vec<_>, Vec<_>) =
            first.items.iter().filter(is_listed).partition(|item| item.kind == DueKind::LinkMissing);
        let rows = timed.len() + missing.len();
        let others: Vec<DueItem> =
            timed.into_iter().chain(missing).take(if all { rows } else { FIRST_ROWS }).cloned().collect();
        let shown: HashSet<ReminderKey> = next.into_iter().chain(&others).map(ReminderKey::from).collect();
        let listed = number(responses().filter(|item| item.overdue).count());
        Self {
            unlisted: counts.overdue.saturating_sub(listed),
            more: first.more,
            overdue: first.overdue,
            reminders: reminders.iter().filter(|reminder| shown.contains(&reminder.key)).cloned().collect(),
            ringing: number(reminders.iter().filter(|reminder| reminder.rings()).count()),
            rows: number(rows),
            next: next.cloned(),
            others,
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Utc};
    use support_register::{RecordType, Reference, ReminderStage};
    use uuid::Uuid;

    fn noon() -> DateTime<Utc> {
        "2026-03-30T12:00:00Z".parse().unwrap_or_default()
    }

    /// Something that falls due so many hours after noon.
    fn item(kind: DueKind, hours: i64) -> DueItem {
        DueItem {
            kind,
            at: noon() + TimeDelta::hours(hours),
            date: None,
            overdue: hours <= 0,
            subject: Reference { record: RecordType::Request, id: Uuid::now_v7(), name: hours.to_string() },
            tenant_name: None,
            severity: None,
            amount: None,
            link: None,
        }
    }

    fn names(items: &[DueItem]) -> Vec<&str> {
        items.iter().map(|item| item.subject.name.as_str()).collect()
    }

    fn counts(overdue: u32) -> Counts {
        Counts { tenants: 1, contracts: 0, requests: overdue, open: overdue, overdue }
    }

    #[test]
    fn the_next_response_stands_alone_and_what_is_only_missing_comes_last() {
        let items = vec![
            item(DueKind::LinkMissing, -9),
            item(DueKind::ContractEnd, -5),
            item(DueKind::FirstResponse, -2),
            item(DueKind::FirstResponse, -1),
            item(DueKind::RoleEnd, 1),
            item(DueKind::DelegationApproval, 2),
            item(DueKind::DelegationEnd, 3),
            item(DueKind::Charge, 4),
        ];
        let due = DueToday::of(&FirstDue { items, more: true, overdue: 5 }, counts(6), &[], false);
        assert_eq!(due.next.as_ref().map(|next| next.subject.name.as_str()), Some("-2"));
        assert_eq!(names(&due.others), ["-5", "-1", "2", "4", "-9"]);
        assert_eq!((due.rows, due.more, due.overdue), (5, true, 5));
        assert_eq!(due.unlisted, 4, "two of the six overdue are shown");
    }

    #[test]
    fn only_the_first_rows_are_sent_unless_all_are_asked_for() {
        let items: Vec<DueItem> = (1..=45).map(|hours| item(DueKind::Charge, hours)).collect();
        let rings = |item: &DueItem| Reminder {
            key: item.into(),
            stage: Some(ReminderStage::Due),
            snoozed_until: None,
            done: false,
        };
        let mut reminders: Vec<Reminder> = items.iter().map(rings).collect();
        for (reminder, is_done) in reminders.iter_mut().zip([true, false]) {
            reminder.done = is_done;
            reminder.snoozed_until = (!is_done).then(noon);
        }
        let first = FirstDue { items, more: false, overdue: 0 };
        let few = DueToday::of(&first, counts(0), &reminders, false);
        assert_eq!((few.others.len(), few.reminders.len(), few.rows, few.ringing), (12, 12, 45, 43));
        assert_eq!(names(&few.others).last(), Some(&"12"));
        assert!(few.others.iter().zip(&few.reminders).all(|(item, reminder)| reminder.key == item.into()));
        let all = DueToday::of(&first, counts(0), &reminders, true);
        assert_eq!((all.others.len(), all.reminders.len(), all.rows, all.ringing), (45, 45, 45, 43));
        assert_eq!(all.next, None);
    }
}

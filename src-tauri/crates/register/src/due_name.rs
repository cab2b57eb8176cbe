//! What falls due, in words and in stages: one row for each kind.

use support_policy::{Text, text};

use crate::due::{DueItem, DueKind};
use crate::record::RecordType;
use crate::reminder_plan::ReminderStage;

/// What a first response goes through before it is due; when, its clock says.
pub(crate) const RESPONSE_STAGES: &[(ReminderStage, f64)] = &[(ReminderStage::Half, 0.5), (ReminderStage::Most, 0.9)];
/// How many days before everything else is reminded of.
const DAY_STAGES: &[(ReminderStage, u64)] = &[
    (ReminderStage::Days90, 90),
    (ReminderStage::Days60, 60),
    (ReminderStage::Days30, 30),
    (ReminderStage::Days7, 7),
    (ReminderStage::Days1, 1),
];

impl DueKind {
    /// All kinds, in the order they are shown.
    pub const ALL: &[Self] = &[
        Self::FirstResponse,
        Self::ContractEnd,
        Self::DelegationEnd,
        Self::RoleEnd,
        Self::Charge,
        Self::Renewal,
        Self::LinkMissing,
        Self::LinkRenewal,
        Self::NextContact,
        Self::TimeBoxEnd,
        Self::DelegationApproval,
    ];

    /// What falls due, as the beginning of a sentence or a heading.
    pub fn name(self) -> Text {
        match self {
            Self::FirstResponse => text!("First response", "Første svar"),
            Self::ContractEnd => text!("Contract ends", "Kontrakten utløper"),
            Self::DelegationEnd => text!("Delegation ends", "Delegeringen slutter"),
            Self::RoleEnd => text!("Role ends", "Rollen slutter"),
            Self::Charge => text!("Charge", "Belastning"),
            Self::Renewal => text!("Plan renews", "Planen fornyes"),
            Self::LinkMissing => text!("Link missing", "Koblingen mangler"),
            Self::LinkRenewal => text!("Link to renew", "Koblingen må fornyes"),
            Self::NextContact => text!("Microsoft’s next contact", "Microsofts neste kontakt"),
            Self::TimeBoxEnd => text!("Time box used up", "Tidsrammen er brukt opp"),
            Self::DelegationApproval => {
                text!("Delegation lapses unless approved", "Delegeringen bortfaller uten godkjenning")
            }
        }
    }

    /// How many days before it is reminded of. A charge comes every month and a contact
    /// soon, so the day before is enough.
    pub(crate) fn days_before(self) -> &'static [(ReminderStage, u64)] {
        match self {
            Self::Charge | Self::NextContact => &[(ReminderStage::Days1, 1)],
            // A matter of hours.
            Self::TimeBoxEnd => &[],
            _ => DAY_STAGES,
        }
    }

    /// The word for it, as in JSON.
    pub(crate) fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl DueItem {
    /// What falls due; a contract and a plan may both end.
    pub fn name(&self) -> Text {
        match self.kind {
            DueKind::ContractEnd if self.subject.record == RecordType::PlanPurchase => {
                text!("Plan ends", "Planen slutter")
            }
            kind => kind.name(),
        }
    }

    /// What of the record falls due, where several things of one kind may: the channel and the sign-in of a link.
    pub(crate) fn part(&self) -> String {
        let link = self.link.as_ref();
        let parts = link.map(|link| [Some(link.channel.as_str()), link.sign_in.as_deref()]).unwrap_or_default();
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Whether it is worked on round the clock, so that a reminder of it may come at any hour.
    pub fn any_hour(&self) -> bool {
        self.kind == DueKind::FirstResponse && self.severity.as_deref().is_some_and(|id| matches!(id, "a" | "critical"))
    }
}

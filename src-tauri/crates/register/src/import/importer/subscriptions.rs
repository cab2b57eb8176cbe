//! What clients have bought, and the clients themselves.

use chrono_tz::Tz;

use super::{About, Importer, RowResult, Tally, another_tenant};
use crate::import::format::Format;
use crate::import::problem::RowProblem;
use crate::import::rows::{CustomerRow, SubscriptionRow};
use crate::import::value::Moment;
use crate::kept::{Kept as _, Outcome};
use crate::record;
use crate::subscription::{Subscription, SubscriptionDraft};
use crate::tenant::Tenant;

impl Importer<'_> {
    pub(super) fn subscription(
        &mut self,
        format: Format,
        row: &SubscriptionRow,
        about: &About,
    ) -> RowResult<(Outcome, String)> {
        let tenant = match &row.tenant {
            Some(named) => self.tenant_named(named)?,
            None => about.tenant.ok_or_else(|| RowProblem::missing("tenant"))?,
        };
        if about.tenant.is_some_and(|asked| asked != tenant) {
            return Err(another_tenant().into());
        }
        let dated = [row.opened, row.next_lifecycle].iter().any(|moment| matches!(moment, Some(Moment::Date(_))));
        let zone = if dated { record::get::<Tenant>(self.change, tenant)?.local_zone() } else { Tz::UTC };
        let of_partner = format == Format::PartnerCenterSubscriptions;
        let mut draft = SubscriptionDraft {
            tenant,
            name: row.name.clone(),
            external_id: row.id.clone(),
            commerce_id: row.commerce_id.clone(),
            sku: row.sku.clone(),
            sku_part_number: row.sku_part_number.clone(),
            status: row.status.clone().unwrap_or_else(|| "unknown".to_owned()),
            is_trial: row.trial,
            bought_through: (of_partner || row.owner.is_some()).then(|| "cloud-solution-provider".to_owned()),
            owner_tenant_id: row.owner.clone(),
            enrollment: None,
            opened_at: row.opened.map(|day| day.start_in(zone)),
            next_lifecycle_at: row.next_lifecycle.map(|day| day.end_in(zone)),
            renews: row.renews,
            licenses: row.quantity,
            is_support_plan: false,
        };
        // The licences of a product say nothing of one of its subscriptions that its own export did not say better.
        if format == Format::GraphSubscribedSkus
            && let Some(before) = Subscription::same(self.change, &draft)?
            && before.origin().format.as_deref() != Some(format.as_str())
        {
            draft = SubscriptionDraft { sku_part_number: draft.sku_part_number, ..before.draft() };
        }
        let (subscription, outcome) = self.keep::<Subscription>(format, &draft)?;
        Ok((outcome, subscription.name))
    }

    pub(super) fn customer(
        &mut self,
        row: &CustomerRow,
        about: &About,
        tally: &mut Tally,
    ) -> RowResult<(Outcome, String)> {
        let known = self.tenants.contains_key(&row.tenant);
        self.client(&row.tenant, Some(&row.name), about, tally)?;
        Ok((if known { Outcome::Unchanged } else { Outcome::Added }, row.name.clone()))
    }
}

//! What each type of record is found by.

use super::shelf::{Details, Searched};
use crate::contract::Contract;
use crate::delegation::Delegation;
use crate::enrollment::Enrollment;
use crate::group::Group;
use crate::person::Person;
use crate::plan_purchase::PlanPurchase;
use crate::request::Request;
use crate::subscription::Subscription;
use crate::tenant::Tenant;

impl Searched for Tenant {
    const NUMBER: i64 = 8;
    const CALLED: &str = "tenant";
    const OWNS: bool = true;

    fn details(&self) -> Details {
        Details {
            shown: vec![self.country.clone()],
            codes: self.tenant_id.iter().cloned().collect(),
            ..Details::default()
        }
    }
}

impl Searched for Contract {
    const NUMBER: i64 = 9;
    const CALLED: &str = "contract";
    const OWNS: bool = true;

    fn details(&self) -> Details {
        Details {
            shown: self.holder.iter().cloned().collect(),
            words: vec![self.kind.to_string()],
            of: self.tenant.into_iter().collect(),
            ..Details::default()
        }
    }
}

impl Searched for Request {
    const NUMBER: i64 = 1;
    const CALLED: &str = "case";
    const OWNS: bool = false;
    const READ: &str = "id, tenant, product, plan, contract, severity, title, filed_at, case_number, logged_at, due_at,
        NULL AS deadline, responded_at, closed_at, close_reason, NULL AS concern, NULL AS holder, NULL AS paused_at,
        NULL AS next_contact_at, NULL AS reopen, NULL AS counted, changed_at";

    fn details(&self) -> Details {
        let words = [Some(&self.product), self.plan.as_ref(), self.close_reason.as_ref()];
        Details {
            words: words.into_iter().flatten().cloned().collect(),
            codes: self.case_number.iter().cloned().collect(),
            of: [Some(self.tenant), self.contract].into_iter().flatten().collect(),
            ..Details::default()
        }
    }
}

impl Searched for PlanPurchase {
    const NUMBER: i64 = 7;
    const CALLED: &str = "plan";
    const OWNS: bool = false;

    fn details(&self) -> Details {
        Details {
            words: [Some(self.plan.clone()), self.payment_method.clone()].into_iter().flatten().collect(),
            of: [Some(self.tenant), self.enrollment].into_iter().flatten().collect(),
            ..Details::default()
        }
    }
}

impl Searched for Person {
    const NUMBER: i64 = 3;
    const CALLED: &str = "enduser";
    const OWNS: bool = false;

    fn details(&self) -> Details {
        Details {
            shown: self.upn.iter().cloned().collect(),
            codes: self.object_id.iter().cloned().collect(),
            of: self.tenant.into_iter().collect(),
            ..Details::default()
        }
    }
}

impl Searched for Group {
    const NUMBER: i64 = 5;
    const CALLED: &str = "group";
    const OWNS: bool = false;

    fn details(&self) -> Details {
        Details {
            codes: self.object_id.iter().cloned().collect(),
            of: self.tenant.into_iter().collect(),
            ..Details::default()
        }
    }
}

impl Searched for Delegation {
    const NUMBER: i64 = 4;
    const CALLED: &str = "gdap";
    const OWNS: bool = false;

    fn details(&self) -> Details {
        Details {
            shown: self.indirect_provider.iter().cloned().collect(),
            codes: self.external_id.iter().cloned().collect(),
            of: vec![self.tenant],
            ..Details::default()
        }
    }
}

impl Searched for Enrollment {
    const NUMBER: i64 = 6;
    const CALLED: &str = "enrollment";
    const OWNS: bool = true;

    fn details(&self) -> Details {
        Details {
            shown: self.reseller.iter().cloned().collect(),
            codes: vec![self.number.clone()],
            of: self.tenant.into_iter().collect(),
            ..Details::default()
        }
    }
}

impl Searched for Subscription {
    const NUMBER: i64 = 2;
    const CALLED: &str = "subscription";
    const OWNS: bool = false;

    fn details(&self) -> Details {
        Details {
            shown: self.sku_part_number.iter().cloned().collect(),
            codes: self.external_id.iter().cloned().collect(),
            of: [Some(self.tenant), self.enrollment].into_iter().flatten().collect(),
            ..Details::default()
        }
    }
}

//! What a request already says of the portal's form.

use support_policy::filing_pack::PackFacts;

use crate::error::Result;
use crate::register::Register;
use crate::request::Request;

impl Register {
    /// The facts of `given`, with what is kept of the request where they are blank. No secret is among them.
    ///
    /// # Errors
    /// [`crate::RegisterError::Dangling`] for a contract that is not there.
    pub fn pack_facts(&self, request: &Request, given: PackFacts) -> Result<PackFacts> {
        let or = |given: String, kept: &str| if given.trim().is_empty() { kept.to_owned() } else { given };
        let plan = match given.plan {
            Some(plan) => Some(plan),
            None => self.plan_of(request.plan.as_deref(), request.contract)?,
        };
        Ok(PackFacts {
            product: or(given.product, &request.product),
            concern: or(given.concern, request.concern.as_deref().unwrap_or("break-fix")),
            plan,
            severity: given.severity.or_else(|| Some(request.severity.clone())),
            title: or(given.title, &request.title),
            ..given
        })
    }
}

//! Before filing: whether support takes it, what it depends on, what to gather, whose entitlement a partner uses, and the
//! questions of the guide.

use workspace_tests::Outcome;
use workspace_tests::desk::Place;
use workspace_tests::drive::drive;
use workspace_tests::window::Window;

use crate::steps::{Contract, add_contract, add_tenant, pick};

#[test]
fn what_support_takes_is_said_before_the_answer() -> Outcome {
    drive("prefiling", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        add_tenant(window, "Fjordkraft Drift AS", ("Norway", "NO")).await?;
        add_contract(window, &Contract { kind: "premier", name: "Nordic 2026", access_id: "7700420042" }).await?;
        window.go("file").await?;
        pick(window, "pick-product", "customer-engagement").await?;
        pick(window, "pick-entitlement", "plan:subscription").await?;

        // S08: the included plan has no advisory service.
        concern(window, "how-to", "no").await?;
        window.shows("coverage-says", &["no advisory service", "will not take it", "partner"]).await?;
        window.find("answer-channel").await?;

        // S26: one function has four hours under Premier, several areas are advisory, other plans have nothing.
        concern(window, "performance", "no").await?;
        window.shows("coverage-says", &["no advisory help with performance"]).await?;
        window.gone("follow-scope").await?;
        let contract = window.script(
            "return [...document.querySelectorAll('[data-testid=\"entitlement\"]')].find((line) => line.innerText.includes('Nordic')).querySelector('button').click()",
            Vec::new(),
        );
        contract.await?;
        window.has("coverage", "data-covered", "limited").await?;
        pick(window, "follow-scope", "isolated").await?;
        window.has("time-box", "data-limit", "PT4H").await?;
        window.shows("time-box", &["advisory request", "closed"]).await?;
        pick(window, "follow-scope", "broad").await?;
        window.has("coverage", "data-service", "advisory").await?;
        window.gone("time-box").await?;

        // S11: a private preview is nobody's to support.
        concern(window, "preview", "unknown").await?;
        pick(window, "follow-preview", "private").await?;
        window.has("coverage", "data-covered", "no").await?;

        // Ticks are kept for the question, also over another one.
        concern(window, "break-fix", "yes").await?;
        window.press("to-checklist").await?;
        window.press("check-error-text").await?;
        window.press("check-business-impact").await?;
        window.shows("to-checklist", &["2 of 9 checked"]).await?;
        concern(window, "outage", "yes").await?;
        window.shows("to-checklist", &["Before filing: 0 of"]).await?;
        window.go("today").await?;
        window.go("file").await?;
        concern(window, "break-fix", "yes").await?;
        window.shows("to-checklist", &["2 of 9 checked"]).await
    })
}

#[test]
fn a_partner_sees_whose_entitlement_to_use() -> Outcome {
    drive("whose-entitlement", Place::default(), async |_, window| {
        window.press("lang-nb").await?;
        add_tenant(window, "Fjordkraft Drift AS", ("Norge", "NO")).await?;
        add_contract(window, &Contract { kind: "premier-for-partners", name: "PSfP 2026", access_id: "7700420042" })
            .await?;
        window.go("file").await?;
        pick(window, "pick-product", "customer-engagement").await?;
        window.gone("answer-whose").await?;
        window.press("toggle-partner").await?;

        // S40: with delegated access the contract answers first; without any, nothing can be filed.
        pick(window, "pick-access", "delegated").await?;
        window.shows("whose-option", &["PSfP 2026", "Anbefalt", "Ikke noe ekstra"]).await?;
        window.shows("recommended-because", &["første svar først"]).await?;
        window.shows("whose-option", &["Professional Direct", "må kjøpes"]).await?;
        pick(window, "pick-access", "none").await?;
        window.has("refusal", "data-code", "no-delegated-access").await?;
        // S20: an administrator role in the client's tenant opens its plan.
        pick(window, "pick-access", "administrator").await?;
        window.gone("refusal").await?;
        window.shows("answer-whose", &["GDAP", "AI Cloud Partner Program"]).await
    })
}

/// S33 and R8 by hand: closed on 30 November, three calendar months later is 28 February.
#[test]
fn the_guide_answers_questions() -> Outcome {
    drive("ask-the-guide", Place::default(), async |_, window| {
        window.press("lang-en").await?;
        window.go("guide").await?;
        topic(window, "S33").await?;
        window.press("ask-reopen").await?;
        window.gone("finding").await?;
        window.write("field-closed", "2025-11-30").await?;
        window.write("field-on", "2026-02-28").await?;
        for answer in ["same_build-yes", "updates_installed-no", "same_error-yes", "same_place-yes", "same_user-yes"] {
            window.press(&format!("ask-{answer}")).await?;
        }
        window.press("ask-after_hotfix-no").await?;
        window.has("finding", "data-verdict", "limited").await?;
        window.shows("finding", &["new request is recommended", "28 February 2026", "R8"]).await?;
        window.press("ask-same_error-no").await?;
        window.has("finding", "data-verdict", "no").await?;
        window.shows("finding", &["not the same error"]).await?;

        // S36: another enrollment is a clear no.
        topic(window, "S36").await?;
        window.press("ask-enrollment").await?;
        window.write("ask-field-plan_enrollment", "8812345").await?;
        window.write("ask-field-enrollment", "8899999").await?;
        window.has("finding", "data-verdict", "refused").await?;
        window.has("refusal", "data-code", "plan-under-another-enrollment").await?;
        window.write("ask-field-enrollment", "8812345").await?;
        window.has("finding", "data-verdict", "yes").await?;

        // S41: what has changed stands beside the ruling.
        topic(window, "S41").await?;
        window.press("ask-turn-to").await?;
        pick(window, "ask-field-bought_through", "volume-licensing").await?;
        window.shows("finding", &["Volume Licensing Service Center", "April 2023", "Open licences were retired"]).await
    })
}

async fn concern(window: &Window, id: &str, covered: &str) -> Outcome {
    window.press("pick-concern").await?;
    window.press(&format!("option-{id}")).await?;
    window.has("coverage", "data-covered", covered).await
}

async fn topic(window: &Window, id: &str) -> Outcome {
    window.press_css(&format!("[data-testid=\"row-topic\"][href$=\"/{id}\"]")).await?;
    window.shows("topic", &[id]).await
}

//! What the window can ask for. Each command decodes, calls the register or the policy, and answers; nothing is
//! decided here.

pub mod access;
pub mod contract_links;
pub mod contracts;
pub mod filing;
pub mod imports;
pub mod inquiries;
pub mod people;
pub mod plans;
pub mod request_desk;
pub mod request_papers;
pub mod requests;
pub mod search;
pub mod secrets;
pub mod start;
pub mod tenants;

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// All commands, as they are handled and as they are described to the UI.
pub fn all() -> Builder<tauri::Wry> {
    Builder::new().disable_serde_phases().error_handling(ErrorHandlingMode::Throw).commands(collect_commands![
        start::start,
        start::settings_set,
        start::today,
        tenants::tenants,
        tenants::tenant_add,
        tenants::tenant_set,
        tenants::tenant_remove,
        tenants::tenant_undo_remove,
        contracts::contracts,
        contracts::contract_add,
        contracts::contract_set,
        contracts::contract_remove,
        contracts::contract_undo_remove,
        contract_links::contract_show,
        contract_links::contract_terms_set,
        contract_links::contract_link,
        contract_links::contract_unlink,
        contract_links::contract_undo_unlink,
        secrets::access_id_masks,
        secrets::copy_secret,
        secrets::reveal_secret,
        requests::requests,
        requests::request_log,
        requests::request_set,
        requests::request_respond,
        requests::request_close,
        requests::request_remove,
        requests::request_undo_remove,
        requests::request_show,
        access::can_file,
        access::who_may_file,
        access::matrix,
        access::delegations,
        access::access_ends,
        people::people,
        people::person_show,
        people::person_add,
        people::person_set,
        people::person_remove,
        people::person_undo_remove,
        people::groups,
        people::group_add,
        people::group_remove,
        people::group_undo_remove,
        people::membership_add,
        people::membership_remove,
        people::membership_undo_remove,
        people::roles,
        people::role_grant,
        people::role_revoke,
        people::role_undo_revoke,
        plans::plans,
        plans::plan_show,
        plans::plan_buy,
        plans::plan_set,
        plans::plan_cancel,
        plans::plan_keep,
        plans::plan_change,
        plans::plan_remove,
        plans::plan_undo_remove,
        plans::enrollment_cover,
        request_desk::request_list,
        request_desk::request_ids,
        request_desk::request_pause,
        request_desk::request_resume,
        request_desk::request_severity,
        request_desk::request_note,
        request_desk::request_contact,
        request_desk::request_concern,
        request_desk::request_withdraw,
        request_desk::request_reopen_check,
        request_desk::request_reopen,
        request_desk::requests_assign,
        request_desk::requests_close,
        request_desk::holders,
        request_desk::saved_views,
        request_desk::saved_view_save,
        request_desk::saved_view_remove,
        request_papers::mail_read,
        request_papers::attachment_add,
        request_papers::attachment_open,
        request_papers::attachment_remove,
        request_papers::filing_pack,
        request_papers::pack_facts,
        request_papers::scorecard,
        request_papers::evidence_save,
        request_papers::requests_save,
        filing::answer,
        filing::topic,
        search::search,
        search::search_guide,
        inquiries::inquiries,
        inquiries::inquire,
        imports::import_listen,
        imports::import_choose,
        imports::import_waiting,
        imports::import_options,
        imports::import_leave_out,
        imports::import_apply,
        imports::import_cancel,
        imports::imports_made,
        imports::import_undo,
        secrets::vault_unlock,
        secrets::revealed_secret,
        secrets::reveal_close,
    ])
}

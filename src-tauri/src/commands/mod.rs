//! What the window can ask for. Each command decodes, calls the register or the policy, and answers; nothing is
//! decided here.
#![allow(clippy::needless_pass_by_value, reason = "what a command is called with is its own")]

pub mod access;
pub mod backups;
pub mod contract_links;
pub mod contracts;
pub mod editions;
pub mod filing;
pub mod found;
pub mod history;
pub mod imports;
pub mod inquiries;
pub mod outside;
pub mod people;
pub mod plans;
pub mod reminders;
pub mod request_desk;
pub mod request_papers;
pub mod requests;
pub mod sample;
pub mod search;
pub mod secrets;
pub mod start;
pub mod tenants;
pub mod vault;
pub mod zoom;

use crate::panicked;
use std::sync::Arc;
use tauri::ipc::Invoke;
use tauri::{async_runtime, generate_handler};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// Gives the list of all commands to a macro.
macro_rules! with_commands {
    ($macro:ident) => {
        $macro![
            start::start,
            start::settings_set,
            start::today,
            start::folder_warning_hide,
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
            requests::case_number_remark,
            access::can_file,
            access::who_may_file,
            access::matrix,
            access::delegations,
            people::people,
            people::person_show,
            people::person_add,
            people::person_set,
            people::person_remove,
            people::person_undo_remove,
            people::groups,
            people::group_add,
            people::group_rename,
            found::group_show,
            found::subscription_show,
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
            request_papers::attachment_undo_remove,
            request_papers::filing_pack,
            request_papers::pack_facts,
            request_papers::scorecard,
            request_papers::evidence_save,
            request_papers::requests_save,
            filing::answer,
            filing::topic,
            search::search,
            search::search_guide,
            reminders::reminder_snooze,
            reminders::reminder_done,
            reminders::background,
            reminders::background_set,
            reminders::reminders_pause,
            reminders::record_to_open,
            outside::calendar_export,
            outside::list_export,
            outside::export_cancel,
            outside::statement,
            outside::print_page,
            zoom::zoom,
            editions::editions,
            editions::edition_differences,
            editions::edition_add,
            editions::edition_remove,
            inquiries::inquiries,
            inquiries::inquire,
            imports::listen,
            imports::import_choose,
            imports::import_waiting,
            imports::import_options,
            imports::import_leave_out,
            imports::import_apply,
            imports::import_cancel,
            imports::imports_made,
            imports::import_undo,
            sample::sample_add,
            sample::sample_mine,
            sample::sample_remove,
            sample::first_steps_hide,
            vault::vault_protection,
            vault::vault_lock,
            vault::vault_unlock,
            vault::vault_protect,
            vault::passphrase_is_weak,
            vault::recovery_new,
            vault::idle_minutes_set,
            vault::active,
            backups::backup_write,
            backups::automatic_backup_list,
            backups::restore_choose,
            backups::restore_preview,
            backups::restore_apply,
            history::register_check,
            history::history,
            secrets::revealed_secret,
            secrets::reveal_close,
        ]
    };
}

/// The commands, by name.
const NAMES: &[&str] = &include!("names.rs");

/// Hands each call of a window to its command, on a thread that may wait for the disk, the keyring or the user. No command
/// is `async`: each would bring its own copy of the runtime's code for tasks.
pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let answer: Arc<dyn Fn(Invoke) -> bool + Send + Sync> = Arc::new(with_commands!(generate_handler));
    move |call| {
        let known = NAMES.contains(&call.message.command());
        if known {
            if cfg!(debug_assertions) {
                panicked::if_asked();
            }
            let answer = Arc::clone(&answer);
            async_runtime::spawn_blocking(move || answer(call));
        }
        known
    }
}

/// All commands as they are described to the UI; apart from the handler, so that a release does not carry the descriptions.
pub fn all() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Throw)
        .commands(with_commands!(collect_commands))
}

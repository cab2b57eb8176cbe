//! What the window can ask for. Each command decodes, calls the register or the policy, and answers; nothing is
//! decided here.

pub mod contracts;
pub mod filing;
pub mod requests;
pub mod secrets;
pub mod start;
pub mod tenants;
pub mod vault;

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
        filing::answer,
        filing::topic,
        vault::vault_protection,
        vault::vault_lock,
        vault::vault_unlock,
        vault::vault_protect,
        vault::passphrase_is_weak,
        vault::recovery_new,
        vault::idle_minutes_set,
        vault::active,
        vault::backup_write,
        vault::automatic_backup_list,
        vault::restore_choose,
        vault::restore_preview,
        vault::restore_apply,
        vault::register_check,
        vault::history,
        secrets::revealed_secret,
        secrets::reveal_close,
    ])
}

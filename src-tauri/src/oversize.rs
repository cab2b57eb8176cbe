//! Calls that carry more than any form can hold are refused before anything is made of them.

use crate::failure::CommandError;
use serde_json::Value;
use tauri::Runtime;
use tauri::ipc::{Invoke, InvokeBody};

/// In bytes. The longest that is ever sent is a pasted mail, of at most 5 MB; its own reader says so kindly.
const MOST: usize = 8 * 1024 * 1024;

/// Hands a call on, or refuses it where it carries too much.
pub(crate) fn refused<R: Runtime>(
    hand_on: impl Fn(Invoke<R>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    move |call| {
        let fits = match call.message.payload() {
            InvokeBody::Json(value) => left(value, MOST).is_some(),
            InvokeBody::Raw(bytes) => bytes.len() <= MOST,
        };
        if fits {
            return hand_on(call);
        }
        call.resolver.reject(CommandError::oversize());
        true
    }
}

/// How many bytes are left of `most` after a value; none when it is larger.
fn left(value: &Value, most: usize) -> Option<usize> {
    match value {
        Value::String(text) => most.checked_sub(text.len()),
        Value::Array(items) => items.iter().try_fold(most, |most, item| left(item, most)),
        Value::Object(fields) => {
            fields.iter().try_fold(most, |most, (name, item)| left(item, most.checked_sub(name.len())?))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => most.checked_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn all_that_a_call_carries_counts() {
        assert_eq!(left(&json!({ "ab": ["cde", 1, null, { "f": true }] }), 10), Some(1));
        assert_eq!(left(&json!({ "ab": ["cde", 1, null, { "f": true }] }), 9), Some(0));
        assert_eq!(left(&json!({ "ab": ["cde", 1, null, { "f": true }] }), 8), None);
        assert_eq!(left(&json!("ø".repeat(MOST / 2)), MOST), Some(0));
        assert_eq!(left(&json!(vec![0; MOST + 1]), MOST), None);
    }
}

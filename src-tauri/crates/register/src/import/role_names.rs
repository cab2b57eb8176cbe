//! Roles by the names that tables and files give them. An export of Graph names them by id.

use support_policy::roles::{Role, RoleBook};

use super::format::plain;

/// The key of the role that goes by a name, whatever its case, blanks and signs: a template id, or the edition's own id
/// where Entra has none.
pub(crate) fn key(book: &RoleBook, named: &str) -> Option<String> {
    let named = plain(named);
    let role = book.roles.iter().find(|role| names(role).any(|name| plain(name) == named))?;
    Some(role.key().to_owned())
}

/// The key of the role whose name stands in a text such as a file's name: the longest name that does.
pub(crate) fn key_in(book: &RoleBook, text: &str) -> Option<String> {
    let text = plain(text);
    let named = book.roles.iter().filter(|role| text.contains(&plain(&role.name)));
    named.max_by_key(|role| role.name.len()).map(|role| role.key().to_owned())
}

fn names(role: &Role) -> impl Iterator<Item = &str> {
    let listed = [&role.base, &role.today].into_iter().flatten();
    [&role.id, &role.name].into_iter().chain(listed).chain(&role.also).map(String::as_str)
}

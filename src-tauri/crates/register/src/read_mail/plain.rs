//! From what was pasted or saved to plain text: encodings, messages as they were sent, HTML.

use mail_parser::MessageParser;

/// The text of `bytes`. HTML loses its tags, and what scripts and styles hold; a message as it was sent gives its
/// subject, its date and its readable part.
pub(super) fn plain(bytes: &[u8]) -> String {
    let text = decoded(bytes);
    let text = message(&text).unwrap_or(text);
    let text = if looks_like_html(&text) { without_tags(&text) } else { text };
    tidy(&text)
}

fn decoded(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A message with its headers, as mail programs save it.
fn message(text: &str) -> Option<String> {
    let (headers, _) = text.trim_start().split_once("\n\n").or_else(|| text.trim_start().split_once("\r\n\r\n"))?;
    let has = |name: &str| {
        headers.lines().any(|line| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
    };
    if !has("mime-version:") && !has("content-type:") {
        return None;
    }
    let message = MessageParser::default().parse(text.trim_start().as_bytes())?;
    let subject = message.subject().unwrap_or_default();
    let date = message.date().map(mail_parser::DateTime::to_rfc3339).unwrap_or_default();
    let body = match message.body_text(0) {
        Some(body) => body.into_owned(),
        None => message.body_html(0)?.into_owned(),
    };
    Some(format!("Subject: {subject}\nDate: {date}\n\n{body}"))
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text.chars().take(20_000).collect::<String>().to_ascii_lowercase();
    ["<html", "<body", "<div", "<p>", "<p ", "<br", "<table", "<span", "<script", "</a>", "<!doctype"]
        .iter()
        .any(|tag| start.contains(tag))
}

/// The text between the tags. Whatever a script, a style or a comment holds is left out, closed or not.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        push_unescaped(&mut text, before);
        let name: String = tag
            .chars()
            .skip(1)
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '!' | '-'))
            .take(12)
            .collect();
        let name = name.to_ascii_lowercase();
        if name.is_empty() {
            // A lone sign, as in 3 < 4.
            text.push('<');
            rest = tag.get(1..).unwrap_or_default();
            continue;
        }
        rest = if name.starts_with("!--") {
            after(tag, "-->")
        } else if let Some(raw) = ["script", "style", "head", "title"].into_iter().find(|raw| name == *raw) {
            after_closing(tag, raw)
        } else {
            after(tag, ">")
        };
        if matches!(
            name.trim_start_matches('/'),
            "br" | "br/" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "table"
        ) {
            text.push('\n');
        } else if matches!(name.as_str(), "td" | "th") {
            // The cells of a row are told apart.
            let is_first = text.trim_end_matches(' ').ends_with('\n') || text.trim_end().is_empty();
            text.push_str(if is_first { " " } else { " | " });
        }
    }
    push_unescaped(&mut text, rest);
    text
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).and_then(|at| text.get(at + end.len()..)).unwrap_or_default()
}

/// What follows the closing tag of `name`, in any case of letters; nothing where it is never closed.
fn after_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = rest.get(at + 2..).unwrap_or_default();
        if rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return after(rest, ">");
        }
    }
    ""
}

fn push_unescaped(text: &mut String, part: &str) {
    let mut rest = part;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        text.push_str(before);
        let named = entity.get(1..).and_then(|name| name.char_indices().take(10).find(|(_, c)| *c == ';'));
        let c = named.and_then(|(end, _)| entity.get(1..=end)).and_then(character);
        if let (Some(c), Some((end, _))) = (c, named) {
            text.push(c);
            rest = entity.get(end + 2..).unwrap_or_default();
        } else {
            text.push('&');
            rest = entity.get(1..).unwrap_or_default();
        }
    }
    text.push_str(rest);
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "aring" => 'å',
        "Aring" => 'Å',
        "aelig" => 'æ',
        "AElig" => 'Æ',
        "oslash" => 'ø',
        "Oslash" => 'Ø',
        _ => return None,
    })
}

/// Line breaks of one kind, no invisible signs, spaces of one kind, and no more than one empty line in a row.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut breaks = 0;
    for c in text.replace("\r\n", "\n").chars() {
        let c = match c {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{0B}' | '\u{0C}' => '\n',
            '\t' | '\u{A0}' | '\u{202F}' | '\u{2007}' => ' ',
            '\u{200B}' | '\u{FEFF}' | '\u{00AD}' => continue,
            c if c != '\n' && (c.is_control() || crate::field::changes_direction(c)) => continue,
            c => c,
        };
        breaks = match c {
            '\n' => breaks + 1,
            ' ' if breaks > 0 => breaks,
            _ => 0,
        };
        if breaks <= 2 || c != '\n' {
            tidied.push(c);
        }
    }
    tidied.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn tags_go_and_their_scripts_with_them() {
        for (html, text) in [
            ("<p>One<br>two &amp; <b>three</b></p>", "One\ntwo & three"),
            ("<html><head><title>x</title></head><body>a<script>alert(1)</script>b</body></html>", "ab"),
            ("<div>a<SCRIPT>never closed", "a"),
            ("<div>a<style>b{}</STYLE >c", "ac"),
            ("<div>3 < 4 &lt;5 &#x41;&#66;&unknown; &</div>", "3 < 4 <5 AB&unknown; &"),
            ("<div><!-- <p>hidden</p> -->shown", "shown"),
            ("no tags, 3 < 4 and <mail@example.com>", "no tags, 3 < 4 and <mail@example.com>"),
        ] {
            assert_eq!(plain(html.as_bytes()), text, "{html}");
        }
    }

    #[test]
    fn encodings_are_known_by_their_marks() {
        let wide: Vec<u8> = "Sak å".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&[&[0xFF, 0xFE][..], &wide].concat()), "Sak å");
        assert_eq!(plain("\u{FEFF}Sak å".as_bytes()), "Sak å");
        assert_eq!(plain(b"a\xFFb\0c\r\n\r\n\r\n\r\nd"), "a\u{FFFD}bc\n\nd");
    }

    #[test]
    fn a_message_as_it_was_sent_is_unpacked() {
        let mail = "Subject: =?utf-8?Q?Feil_p=C3=A5_ordre?=\r\nDate: Fri, 20 Nov 2026 09:12:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nVHJhY2tpbmdJRCMyNjExMjAwMDQwMDAwNzE5\r\n";
        let text = plain(mail.as_bytes());
        assert!(text.contains("Subject: Feil på ordre") && text.contains("TrackingID#2611200040000719"), "{text}");
        assert!(text.contains("2026-11-20T09:12:00+01:00"), "{text}");
    }
}

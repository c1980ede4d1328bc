//! HTML to text in one pass over the bytes: nesting costs nothing, whatever its depth.
//!
//! Only names of real HTML tags are taken for tags, so that `a < b` and `<order id>` stay what the
//! customer wrote. What comes out may still hold angle brackets: each sink escapes for itself.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// Tags that end a line.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Tags within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "button", "cite", "code", "del", "em", "font", "i", "img", "input", "ins", "kbd", "label",
    "link", "mark", "meta", "o:p", "option", "q", "s", "samp", "select", "small", "span", "strike", "strong", "sub",
    "sup", "svg", "path", "textarea", "tt", "u", "var", "video", "audio", "iframe", "object", "base",
];
/// Elements whose content is never text.
const HIDDEN: &[&str] = &["script", "style", "noscript", "template"];
/// Longest tag name looked at, in bytes.
const MAX_NAME: usize = 12;
/// Longest entity name looked at, in bytes, without `&` and `;`.
const MAX_ENTITY: usize = 8;

/// What a tag does to the text around it.
enum Tag {
    Block,
    Inline,
    Hidden,
    Quote { opens: bool },
}

/// Turns HTML into text; text without tags and entities comes back as it is. A quoted reply
/// (`<blockquote>`) is left out.
pub(super) fn to_text(raw: &str) -> Cow<'_, str> {
    if memchr2(b'<', b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let own = read(raw, false);
    // A message that is nothing but a quote says what it quotes.
    if own.trim().is_empty() { Cow::Owned(read(raw, true)) } else { Cow::Owned(own) }
}

fn read(raw: &str, with_quotes: bool) -> String {
    let bytes = raw.as_bytes();
    let mut out = String::with_capacity(raw.len());
    let mut quotes = 0_u32;
    // The next '>' at or after the cursor, found once: a text of nothing but '<' stays linear.
    let mut close = find(bytes, 0, b'>');
    let mut at = 0;
    while at < bytes.len() {
        let rest = &raw[at..];
        if bytes[at] == b'<' {
            if close.is_some_and(|c| c < at) {
                close = find(bytes, at, b'>');
            }
            if let Some(end) = close
                && let Some((tag, after)) = tag(rest, &raw[at..end])
            {
                match tag {
                    Tag::Block => out.push('\n'),
                    Tag::Inline => {}
                    Tag::Hidden => {
                        at = skip_hidden(raw, at, end);
                        continue;
                    }
                    Tag::Quote { opens } => {
                        quotes = if opens { quotes.saturating_add(1) } else { quotes.saturating_sub(1) };
                        out.push('\n');
                    }
                }
                at = after.unwrap_or(end - at + 1) + at;
                continue;
            }
        }
        let (character, length) = if bytes[at] == b'&' { entity(rest) } else { (None, 0) };
        let (character, length) = match (character, rest.chars().next()) {
            (Some(c), _) => (c, length),
            (None, Some(c)) => (c, c.len_utf8()),
            (None, None) => break,
        };
        if quotes == 0 || with_quotes {
            out.push(character);
        }
        at += length;
    }
    out
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    memchr(wanted, &bytes[from..]).map(|p| p + from)
}

/// The tag at the head of `rest`, whose text up to the next `>` is `inside`. The second value is the
/// tag's length where it does not end at that `>` (a comment).
fn tag(rest: &str, inside: &str) -> Option<(Tag, Option<usize>)> {
    if rest.starts_with("<!--") {
        // A comment without an end is text, but for its opening mark.
        let length = if inside.ends_with("--") { inside.len() + 1 } else { "<!--".len() };
        return Some((Tag::Inline, Some(length)));
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return Some((Tag::Inline, None));
    }
    let body = inside.strip_prefix('<')?;
    let (body, opens) = body.strip_prefix('/').map_or((body, true), |b| (b, false));
    let end = body
        .bytes()
        .take(MAX_NAME + 1)
        .position(|b| !b.is_ascii_alphanumeric() && b != b':')
        .unwrap_or(body.len().min(MAX_NAME + 1));
    let name = body.get(..end)?.to_ascii_lowercase();
    let known = |list: &[&str]| list.contains(&name.as_str());
    if name == "blockquote" {
        return Some((Tag::Quote { opens }, None));
    }
    if known(HIDDEN) {
        return Some((if opens { Tag::Hidden } else { Tag::Inline }, None));
    }
    if known(BLOCK) {
        return Some((Tag::Block, None));
    }
    known(INLINE).then_some((Tag::Inline, None))
}

/// Where reading goes on after an element without text; its end where it is never closed.
fn skip_hidden(raw: &str, at: usize, open_end: usize) -> usize {
    let name: String = raw[at + 1..open_end].chars().take_while(char::is_ascii_alphanumeric).collect();
    let bytes = raw.as_bytes();
    let mut from = open_end + 1;
    while let Some(p) = find(bytes, from.min(bytes.len()), b'<') {
        let tail = &bytes[p + 1..];
        if tail.first() == Some(&b'/')
            && tail.get(1..=name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        {
            return find(bytes, p, b'>').map_or(bytes.len(), |end| end + 1);
        }
        from = p + 1;
    }
    bytes.len()
}

/// The character an entity stands for and its length in the text.
fn entity(rest: &str) -> (Option<char>, usize) {
    let Some(end) = rest.bytes().take(MAX_ENTITY + 2).position(|b| b == b';') else { return (None, 0) };
    let name = &rest[1..end];
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    let found = match number {
        Some(n) => char::from_u32(n).filter(|c| *c != '\0'),
        None => named(name),
    };
    (found, end + 1)
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "hellip" => '\u{2026}',
        "ndash" | "mdash" => '-',
        "euro" => '\u{20ac}',
        "pound" => '\u{a3}',
        "agrave" => 'à',
        "acirc" => 'â',
        "ccedil" => 'ç',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "icirc" => 'î',
        "ocirc" => 'ô',
        "ugrave" => 'ù',
        "ucirc" => 'û',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "szlig" => 'ß',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_what_only_looks_like_one_stays() {
        assert_eq!(to_text("<p>Pay <b>now</b> fails</p><br/>Twice").trim(), "Pay now fails\n\nTwice");
        assert_eq!(to_text("a < b, <order id> and <3"), "a < b, <order id> and <3");
        assert_eq!(to_text("x<!-- no -->y<!doctype html>z"), "xyz");
        assert_eq!(to_text("<"), "<");
        assert_eq!(to_text("é <div"), "é <div");
    }

    #[test]
    fn scripts_styles_and_quoted_replies_are_no_text() {
        assert_eq!(to_text("a<script>if (x<y) {}</SCRIPT >b<style>p{}"), "ab");
        assert_eq!(
            to_text("mine<blockquote>theirs <blockquote>older</blockquote></blockquote>mine").trim(),
            "mine\n\n\n\nmine"
        );
        assert_eq!(to_text("<div><blockquote>all is <b>theirs</b></blockquote></div>").trim(), "all is theirs");
    }

    #[test]
    fn entities_are_read_and_half_ones_stay() {
        assert_eq!(
            to_text("AT&amp;T &lt;b&gt; caf&eacute; &#8364;&#x20AC; &bogus; & &#0; &"),
            "AT&T <b> café €€ &bogus; & &#0; &"
        );
    }

    #[test]
    fn depth_and_unclosed_tags_cost_no_more_than_length() {
        let nested = format!("{}deep{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
        assert_eq!(to_text(&nested).trim(), "deep");
        let open = "<a".repeat(300_000);
        assert_eq!(to_text(&open), open);
        let opened = "<script><".repeat(50_000);
        assert_eq!(to_text(&opened), "");
        let comments = "<!--".repeat(200_000) + ">";
        assert!(to_text(&comments).len() <= 4);
    }
}

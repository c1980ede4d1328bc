//! Endpoints, HTTP codes and payloads that customers copy from a console into their reports.

/// Most of each that a recipe names.
const MAX_ENDPOINTS: usize = 3;
const MAX_CODES: usize = 3;
/// Longest path that is one, and longest payload that is repeated, in bytes.
const MAX_PATH: usize = 80;
const MAX_PAYLOAD: usize = 160;
/// Digits of a part of a path that is the id of a thing.
const ID_DIGITS: usize = 3;
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// Codes that customers meet.
const CODES: [u16; 19] =
    [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 501, 502, 503, 504, 520, 524];
/// Words before or behind a number that make it a code and no amount.
const BEFORE: [&str; 9] = ["error", "errors", "http", "status", "code", "fehler", "erreur", "fout", "errore"];
const BEHIND: [&str; 8] = ["error", "errors", "response", "status", "internal", "bad", "fehler", "erreur"];

/// What reports name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Traces {
    pub(super) endpoints: Vec<String>,
    pub(super) codes: Vec<u16>,
    pub(super) payload: Option<String>,
}

/// What these texts name, each once, in the order of the texts.
pub(super) fn traces<'a>(texts: impl Iterator<Item = &'a str>) -> Traces {
    let mut found = Traces::default();
    for text in texts {
        let words: Vec<&str> = text.split_whitespace().collect();
        for (i, word) in words.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| words.get(i)).copied().unwrap_or_default();
            let behind = words.get(i + 1..(i + 4).min(words.len())).unwrap_or_default();
            if let Some(endpoint) = endpoint(before, word)
                && found.endpoints.len() < MAX_ENDPOINTS
                && !found.endpoints.contains(&endpoint)
            {
                found.endpoints.push(endpoint);
            }
            if let Some(code) = code(before, word, behind)
                && found.codes.len() < MAX_CODES
                && !found.codes.contains(&code)
            {
                found.codes.push(code);
            }
        }
        found.payload = found.payload.or_else(|| payload(text));
    }
    found
}

/// `POST /api/orders`: a path of two parts, or of one behind a method. Ids in it are left out.
fn endpoint(before: &str, word: &str) -> Option<String> {
    let word = word.trim_start_matches(['"', '\'', '(', '`', '<']);
    let path = match word.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(char::is_alphabetic) => rest.get(rest.find('/')?..)?,
        Some(_) => return None,
        None => word,
    };
    let is_inside = |c: char| c.is_ascii_alphanumeric() || "/_-.{}:".contains(c);
    let end = path.find(|c: char| !is_inside(c)).unwrap_or(path.len());
    let path = path.get(..end)?.trim_end_matches(['.', ':', '/', '-']);
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let method = METHODS.iter().find(|method| before.trim_start_matches(['"', '(', '`']) == **method);
    let begins = parts.first()?.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins || path.len() > MAX_PATH || (parts.len() < 2 && method.is_none()) {
        return None;
    }
    let is_id = |part: &&str| part.chars().filter(char::is_ascii_digit).count() >= ID_DIGITS;
    let parts: Vec<&str> = parts.iter().map(|part| if is_id(part) { "{id}" } else { part }).collect();
    let path = format!("/{}", parts.join("/"));
    Some(method.map_or_else(|| path.clone(), |method| format!("{method} {path}")))
}

/// A three-digit number that stands beside a word for errors or before a path.
fn code(before: &str, word: &str, behind: &[&str]) -> Option<u16> {
    let inner = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let digits = word.trim_matches(|c: char| !c.is_alphanumeric());
    let code: u16 = digits.parse().ok().filter(|code| CODES.contains(code))?;
    let next = behind.first().map(|word| inner(word)).unwrap_or_default();
    let on_path = ["on", "from", "at", "for"].contains(&next.as_str())
        && behind.windows(2).any(|pair| matches!(pair, [before, word] if endpoint(before, word).is_some()));
    let is_code = BEFORE.contains(&inner(before).as_str()) || BEHIND.contains(&next.as_str()) || on_path;
    is_code.then_some(code)
}

/// `{"cart": 3, ...}`: what stands between braces with names in quotation marks.
fn payload(text: &str) -> Option<String> {
    let from = text.find('{')?;
    let rest = text.get(from..)?;
    let found = rest.get(..=rest.find('}')?)?;
    (found.len() <= MAX_PAYLOAD && found.contains("\":"))
        .then(|| found.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<String>, Vec<u16>) {
        let found = traces(std::iter::once(text));
        (found.endpoints, found.codes)
    }

    #[test]
    fn endpoints_are_named_as_customers_copy_them() {
        for (text, endpoint) in [
            ("console shows a 500 on /api/orders.", "/api/orders"),
            ("POST /orders fails", "POST /orders"),
            ("(\"POST /api/orders?cart=7\")", "POST /api/orders"),
            ("https://shop.example.com/api/v2/orders/88121/pay#x hangs", "/api/v2/orders/{id}/pay"),
            ("GET `/a/b-c/`, again", "GET /a/b-c"),
        ] {
            assert_eq!(of(text).0, [endpoint], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_path_is_none() {
        for text in ["and/or", "24/7", "5 euros /month", "either / or", "on 10/03/2026", "http://", "/ /", "//x/y"] {
            assert_eq!(of(text).0, [""; 0], "{text}");
        }
    }

    #[test]
    fn codes_are_no_amounts() {
        for (text, codes) in [
            ("a 500 on /api/orders", vec![500]),
            ("a 503 from POST /orders", vec![503]),
            ("Error 502. Later error 503, error 502", vec![502, 503]),
            ("it says 404 error", vec![404]),
            ("I paid 500 euros for 404 roses", vec![]),
            ("error 777", vec![]),
        ] {
            assert_eq!(of(text).1, codes, "{text}");
        }
    }

    #[test]
    fn a_payload_is_what_a_report_quotes() {
        let of = |text: &str| traces(std::iter::once(text)).payload;
        assert_eq!(
            of("I sent {\"cart\": 3,\n \"pay\": \"card\"} twice").as_deref(),
            Some("{\"cart\": 3, \"pay\": \"card\"}")
        );
        assert_eq!(of("use {name} instead"), None);
        assert_eq!(of("broken } {"), None);
        assert_eq!(of(&format!("{{\"a\": \"{}\"}}", "x".repeat(500))), None);
    }
}

//! Cards, bank accounts, phone numbers, and long numbers of any other kind.

use super::{CARD, Hit, IBAN, NUMBER, PHONE};

/// Digits of a payment card, ISO/IEC 7812.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// Characters of an IBAN, ISO 13616.
const IBAN_CHARS: std::ops::RangeInclusive<usize> = 15..=34;
/// Digits of a phone number in international form, ITU-T E.164.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// From so many digits in one piece on a number is taken for an account's or a document's.
const LONG_NUMBER: usize = 12;
/// Fewest digits by which the author's own phone number is recognised; no other number has fewer.
const MIN_OWN_PHONE: usize = 7;
/// Groups of digits one number may be written in; more are looked at from each group anew.
const MAX_GROUPS: usize = 12;
/// Words that say that a number is no phone number.
const ORDER_WORDS: &[&str] = &[
    "order",
    "ticket",
    "invoice",
    "ref",
    "reference",
    "id",
    "no",
    "number",
    "commande",
    "facture",
    "numero",
    "numéro",
    "case",
];

/// Everything made of digits that must not leave: accounts, cards, phone numbers, long numbers.
pub(super) fn find(text: &str, own_phone: &str, hits: &mut Vec<Hit>) {
    let groups = groups(text.as_bytes());
    ibans(text.as_bytes(), &groups, hits);
    digits(text, &groups, own_phone, hits);
}

/// Every IBAN whose check digits are right, spaced or not: two letters, then a group of digits.
fn ibans(bytes: &[u8], groups: &[Group], hits: &mut Vec<Hit>) {
    for group in groups.iter().filter(|g| g.start >= 2 && g.end - g.start >= 2) {
        let at = group.start - 2;
        let starts = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if !starts || !bytes[at..group.start].iter().all(u8::is_ascii_alphabetic) {
            continue;
        }
        if let Some(end) = iban_end(bytes, at) {
            hits.push((at..end, IBAN));
        }
    }
}

/// The furthest end, at the end of a group, with right check digits.
fn iban_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut chars = Vec::with_capacity(*IBAN_CHARS.end());
    let mut found = None;
    let mut i = at;
    while i < bytes.len() && chars.len() < *IBAN_CHARS.end() {
        if !bytes[i].is_ascii_alphanumeric() {
            let joins = matches!(bytes[i], b' ' | b'-') && bytes.get(i + 1).is_some_and(u8::is_ascii_alphanumeric);
            if !joins {
                break;
            }
            i += 1;
        }
        chars.push(bytes[i].to_ascii_uppercase());
        i += 1;
        let group_ends = bytes.get(i).is_none_or(|b| !b.is_ascii_alphanumeric());
        if group_ends && IBAN_CHARS.contains(&chars.len()) && mod_97(&chars) {
            found = Some(i);
        }
    }
    found
}

/// ISO 7064: the first four characters last, letters as 10 to 35, the number mod 97 is 1.
fn mod_97(chars: &[u8]) -> bool {
    let rotated = chars[4..].iter().chain(&chars[..4]);
    rotated.fold(0_u32, |rest, b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        _ => (rest * 100 + u32::from(b - b'A') + 10) % 97,
    }) == 1
}

/// A run of digits: where it stands.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
}

/// Cards, phone numbers and long numbers.
fn digits(text: &str, groups: &[Group], own_phone: &str, hits: &mut Vec<Hit>) {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < groups.len() {
        let mut last = i;
        while last + 1 < groups.len()
            && last - i + 1 < MAX_GROUPS
            && joined(&bytes[groups[last].end..groups[last + 1].start])
        {
            last += 1;
        }
        match number(text, &groups[i..=last], own_phone) {
            Some((taken, range, mark)) => {
                hits.push((range, mark));
                i += taken;
            }
            None => i += 1,
        }
    }
}

fn groups(bytes: &[u8]) -> Vec<Group> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|p| at + p) {
        at = start + bytes[start..].iter().position(|b| !b.is_ascii_digit()).unwrap_or(bytes.len() - start);
        out.push(Group { start, end: at });
    }
    out
}

/// What may stand between two groups of one number.
fn joined(between: &[u8]) -> bool {
    matches!(between, b" " | b"-" | b"." | b"/" | b") " | b")" | b" (" | b" - " | b")-" | b" (0)" | b"  ")
}

/// The number that begins with the first of these groups: how many it takes, where, and its mark.
fn number(text: &str, groups: &[Group], own_phone: &str) -> Option<(usize, std::ops::Range<usize>, &'static str)> {
    let bytes = text.as_bytes();
    let first = groups[0];
    if groups.iter().map(|g| g.end - g.start).sum::<usize>() < MIN_OWN_PHONE {
        return None;
    }
    let whole =
        |n: usize| -> Vec<u8> { groups[..n].iter().flat_map(|g| bytes[g.start..g.end].iter().copied()).collect() };
    for n in (1..=groups.len()).rev() {
        let number = whole(n);
        if CARD_DIGITS.contains(&number.len()) && luhn(&number) {
            return Some((n, first.start..groups[n - 1].end, CARD));
        }
    }
    if own_phone.len() >= MIN_OWN_PHONE {
        for n in (1..=groups.len()).rev() {
            let number = whole(n);
            let same = number.len() >= MIN_OWN_PHONE
                && (own_phone.as_bytes().ends_with(&number) || number.ends_with(own_phone.as_bytes()));
            if same {
                return Some((n, first.start..groups[n - 1].end, PHONE));
            }
        }
    }
    for n in (1..=groups.len()).rev() {
        if is_phone(text, &groups[..n], &whole(n)) {
            let start = if first.start > 0 && matches!(bytes[first.start - 1], b'+' | b'(') {
                first.start - 1
            } else {
                first.start
            };
            return Some((n, start..groups[n - 1].end, PHONE));
        }
    }
    (first.end - first.start >= LONG_NUMBER).then_some((1, first.start..first.end, NUMBER))
}

/// ISO/IEC 7812: every second digit from the right doubled, the sum a multiple of ten.
fn luhn(digits: &[u8]) -> bool {
    let sum = digits.iter().rev().enumerate().fold(0_u32, |sum, (i, b)| {
        let d = u32::from(b - b'0') << (i % 2);
        sum + if d > 9 { d - 9 } else { d }
    });
    sum.is_multiple_of(10) && digits.iter().any(|d| *d != b'0')
}

/// `+49 ...`, `00 49 ...`, `06 12 34 56 78`, `(555) 123-4567`: forms that no amount, date or order
/// number has.
fn is_phone(text: &str, groups: &[Group], digits: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let (first, last) = (groups[0], groups[groups.len() - 1]);
    let lengths: Vec<usize> = groups.iter().map(|g| g.end - g.start).collect();
    let before = first.start.checked_sub(1).map(|i| bytes[i]);
    let slash = bytes[first.start..last.end].contains(&b'/');
    let continues =
        matches!(bytes.get(last.end), Some(b':' | b'%')) || matches!(before, Some(b':' | b'.' | b'/' | b'#' | b'_'));
    let in_word =
        before.is_some_and(|b| b.is_ascii_alphabetic()) || bytes.get(last.end).is_some_and(u8::is_ascii_alphabetic);
    if slash || continues || in_word {
        return false;
    }
    if before == Some(b'+') || (digits.starts_with(b"00") && digits.len() >= 11) {
        return PHONE_DIGITS.contains(&digits.len());
    }
    let north_american = |l: &[usize]| matches!(l, [3, 3, 4] | [1, 3, 3, 4]);
    if north_american(&lengths) && digits[0] != b'0' {
        return true;
    }
    let national = digits[0] == b'0' && digits.get(1).is_some_and(|d| *d != b'0') && (9..=12).contains(&digits.len());
    let grouped = groups.len() > 1 && lengths.iter().all(|l| (2..=8).contains(l)) && lengths[0] <= 5;
    let plain = groups.len() == 1 && (10..=11).contains(&digits.len()) && !follows_order_word(&text[..first.start]);
    national && (grouped || plain)
}

/// Whether the word before says that an order number or the like follows.
fn follows_order_word(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    ORDER_WORDS.contains(&word.as_str())
}

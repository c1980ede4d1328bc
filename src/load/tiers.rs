//! The account-to-tier table: `account,tier`, one a line, for platforms that do not send the tier.

use std::collections::BTreeMap;
use std::ops::Range;

use super::problem::{Problem, Severity, Sink, shortened};
use crate::ids::Tier;

/// The first line of the file.
pub const HEADER: &str = "account,tier";
/// Longest account id, in characters.
const MAX_ACCOUNT_CHARS: usize = 256;

/// Reads the table: accounts in the clear, hashed when the settings are settled.
pub fn read(text: &str, most: usize, sink: &mut Sink) -> BTreeMap<String, Tier> {
    let mut tiers = BTreeMap::new();
    let mut start = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let (row, span) = (line.trim_end_matches(['\r', '\n']), start..start + line.trim_end().len());
        start += line.len();
        if i == 0 {
            if row.trim_start_matches('\u{feff}') != HEADER {
                let found = format!("the first line cannot be {:?}", shortened(row));
                sink.form(span, found, format!("expected {HEADER}"));
            }
            continue;
        }
        if row.trim().is_empty() {
            continue;
        }
        let Some((account, tier)) = pair(row) else {
            let title = format!("{:?} is no row of this table", shortened(row));
            sink.form(span, title, "expected an account, a comma and a tier");
            continue;
        };
        if tiers.len() >= most {
            sink.form(span, "the table is too long", format!("expected at most {most} accounts (limits.accounts)"));
            break;
        }
        if tiers.insert(account.clone(), tier).is_some() {
            sink.push(twice(&account, span, sink));
        }
    }
    tiers
}

fn twice(account: &str, span: Range<usize>, sink: &Sink) -> Problem {
    let title = format!("the account {:?} stands here twice", shortened(account));
    Problem::at(Severity::Form, &sink.source, span, title).label("each account once")
}

/// Two cells; one that begins with a double quote may hold commas and doubled quotes.
fn pair(row: &str) -> Option<(String, Tier)> {
    let (account, rest) = cell(row)?;
    let (tier, rest) = cell(rest.strip_prefix(',')?)?;
    let good = rest.is_empty()
        && !account.is_empty()
        && account.chars().count() <= MAX_ACCOUNT_CHARS
        && !account.chars().any(char::is_control);
    if good { Some((account, Tier::new(tier).ok()?)) } else { None }
}

fn cell(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(',').unwrap_or(text.len());
        return Some((text[..end].trim().to_owned(), &text[end..]));
    };
    let mut out = String::new();
    loop {
        let end = rest.find('"')?;
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                out.push('"');
                rest = after;
            }
            None => return Some((out, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::SourceText;
    use super::*;

    fn rows(text: &str, most: usize) -> (BTreeMap<String, Tier>, Vec<(usize, String)>) {
        let mut sink = Sink::new(SourceText::new("tiers.csv", text));
        let tiers = read(text, most, &mut sink);
        (tiers, sink.finish().into_iter().map(|p| (p.place().unwrap().1, p.title)).collect())
    }

    #[test]
    fn reads_plain_and_quoted_cells() {
        let (tiers, problems) = rows("account,tier\r\na-1,pro\r\n\n\"Acme, \"\"the\"\" one\",enterprise\n", 10);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(tiers.keys().collect::<Vec<_>>(), ["Acme, \"the\" one", "a-1"]);
    }

    #[test]
    fn every_bad_row_is_named_with_its_line() {
        let (tiers, problems) = rows("id,tier\na\nb,\nc,pro,x\nd,pro\nd,free\n\"e,pro\n", 10);
        assert_eq!(problems.iter().map(|p| p.0).collect::<Vec<_>>(), [1, 2, 3, 4, 6, 7], "{problems:?}");
        assert_eq!(tiers.len(), 1);
    }

    #[test]
    fn the_table_stops_at_its_limit() {
        assert!(rows("account,tier\na,x\nb,x\n", 2).1.is_empty());
        let (tiers, problems) = rows("account,tier\na,x\nb,x\nc,x\n", 2);
        assert_eq!((tiers.len(), problems.len()), (2, 1));
    }
}

//! What nearly all reporters of a candidate have in common and other customers do not (R13).

use libm::log;
use serde::{Deserialize, Serialize};

use crate::cluster::values::{ByValue, Others};
use crate::signal::language_name;

/// This share of the reporters has what they have in common.
const SHARE: f64 = 0.6;
/// At least so many have it, where not all do.
const LEAST: u32 = 3;
/// So many times as often as among other customers, where not all have it.
const LIFT: f64 = 2.0;
/// What so many others have as well sets nobody apart.
const NEARLY_ALL_OTHERS: f64 = 0.9;
/// Pseudo-customers by which shares of few are drawn towards what is ordinary.
const SHRINKAGE: f64 = 2.0;
/// Most factors a candidate names, those that say most.
pub const MAX_FACTORS: usize = 8;

/// Something that reporters have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// As `browser`, `tier`, `app_version`.
    pub dimension: String,
    /// As `safari`.
    pub value: String,
    /// Reporters who have it.
    pub reporters: u32,
    /// All reporters; of whom nothing is known does not have it.
    pub of: u32,
    /// The other customers.
    pub others: Others,
    /// How many times as often as among others, both shares drawn towards each other.
    pub lift: f64,
    /// The logarithm of the odds among reporters less that among others.
    pub log_odds: f64,
    /// One sentence for a person.
    pub why: String,
}

impl Factor {
    /// Share of the reporters, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        f64::from(self.reporters) / f64::from(self.of.max(1))
    }

    /// Whether it sets the reporters apart: it is more than twice as common among them, or of the others it is
    /// not known. What all of them have may be what most customers have; what they write in surely is, where nothing
    /// is known of others.
    #[must_use]
    pub fn sets_apart(&self) -> bool {
        (self.others.known == 0 && self.dimension != "language") || self.lift >= LIFT
    }

    /// Share of the other customers of whom that is known, 0 to 1; none where it is of nobody.
    #[must_use]
    pub fn others_share(&self) -> Option<f64> {
        (self.others.known > 0).then(|| f64::from(self.others.with) / f64::from(self.others.known))
    }
}

/// Tells of a dimension and value how many of the other customers have it, given how many reporters do
/// and of how many that dimension is known.
type AskOthers<'a> = dyn Fn((&str, &str), (u32, u32)) -> Others + 'a;

/// What `of` reporters have in common, that which sets them most apart first.
#[must_use]
pub fn common(by_value: &ByValue, of: u32, others: &AskOthers<'_>) -> Vec<Factor> {
    let mut found: Vec<Factor> = Vec::new();
    for (dimension, values) in by_value {
        let known = values.values().sum::<u32>().min(of);
        // More than half have it, so there is one at most.
        let Some((value, reporters)) = values.iter().rev().max_by_key(|(_, n)| **n) else { continue };
        if of < 2 || f64::from(*reporters) < SHARE * f64::from(of) {
            continue;
        }
        found.extend(factor((dimension, value), (*reporters, of), others((dimension, value), (*reporters, known))));
    }
    found.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds).then_with(|| a.dimension.cmp(&b.dimension)));
    found.truncate(MAX_FACTORS);
    found
}

/// Beta-binomial: the share among others drawn towards one half, that among reporters towards it, each by
/// two pseudo-customers.
fn factor((dimension, value): (&str, &str), (reporters, of): (u32, u32), others: Others) -> Option<Factor> {
    let (k, n) = (f64::from(reporters), f64::from(of));
    let q = (f64::from(others.with) + SHRINKAGE / 2.0) / (f64::from(others.known) + SHRINKAGE);
    let p = (k + SHRINKAGE * q) / (n + SHRINKAGE);
    let lift = p / q;
    let everybody_has_it = others.known > 0 && f64::from(others.with) >= NEARLY_ALL_OTHERS * f64::from(others.known);
    // A channel breaks nothing: it counts where it stands out.
    let all_share_it = reporters == of && dimension != "channel";
    if everybody_has_it || !(all_share_it || (reporters >= LEAST && lift >= LIFT)) {
        return None;
    }
    let mut factor = Factor {
        dimension: dimension.to_owned(),
        value: value.to_owned(),
        reporters,
        of,
        others,
        lift,
        log_odds: log(p / (1.0 - p)) - log(q / (1.0 - q)),
        why: String::new(),
    };
    factor.why = sentence(&factor);
    Some(factor)
}

/// `All 5 reporters use Safari; 12 % of other customers do.`
fn sentence(factor: &Factor) -> String {
    let value = if factor.dimension == "country" { title_case(&factor.value) } else { shown(&factor.value) };
    let (what, verb) = match factor.dimension.as_str() {
        "browser" | "browser_version" | "os" | "os_version" | "device" => (format!("use {value}"), "do"),
        "plugin" => (format!("use the plug-in {value}"), "do"),
        "app_version" => (format!("are on version {value}"), "are"),
        "platform" => (format!("are on {value}"), "are"),
        "region" | "country" => (format!("are in {value}"), "are"),
        "network" => (format!("come over {value}"), "do"),
        "workflow" => (format!("were in the workflow {value}"), "were"),
        "tier" => (format!("are {value}"), "are"),
        "language" => (format!("write in {}", language_name(&factor.value)), "do"),
        "channel" => (format!("write by {value}"), "do"),
        other => (format!("have {} {value}", other.replace('_', " ")), "do"),
    };
    let who = match (factor.reporters, factor.of) {
        (2, 2) => "Both reporters".to_owned(),
        (k, n) if k == n => format!("All {n} reporters"),
        (k, n) => format!("{k} of {n} reporters"),
    };
    let Some(share) = factor.others_share() else {
        return format!("{who} {what}; of other customers it is not known.");
    };
    // Of many customers it is not known what they use: the share is of the others.
    let all = u64::from(factor.others.known) * 10 >= u64::from(factor.others.all) * 9;
    let of = if all { "of other customers" } else { "of the other customers of whom that is known" };
    format!("{who} {what}; {} {of} {verb}.", percent(share))
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "none".to_owned(),
        p if p < 1.0 => "fewer than 1 %".to_owned(),
        p => format!("{p:.0} %"),
    }
}

/// Names as their makers write them; values are remembered in lower case.
const NAMES: [(&str, &str); 15] = [
    ("vpn", "VPN"),
    ("chrome", "Chrome"),
    ("chromium", "Chromium"),
    ("firefox", "Firefox"),
    ("safari", "Safari"),
    ("opera", "Opera"),
    ("brave", "Brave"),
    ("edge", "Edge"),
    ("ios", "iOS"),
    ("android", "Android"),
    ("macos", "macOS"),
    ("linux", "Linux"),
    ("windows", "Windows"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
];

/// A value as its makers write it.
pub(super) fn shown(value: &str) -> String {
    let (first, rest) = value.split_once(' ').map_or((value, None), |(first, rest)| (first, Some(rest)));
    let first = NAMES.iter().find(|(name, _)| *name == first).map_or(first, |(_, written)| written);
    rest.map_or_else(|| first.to_owned(), |rest| format!("{first} {rest}"))
}

/// `United Kingdom`, of names that are remembered in lower case.
pub(super) fn title_case(name: &str) -> String {
    let capital = |word: &str| {
        word.chars().next().map_or(String::new(), |c| c.to_uppercase().chain(word.chars().skip(1)).collect())
    };
    name.split(' ').map(capital).collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn others(with: u32, known: u32) -> Others {
        Others { with, known, all: known }
    }

    /// Factors of `of` reporters with these values, in words, where so many others have each.
    fn of(reporters: &[(&str, &str, u32)], of: u32, usual: Others) -> Vec<Factor> {
        let mut by_value = ByValue::new();
        for (dimension, value, n) in reporters {
            by_value.entry((*dimension).into()).or_default().insert((*value).into(), *n);
        }
        common(&by_value, of, &|_, _| usual)
    }

    fn words(factors: &[Factor]) -> Vec<&str> {
        factors.iter().map(|f| f.why.as_str()).collect()
    }

    #[test]
    fn what_all_share_is_said_with_how_many_others_do() {
        let found = of(&[("browser", "safari", 5)], 5, others(24, 200));
        assert_eq!(words(&found), ["All 5 reporters use Safari; 12 % of other customers do."]);
        assert!((found[0].lift - 6.0).abs() < 0.1, "{found:?}");
        assert_eq!(
            words(&of(&[("device", "iphone 14", 2)], 2, Others { with: 1, known: 200, all: 900 })),
            ["Both reporters use iPhone 14; fewer than 1 % of the other customers of whom that is known do."]
        );
        assert_eq!(
            words(&of(&[("tier", "pro", 3)], 3, others(0, 0))),
            ["All 3 reporters are pro; of other customers it is not known."]
        );
    }

    #[test]
    fn every_dimension_is_said_in_words() {
        for (dimension, value, said) in [
            ("browser", "chrome", "use Chrome; 5 % of other customers do."),
            ("plugin", "grammarly", "use the plug-in grammarly; 5 % of other customers do."),
            ("country", "united kingdom", "are in United Kingdom; 5 % of other customers are."),
            ("network", "vpn", "come over VPN; 5 % of other customers do."),
            ("workflow", "guest checkout", "were in the workflow guest checkout; 5 % of other customers were."),
            ("script", "cart.js", "have script cart.js; 5 % of other customers do."),
        ] {
            let found = of(&[(dimension, value, 5)], 5, others(10, 200));
            assert_eq!(words(&found), [format!("All 5 reporters {said}")]);
        }
    }

    #[test]
    fn most_must_have_it_twice_as_often_as_others() {
        assert_eq!(
            words(&of(&[("region", "eu", 3)], 5, others(0, 50))),
            ["3 of 5 reporters are in eu; none of other customers are."]
        );
        assert!(of(&[("region", "eu", 3)], 6, others(0, 50)).is_empty(), "three of six are not most");
        assert!(of(&[("region", "eu", 2)], 3, others(0, 50)).is_empty(), "two are too few");
        assert!(of(&[("region", "eu", 4)], 5, others(40, 100)).is_empty(), "less than twice as often");
        assert_eq!(of(&[("region", "eu", 4)], 5, others(25, 100)).len(), 1);
        assert_eq!(of(&[("region", "eu", 5)], 5, others(85, 100)).len(), 1, "all of them have it");
    }

    #[test]
    fn what_everybody_has_sets_nobody_apart() {
        assert!(of(&[("language", "en", 5)], 5, others(90, 100)).is_empty());
        assert_eq!(of(&[("language", "en", 5)], 5, others(89, 100)).len(), 1);
        assert!(of(&[("channel", "chat", 5)], 5, others(50, 100)).is_empty(), "half of all write by chat");
        assert_eq!(of(&[("channel", "chat", 5)], 5, others(20, 100)).len(), 1);
    }

    #[test]
    fn the_one_that_says_most_comes_first_and_their_number_is_bounded() {
        let by_value: ByValue =
            ["browser", "os"].into_iter().map(|d| (d.into(), BTreeMap::from([("x".into(), 5)]))).collect();
        let usual = |(d, _): (&str, &str), _: (u32, u32)| if d == "os" { others(5, 100) } else { others(50, 100) };
        let found = common(&by_value, 5, &usual);
        assert_eq!(found.iter().map(|f| &*f.dimension).collect::<Vec<_>>(), ["os", "browser"]);
        let names: Vec<String> = (0..=MAX_FACTORS).map(|n| format!("d{n}")).collect();
        let many: Vec<_> = names.iter().map(|d| (d.as_str(), "x", 5)).collect();
        assert_eq!(of(&many, 5, others(0, 50)).len(), MAX_FACTORS);
    }

    #[test]
    fn what_they_write_in_sets_nobody_apart_where_nothing_is_known_of_others() {
        let apart = |dimension: &str, usual: Others| of(&[(dimension, "en", 3)], 3, usual)[0].sets_apart();
        assert!(!apart("language", others(0, 0)) && apart("plugin", others(0, 0)));
        assert!(apart("language", others(1, 100)), "hardly any of the others does");
    }
}

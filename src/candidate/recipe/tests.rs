use super::*;
use crate::candidate::sample::{candidate, factor, report};
use crate::ids::Tier;

#[test]
fn the_whole_of_it() {
    let mut c = candidate();
    c.factors.push(factor("region", "eu"));
    c.factors.push(factor("app_version", "4.18"));
    let recipe = Recipe::of(&c);
    insta::assert_snapshot!(format!("{}\n{recipe:#?}", recipe.in_short()));
}

#[test]
fn what_no_report_says_is_not_made_up() {
    let mut c = candidate();
    c.factors.clear();
    c.by_tier = [("unknown".to_owned(), 3)].into();
    c.reports = vec![report("m1", "14:02", "pro", "Nothing works.", 0.1)];
    let recipe = Recipe::of(&c);
    assert_eq!(
        recipe.in_short(),
        "a test account of an ordinary customer (the reporters' tiers are not known); not an administrator's account"
    );
    assert_eq!(recipe.action.as_deref(), Some("Nothing works."));
    assert_eq!((recipe.with.len(), recipe.endpoints.len(), recipe.codes.len(), recipe.payload), (0, 0, 0, None));
    assert_eq!(recipe.not_known.len(), 2, "{:?}", recipe.not_known);
    c.reports.clear();
    assert_eq!(Recipe::of(&c).action, None);
}

#[test]
fn the_account_is_of_the_tier_that_the_reporters_have() {
    let mut c = candidate();
    c.by_tier = [("enterprise".to_owned(), 1), ("pro".to_owned(), 2)].into();
    assert_eq!(Recipe::of(&c).account, "a test account of tier pro (2 of 3 reporters)");
    c.slice.tier = Some(Tier::new("enterprise").unwrap());
    assert_eq!(Recipe::of(&c).account, "a test account of tier enterprise");
}

#[test]
fn a_long_report_is_cut_at_a_word() {
    let mut c = candidate();
    c.reports = vec![report("m1", "14:02", "pro", &"paying fails ".repeat(60), 0.9)];
    let action = Recipe::of(&c).action.unwrap();
    assert!(action.ends_with("fails...") || action.ends_with("paying..."), "{action}");
    assert!(action.chars().count() <= ACTION_CHARS + 3);
}

use super::*;
use crate::candidate::sample::{candidate, factor, report};
use crate::ids::Tier;
use crate::signal::Tried;

/// A report of somebody who tried that, at that step.
fn tried(id: &str, action: Option<Action>, step: Option<&str>, specificity: f64) -> Report {
    let tried = Tried { action, step: step.map(Into::into), nothing_followed: false };
    Report { tried, ..report(id, "14:02", "pro", "It fails.", specificity) }
}

#[test]
fn the_whole_of_it() {
    let mut c = candidate();
    c.factors.push(factor("region", "eu"));
    c.factors.push(factor("app_version", "4.18"));
    c.context.tried = vec![(Action::Pay, 2), (Action::CheckOut, 1)];
    c.reports[0].tried =
        Tried { action: Some(Action::Pay), step: Some("when I click pay now".into()), ..Tried::default() };
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
    assert_eq!((recipe.words.as_deref(), recipe.action, recipe.step), (Some("Nothing works."), None, None));
    assert_eq!((recipe.with.len(), recipe.endpoints.len(), recipe.codes.len(), recipe.payload), (0, 0, 0, None));
    assert_eq!(recipe.not_known.len(), 3, "{:?}", recipe.not_known);
    c.reports.clear();
    assert_eq!(Recipe::of(&c).words, None);
}

#[test]
fn what_to_try_is_what_more_customers_tried_than_anything_else() {
    use Action::{CheckOut, Pay, Save};
    let of = |tried: &[(Action, u32)], named: &[Option<Action>]| {
        let mut c = candidate();
        c.context.tried = tried.to_vec();
        let reports = named.iter().enumerate();
        c.reports = reports.map(|(i, action)| self::tried(&format!("m{i}"), *action, None, i as f64 / 10.0)).collect();
        let recipe = Recipe::of(&c);
        let not_known = recipe.not_known.iter().any(|what| what.starts_with("what to try"));
        assert_eq!(recipe.action.is_none(), not_known, "{recipe:?}");
        recipe.action.map(|action| (action, recipe.tried_by))
    };
    let pay = |n| Some(("pay".to_owned(), n));
    assert_eq!(of(&[(Pay, 3), (Save, 2)], &[Some(Save)]), pay(3), "not the most specific one's");
    assert_eq!(of(&[(Pay, 2), (Save, 2)], &[Some(Pay), Some(Save)]), None, "two that are as common");
    assert_eq!(of(&[(CheckOut, 1), (Pay, 1)], &[Some(CheckOut), Some(Pay), None]), pay(1), "the most specific one's");
    assert_eq!(of(&[(Pay, 1)], &[None]), None, "nobody can read where it was said");
    assert_eq!(of(&[], &[None]), None);
}

#[test]
fn the_step_is_that_of_a_customer_who_tried_the_same() {
    let mut c = candidate();
    let of = |c: &Candidate| Recipe::of(c).step;
    c.reports = vec![
        tried("m1", Some(Action::Pay), Some("when I click\npay now"), 0.2),
        tried("m2", Some(Action::Pay), Some("after the card"), 0.4),
        tried("m3", Some(Action::Save), Some("when I save"), 0.8),
        tried("m4", Some(Action::Pay), None, 0.9),
    ];
    c.context.tried = vec![(Action::Pay, 3), (Action::Save, 1)];
    assert_eq!(of(&c).as_deref(), Some("after the card"));
    c.reports.remove(1);
    assert_eq!(of(&c).as_deref(), Some("when I click pay now"));
    c.reports.remove(0);
    assert_eq!(of(&c), None, "somebody saved, and that is another thing");
    c.context.tried.clear();
    c.reports = vec![tried("m1", None, Some("after the card"), 0.2)];
    assert_eq!(
        Recipe::of(&c).in_short(),
        "a test account of tier pro; Safari; a customer says \"after the card\"; \
         not an administrator's account"
    );
}

#[test]
fn the_account_is_of_the_tier_that_the_reporters_have() {
    let mut c = candidate();
    c.by_tier = [("enterprise".to_owned(), 1), ("pro".to_owned(), 2)].into();
    assert_eq!(Recipe::of(&c).account, "a test account of tier pro (2 of 3 reporters)");
    c.slice.tier = Some(Tier::new("enterprise").unwrap());
    assert_eq!(Recipe::of(&c).account, "a test account of tier enterprise");
    c.slice.tier = None;
    c.factors.clear();
    let several = "a test account of an ordinary customer (the reporters are of several tiers)";
    c.by_tier = [("enterprise".to_owned(), 1), ("pro".to_owned(), 1)].into();
    assert_eq!(Recipe::of(&c).account, several, "no tier is the one to try");
    c.by_tier = [("pro".to_owned(), 1), ("unknown".to_owned(), 2)].into();
    assert_eq!(Recipe::of(&c).account, "a test account of tier pro (1 of 3 reporters)", "of those who have one");
}

#[test]
fn a_customers_own_quotation_marks_do_not_end_theirs_and_a_language_has_a_name() {
    let mut c = candidate();
    c.factors = vec![factor("language", "fr")];
    c.context.tried.clear();
    c.reports = vec![tried("m1", None, Some("quand je clique \"payer\""), 0.2)];
    assert_eq!(
        Recipe::of(&c).in_short(),
        "a test account of tier pro; in French; a customer says \"quand je clique 'payer'\"; \
         not an administrator's account"
    );
}

#[test]
fn a_long_report_is_cut_at_a_word() {
    let mut c = candidate();
    c.reports = vec![report("m1", "14:02", "pro", &"paying fails ".repeat(60), 0.9)];
    let words = Recipe::of(&c).words.unwrap();
    assert!(words.ends_with("fails...") || words.ends_with("paying..."), "{words}");
    assert!(words.chars().count() <= MAX_WORDS_CHARS + 3);
}

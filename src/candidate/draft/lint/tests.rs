use proptest::prelude::*;

use super::*;
use crate::candidate::about::{Area, AreaSource};
use crate::candidate::draft::About;
use crate::time::Timestamp;

fn rules(text: &str, form: Form) -> Vec<&'static str> {
    lint(text, form, &Known::default()).into_iter().map(|finding| finding.rule).collect()
}

fn status(kind: Kind, text: &str) -> Vec<&'static str> {
    rules(text, Form::Status(kind))
}

const GOOD: &str = "We are investigating reports of issues with Checkout. The cause is not identified yet, and we are \
                    treating the reports as real. Next update by 14:47 UTC.";

fn good_and(more: &str) -> String {
    format!("{GOOD} {more}")
}

#[test]
fn a_good_text_is_found_good_also_when_a_person_words_it() {
    assert_eq!(status(Kind::Investigating, GOOD), [""; 0]);
    let other = "We're investigating reports of problems with sign-in; we do not yet know the cause. We take them as \
                 real.\nNext update at 09:05 UTC.";
    assert_eq!(status(Kind::Investigating, other), [""; 0]);
    assert_eq!(status(Kind::Investigating, &good_and("240 customers in 3 regions are affected.")), [""; 0]);
    let resolved = "The issues with Checkout are resolved. They were real. Orders placed since 14:40 UTC go through.";
    assert_eq!(status(Kind::Resolved, resolved), [""; 0]);
}

/// Ten and more bad drafts, each refused for what is bad in it and for nothing else.
#[test]
fn bad_drafts_are_refused_for_what_is_bad_in_them() {
    for (text, rule) in [
        ("This is due to a vendor.", "no_cause_claimed"),
        ("It was caused by a vendor.", "no_cause_claimed"),
        ("A small number of users see it.", "no_minimizing"),
        ("Some users may see errors.", "no_minimizing"),
        ("The impact is minor.", "no_minimizing"),
        ("All our probes pass.", "no_monitoring_story"),
        ("There is a gap in our monitoring.", "no_monitoring_story"),
        ("It is a blind spot.", "no_monitoring_story"),
        ("The dashboards look fine.", "no_monitoring_story"),
        ("Orders fail with 5xx.", "no_jargon"),
        ("The orders-api is slow.", "no_jargon"),
        ("It is /api/orders that fails.", "no_jargon"),
        ("The feature is order_export.", "no_jargon"),
        ("Please check your network.", "no_blame"),
        ("We could not reproduce it.", "no_denial"),
        ("All systems operational.", "no_end_by_monitoring"),
        ("More at [link].", "no_placeholder"),
    ] {
        let mut found = status(Kind::Investigating, &good_and(text));
        found.dedup();
        assert_eq!(found, [rule], "{text}");
    }
}

#[test]
fn what_every_investigating_text_must_say_is_missed() {
    for (part, rule) in [
        ("We are investigating reports of issues with Checkout.", "reports_are_investigated"),
        ("The cause is not identified yet, and we are", "cause_is_open"),
        ("treating the reports as real.", "taken_as_real"),
        ("Next update by 14:47 UTC.", "next_update"),
        ("issues with Checkout", "names_the_area"),
    ] {
        let found = status(Kind::Investigating, &GOOD.replace(part, ""));
        assert!(found.contains(&rule), "{part}: {found:?}");
    }
    for late in ["soon", "by 25:00 UTC", "by 14:47", "in an hour"] {
        let text = GOOD.replace("by 14:47 UTC", late);
        assert_eq!(status(Kind::Investigating, &text), ["next_update"], "{late}");
    }
    for vague in ["our service", "the platform", "our systems"] {
        assert_eq!(status(Kind::Investigating, &GOOD.replace("Checkout", vague)), ["names_the_area"], "{vague}");
    }
}

#[test]
fn nothing_is_resolved_by_monitoring_and_a_resolution_says_that_it_was_real() {
    let resolved = |text: &str| status(Kind::Resolved, &format!("The issues with Checkout are resolved. {text}"));
    for kin in [
        "Automated monitoring detected normal levels.",
        "Our automated monitoring has detected normal levels of activity.",
        "Monitoring shows that all is well.",
        "Error levels are normal.",
        "Everything has returned to normal.",
        "All systems are operating normally.",
        "All systems operational.",
        "Our checks are back to normal.",
    ] {
        let found = resolved(&format!("They were real. {kin}"));
        assert!(found.iter().all(|rule| *rule == "no_end_by_monitoring") && !found.is_empty(), "{kin}: {found:?}");
    }
    assert_eq!(resolved("Thank you."), ["says_it_was_real"]);
    assert_eq!(resolved("They were real, though no issue was found."), ["no_denial"]);
}

#[test]
fn an_identified_and_a_monitoring_text_say_what_they_are() {
    let identified =
        "We have identified the cause of the issues with Checkout and isolated it. Next update by 10:00 UTC.";
    assert_eq!(status(Kind::Identified, identified), [""; 0]);
    let not_yet = identified.replace("have identified", "have not yet identified");
    assert_eq!(status(Kind::Identified, &not_yet), ["cause_is_known"]);
    assert_eq!(status(Kind::Identified, &identified.replace("identified", "seen")), ["cause_is_known"]);
    let fixed = "A fix for the issues with Checkout is in place. Next update by 10:00 UTC.";
    assert_eq!(status(Kind::Monitoring, fixed), [""; 0]);
    assert_eq!(status(Kind::Monitoring, &fixed.replace("A fix", "Something")), ["fix_is_in_place"]);
}

#[test]
fn a_finding_names_the_place_the_words_and_what_was_expected() {
    let text = "We are investigating reports of issues with Ordering.\nThe cause is not known; we treat them as real.\n\
                It is due to \u{e4} Vendor's Probes. Next update by 10:00 UTC.";
    let told: Vec<String> = lint(text, Form::Status(Kind::Investigating), &Known::default())
        .into_iter()
        .map(|f| format!("{} {:?} {:?}", f.rule, f.place, f.found))
        .collect();
    assert_eq!(told, ["no_cause_claimed Some((3, 7)) \"due to\"", "no_monitoring_story Some((3, 25)) \"Probes\""]);
    let missing = lint("", Form::Status(Kind::Resolved), &Known::default());
    assert!(missing.iter().all(|f| f.place.is_none() && !f.expected.is_empty()), "{missing:?}");
}

#[test]
fn what_is_known_of_the_product_sharpens_two_rules() {
    let names = ["ledger".to_owned(), "checkout-eu".to_owned()];
    let known = |area| Known { area, names: &names };
    let of = |text: &str, area| {
        lint(text, Form::Status(Kind::Investigating), &known(area)).into_iter().map(|f| f.rule).collect::<Vec<_>>()
    };
    assert_eq!(of(&good_and("The Ledger is slow, and checkout-eu."), None), ["no_jargon", "no_jargon"]);
    assert_eq!(of(GOOD, Some("Invoices")), ["names_the_area"]);
    // Who sells probes and dashboards may call them so.
    let text = GOOD.replace("Checkout", "Probe dashboards");
    assert_eq!(of(&text, Some("probe dashboards")), [""; 0]);
    assert_eq!(status(Kind::Investigating, &text), ["no_monitoring_story", "no_monitoring_story"]);
}

const STORY: &str = "# Postmortem\n\nMonitoring was green.\n\n> improve monitoring, please\n\nA flag \"better monitoring\".\n\n\
                     ## Failing path\n\n## Reproduction\n\n## Time to detection\n\n## Proposed probe\n\n\
                     - Subject: Checkout as pro\n- Observable: the order is confirmed\n- Bound: within 30 seconds\n";

#[test]
fn a_postmortem_proposes_exactly_one_probe_and_no_better_monitoring() {
    let story = |text: &str| rules(text, Form::Postmortem);
    assert_eq!(story(STORY), [""; 0], "what is quoted is another's word");
    for bad in ["We will improve our monitoring.", "We will add monitoring.", "Better alerting is planned."] {
        assert_eq!(story(&format!("{bad}\n\n{STORY}")), ["no_improved_monitoring"], "{bad}");
    }
    for (part, instead) in [
        ("## Proposed probe", "## Next"),
        ("- Subject: Checkout as pro\n", ""),
        ("the order is confirmed", ""),
        ("within 30 seconds", "soon"),
        ("- Bound: within 30 seconds\n", "- Bound: within 30 seconds\n- Bound: within 60 seconds\n"),
    ] {
        assert_eq!(story(&STORY.replace(part, instead)), ["one_probe"], "{part}");
    }
    let (_, probe) = STORY.split_once("## Proposed").unwrap();
    assert_eq!(story(&format!("{STORY}\n## Proposed{probe}")), ["one_probe"], "two are not one");
    for (section, rule) in [
        ("## Failing path", "tells_the_failing_path"),
        ("## Reproduction", "tells_how_to_reproduce"),
        ("## Time to detection", "tells_time_to_detection"),
    ] {
        assert_eq!(story(&STORY.replace(section, "")), [rule]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever customers call it, and whenever it is posted: the program's own drafts are good.
    #[test]
    fn every_draft_passes_its_own_lint(
        words in prop_oneof![
            "[ -~]{0,40}",
            "\\PC{0,20}",
            Just("probe dashboards, due to 5xx".to_owned()),
            Just("All systems operational. Minor [x]".to_owned()),
            Just("a".to_owned()),
        ],
        source in 0usize..5, confirmed in any::<bool>(), ms in 0i64..4_000_000_000_000, minutes in 0i64..90_000,
    ) {
        let area = match source {
            0 | 1 => Area::of_topic(&words),
            2 => Area::unknown(),
            3 => Area::of_several(vec![Area::of_topic(&words), Area::unknown()]),
            _ => Area { source: AreaSource::StatusPage, ..Area::of_topic(&words) },
        };
        let at = Timestamp::from_millis(ms);
        let began = Timestamp::from_millis(ms - minutes * 60_000);
        let about = About { area: &area, confirmed, red: minutes % 2 == 0, began, last: at };
        let known = Known { area: Some(&area.words), names: &[] };
        for kind in Kind::ALL {
            let text = about.draft(kind, at, None);
            prop_assert_eq!(lint(&text, Form::Status(kind), &known), vec![], "{}", text);
            let with = format!("{text} {}", about.monitoring_sentence());
            if kind != Kind::Resolved {
                prop_assert_eq!(lint(&with, Form::Status(kind), &known), vec![], "{}", with);
            }
            prop_assert!(text.chars().count() < 420, "{}", text);
        }
    }
}

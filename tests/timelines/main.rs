//! Timelines: pages a support lead can read, run through the real pipeline.
//!
//! A page (`r34_quiet.txt`) opens with the catalogue, the probes and the day, and goes on with timed
//! lines: who says what, what monitoring says, what changed. Lines with `->` say what is to have
//! happened by then. What is not said must not happen: a candidate that opens, rises or resolves
//! without a line for it fails the page. The language is described in `README.txt` beside the pages.

use std::path::PathBuf;

mod expect;
mod page;
mod plan;
mod said;
mod stage;
mod texts;
mod things;
mod words;

/// Runs one page; what it prints where it fails is the whole time line.
fn run(name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/timelines").join(format!("{name}.txt"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if let Err(told) = told(&text) {
        panic!("{name}.txt\n{told}");
    }
}

fn told(text: &str) -> Result<(), String> {
    let page = page::read(text)?;
    stage::play(&page)
}

macro_rules! pages {
    ($($name:ident)+) => {
        $(#[test] fn $name() { run(stringify!($name)); })+

        #[test]
        fn every_page_is_run() {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/timelines");
            let mut pages: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|e| e == "txt"))
                .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
                .filter(|name| name != "README")
                .collect();
            pages.sort();
            assert_eq!(pages, [$(stringify!($name)),+]);
        }
    };
}

pages! {
    dismissed_teaches
    everything_at_once
    flood_campaign
    flood_one_account
    merged_after_days
    merged_by_a_person
    one_cause_in_many_words
    posted_and_fixed
    quiet_marketing
    quiet_mondays
    quiet_mondays_in_other_tiers
    quiet_newsletter
    quiet_praise
    quiet_slow_rise
    r01_of_a_feature_that_may_be_meant
    r01_several_and_red
    r02_several_and_green
    r03_one_customer
    r04_red_alone
    r05_strict_order
    r06_one_and_red
    r07_monitoring_never_delays
    r08_a_gap_not_a_contradiction
    r09_customers_not_messages
    r10_the_same_issue
    r11_time_zone_of_a_company
    r11_what_they_tried
    r12_a_day_is_no_moment
    r12_event_time
    r13_common_factors
    r14_recipe
    r15_jobs_vendors_and_late_changes
    r15_what_changed
    r16_reports_first
    r17_how_many_it_takes
    r17_specificity_is_shown
    r18_authentication_flows
    r19_tier_gated
    r20_recently_shipped
    r21_asynchronous_work
    r22_third_parties
    r23_geography_and_network
    r24_mobile
    r25_start_here
    r26_the_probe_inventory
    r27_draft_before_the_cause
    r28_wording
    r29_monitoring_sentence
    r30_area_in_customers_words
    r31_minutes_not_posted
    r32_green_resolves_nothing
    r33_a_confirmation_read_first
    r33_a_report_after_a_confirmation
    r33_still_broken
    r33_two_confirmations
    r34_quiet
    r34_quiet_starts_again
    r35_a_source_is_down
    r35_confirmed_behind_a_silence
    r35_lag_is_not_quiet
    r35_one_channel_is_down
    r36_a_resolved_one_absorbs_nothing
    r36_two_causes
    r36_waiting_reports
    r37_it_was_real
    r38_no_gap_on_the_status_page
    r39_the_gap_in_the_postmortem
    r40_how_the_postmortem_closes
    r41_one_probe
    r42_blind_spots_closed
    r43_red_later
    r44_one_record
    r45_one_person_on_many_channels
    r46_what_they_use
    r47_kinds_of_signal
    r48_uptime_only_green
    r49_reported_and_affected
    r50_between_two_steps
    r51_dependencies
    r52_slow_degradation
    r53_three_in_the_morning
    r54_impact
    r55_in_real_time
    r56_one_cause_in_many_tiers
    r56_one_region_alone
    r57_other_teams
    r58_after_a_deploy
    r58_what_is_watched
    r59_silence_is_no_success
    r60_what_happened
    r61_no_probe_is_not_green
    r62_habits
    r63_a_late_deploy
    r64_who_found_it_first
    split_by_a_person
    topic_a_newsletter_asks
    topic_near_what_is_open
    topic_no_catalogue_names_it
    topic_of_a_dismissed_feature
    topic_of_one_feature
    topic_of_one_feature_and_a_neighbour
    topic_without_a_catalogue
    two_causes
    words_german
    words_of_no_known_language
    words_spanish
}

/// The runner itself: a page that says what is not so has to fail, and say where.
mod runner {
    use super::told;

    #[test]
    fn a_page_that_cannot_be_read_names_its_line() {
        for (page, expected) in [
            ("14:02 ann sings \"la la\"", "line 1"),
            ("catalogue checkout: \"checkout\"\n14:02 ann chats \"x\n", "line 2"),
            ("14:02 -> nothing\n13:00 -> nothing", "line 2"),
            ("14:02 -> opens checkout flavour 3", "line 1"),
            ("-> nothing", "line 1"),
            ("14:02 shop-up is ok", "line 1"),
        ] {
            let told = told(page).unwrap_err();
            assert!(told.contains(expected), "{page}: {told}");
        }
    }

    #[test]
    fn what_was_expected_and_did_not_happen_fails_with_both_beside_each_other() {
        let told = told("catalogue checkout: \"checkout\"\n14:02 -> opens checkout rank 2\n").unwrap_err();
        assert!(told.contains("expected") && told.contains("opens checkout rank 2"), "{told}");
        assert!(told.contains("happened") && told.contains("nothing"), "{told}");
    }
}

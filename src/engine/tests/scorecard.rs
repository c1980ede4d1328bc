//! What the engine says of who found it first, and when it says so.

use super::{Story, feature, m, probes, said};
use crate::candidate::answers::Dismissal;
use crate::candidate::scorecard::{MAX_CANDIDATES, MonthCard, News, Of};
use crate::config::{Probe, Probes};
use crate::engine::input::{Feedback, Forget, Input};
use crate::ids::ProbeId;
use crate::monitor::ProbeState;

fn last(story: &Story) -> &MonthCard {
    story.cards.last().unwrap()
}

/// The probe of every story, which does not log in here; and a second one of checkout that does.
fn inventory(second: bool) -> Input {
    let Input::Probes(mut inventory) = probes() else { unreachable!() };
    let first = inventory.probes.values_mut().next().unwrap();
    let logs_in = Probe { id: ProbeId::new("shop-in").unwrap(), ..first.clone() };
    first.authenticated = false;
    inventory.probes.extend(second.then(|| (logs_in.id.clone(), logs_in)));
    Input::Probes(inventory)
}

/// Three customers report checkout while the probe that does not log in is green.
fn unseen() -> Story {
    let mut story = Story::new();
    story.apply(inventory(false));
    story.apply(said(ProbeState::Ok, m(0)));
    story.apply(said(ProbeState::Ok, m(10)));
    story.three_reports();
    story
}

#[test]
fn a_month_is_told_when_a_figure_changes_and_not_at_every_report() {
    let mut story = Story::new();
    story.three_reports();
    assert_eq!(story.cards.len(), 1);
    for i in 0..10 {
        story.report(&format!("more-{i}"), 10 + i, m(15), "checkout");
    }
    assert!(story.events.len() > 10 && story.cards.len() == 1, "no figure counts reports");
    story.apply(said(ProbeState::Failing, m(15)));
    assert_eq!((story.cards.len(), last(&story).total.gained_of), (2, 1));
    let candidate = story.last().id.clone();
    story.apply(Input::Feedback(Feedback::Confirm { candidate, affected: None }));
    let card = last(&story);
    assert_eq!((card.total.precision(), card.news.len()), (Some(1.0), 1));
    assert_eq!(card.rows.iter().map(|(of, _)| of).collect::<Vec<_>>(), [&Of::Feature(feature("checkout"))]);
    assert_eq!(card.month.to_string(), "2026-03");
}

#[test]
fn an_incident_that_no_probe_saw_is_a_blind_spot_until_one_covers_it() {
    let mut story = unseen();
    story.until(m(120));
    assert_eq!((last(&story).total.blind_spots, last(&story).total.blind_closed), (1, 0));
    let told = story.cards.len();
    story.apply(inventory(false));
    assert_eq!(story.cards.len(), told, "the same probes close nothing");
    story.apply(inventory(true));
    assert_eq!((last(&story).total.blind_closed, last(&story).news.as_slice()), (1, &[News::BlindSpotClosed][..]));
    assert!(last(&story).open_spots.is_empty());
    story.apply(Input::Probes(Box::<Probes>::default()));
    assert_eq!((last(&story).total.blind_spots, last(&story).total.blind_closed), (1, 0));
}

#[test]
fn a_probe_that_comes_while_the_incident_runs_closes_it_too() {
    let mut story = unseen();
    story.apply(inventory(true));
    story.report("d", 4, m(14), "checkout");
    story.until(m(120));
    assert_eq!((last(&story).total.blind_spots, last(&story).total.blind_closed), (1, 1));
    assert_eq!(last(&story).news, [News::BlindSpotFound, News::BlindSpotClosed]);
}

#[test]
fn a_merged_candidate_is_counted_once() {
    let mut story = Story::new();
    story.three_reports();
    let into = story.last().id.clone();
    for (id, customer) in [("x", 11), ("y", 12), ("z", 13)] {
        story.report(id, customer, m(14), "login");
    }
    let candidate = story.last().id.clone();
    assert_eq!(last(&story).total.opened, 2);
    story.apply(Input::Feedback(Feedback::Merge { candidate, into: into.clone() }));
    assert_eq!(last(&story).total.opened, 1);
    story.apply(Input::Feedback(Feedback::Dismiss { candidate: into, reason: Dismissal::Spam, note: None }));
    let total = &last(&story).total;
    assert_eq!((total.precision(), total.by_customers, total.blind_spots), (Some(0.0), 0, 0));
}

#[test]
fn erasing_a_tenant_takes_its_months_back() {
    let mut story = Story::new();
    story.three_reports();
    let stored = |story: &mut Story| -> Vec<(String, bool)> {
        let parts = story.engine.take_dirty().into_iter().map(|(name, bytes)| (name.0, bytes.is_some()));
        parts.filter(|(name, _)| name.starts_with("score/")).collect()
    };
    let kept = stored(&mut story);
    assert_eq!(kept.iter().map(|(_, there)| *there).collect::<Vec<_>>(), [true]);
    story.apply(Input::Forget(Forget::Tenant));
    assert_eq!(story.cards_gone, ["2026-03"]);
    assert_eq!(stored(&mut story), [(kept[0].0.clone(), false)]);
    assert_eq!(story.engine.scorecard.months().count(), 0);
}

#[test]
fn a_full_month_is_stored_in_less_than_a_part_may_hold() {
    let mut story = Story::new();
    story.three_reports();
    let bytes = |story: &mut Story| -> usize {
        let parts = story.engine.take_dirty().into_iter().filter(|(name, _)| name.0.starts_with("score/"));
        parts.map(|(_, bytes)| bytes.unwrap().len()).sum()
    };
    assert!(bytes(&mut story) * MAX_CANDIDATES < crate::engine::snapshot::MAX_PART_BYTES);
}

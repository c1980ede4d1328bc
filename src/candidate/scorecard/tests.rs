use super::blind::{Asked, Inventory};
use super::*;
use crate::candidate::answers::Dismissed;
use crate::candidate::sample::{at, candidate, factor, gap, plain_probe};
use crate::candidate::{GapKind, RankAt};
use crate::config::{Catalogue, Feature, Probe, ProbeKind, Probes};
use crate::ids::{ProbeId, TenantId, Tier};
use crate::monitor::{HealthState, ProbeState};
use crate::time::Timestamp;

fn checkout() -> FeatureId {
    FeatureId::new("checkout").unwrap()
}

fn catalogue() -> Catalogue {
    let mut feature = Feature::plain(checkout(), "Checkout", Vec::new());
    feature.depends_on = vec!["cardnet".to_owned()];
    Catalogue { features: BTreeMap::from([(checkout(), feature)]) }
}

fn probe(kind: ProbeKind) -> Probe {
    Probe { features: vec![checkout()], ..plain_probe(kind.name(), kind) }
}

fn probes(all: impl IntoIterator<Item = Probe>) -> Probes {
    Probes { probes: all.into_iter().map(|p| (p.id.clone(), p)).collect() }
}

/// One that logs in as free customers only.
fn as_free() -> Probe {
    Probe { tiers: Some(vec![Tier::new("free").unwrap()]), authenticated: true, ..probe(ProbeKind::SyntheticEndToEnd) }
}

struct Board {
    card: Scorecard,
    catalogue: Catalogue,
    probes: Probes,
    changed: Changed,
}

impl Board {
    fn new() -> Self {
        let (card, changed) = (Scorecard::default(), Changed::default());
        Self { card, catalogue: catalogue(), probes: probes([as_free()]), changed }
    }

    fn take(&mut self, kind: EventKind, c: &Candidate) {
        self.changed = Changed::default();
        let inventory = Inventory { catalogue: &self.catalogue, probes: &self.probes };
        let event = CandidateEvent { kind, candidate: c.clone() };
        self.card.take(&event, inventory, &mut self.changed);
    }

    fn set(&mut self, all: impl IntoIterator<Item = Probe>) {
        (self.probes, self.changed) = (probes(all), Changed::default());
        let inventory = Inventory { catalogue: &self.catalogue, probes: &self.probes };
        self.card.look_again(inventory, &mut self.changed);
    }

    fn whole(&mut self, c: &Candidate) {
        self.take(EventKind::Opened, c);
        self.take(EventKind::Resolved, &ended(c.clone(), Route::Quiet));
    }

    fn total(&self) -> Figures {
        let month = self.card.months().last().unwrap();
        self.card.told(month, Vec::new()).unwrap().total
    }

    fn news(&self) -> Vec<News> {
        self.changed.months.values().flatten().copied().collect()
    }
}

fn ended(mut c: Candidate, route: Route) -> Candidate {
    c.recovery.resolved_at = Some(c.recovery.deadline);
    c.recovery.route = Some(route);
    c
}

fn named(id: &str) -> Candidate {
    Candidate { id: CandidateId::new(id).unwrap(), ..candidate() }
}

fn red_since(clock: &str) -> Candidate {
    let mut c = candidate();
    c.rank = Rank::Confirmed;
    c.ranks = vec![RankAt { at: c.opened_at, rank: Rank::Confirmed, red: None }];
    c.monitoring.state = HealthState::Red;
    for p in &mut c.monitoring.probes {
        (p.state, p.since) = (Some(ProbeState::Failing), Some(at(clock)));
    }
    c
}

fn dismissed(c: Candidate, reason: Dismissal) -> Candidate {
    let mut c = ended(c, Route::Dismissed);
    c.recovery.answers.dismissed = Some(Dismissed { reason, note: None });
    c
}

#[test]
fn who_knew_first_is_whether_a_probe_was_red_before_the_first_report() {
    // The first report is of 14:02, the candidate opened at 14:14.
    assert_eq!(First::of(&candidate()), First::Customers);
    assert_eq!(First::of(&red_since("14:01")), First::Monitoring);
    assert_eq!(First::of(&red_since("14:02")), First::CustomersThenRed);
    assert_eq!(First::of(&red_since("14:10")), First::CustomersThenRed);
    let mut stale = red_since("14:01");
    stale.monitoring.state = HealthState::Stale;
    assert_eq!(First::of(&stale), First::Customers, "what has run out says nothing");
}

#[test]
fn what_is_found_is_counted_once_by_who_knew_first() {
    let mut board = Board::new();
    board.take(EventKind::Opened, &named("a"));
    board.take(EventKind::Opened, &Candidate { id: CandidateId::new("b").unwrap(), ..red_since("14:01") });
    board.take(EventKind::Opened, &Candidate { id: CandidateId::new("c").unwrap(), ..red_since("14:10") });
    board.take(EventKind::Opened, &named("d"));
    board.take(EventKind::Merged, &ended(named("d"), Route::Merged));
    let total = board.total();
    assert_eq!((total.opened, total.open, total.unjudged), (3, 3, 3));
    assert_eq!((total.by_customers, total.red_by_opening, total.by_monitoring), (2, 1, 1));
    assert_eq!((total.detected_min, total.detected_of), (Some(12.0), 3));
    assert_eq!((total.gained_min, total.gained_of, total.precision()), (None, 0, None));
}

#[test]
fn minutes_are_gained_where_monitoring_turns_red_later() {
    let mut board = Board::new();
    for (id, red) in [("a", "14:21"), ("b", "14:31"), ("c", "15:14")] {
        let mut c = named(id);
        board.take(EventKind::Opened, &c);
        c.rank = Rank::Confirmed;
        c.ranks.push(RankAt { at: at(red), rank: Rank::Confirmed, red: None });
        board.take(EventKind::Updated, &c);
        assert!(!board.changed.months.is_empty());
        c.customers += 1;
        board.take(EventKind::Updated, &c);
        assert!(board.changed.months.is_empty(), "a further report changes no figure");
        board.take(EventKind::Resolved, &ended(c, Route::Quiet));
    }
    let total = board.total();
    assert_eq!((total.gained_min, total.gained_of), (Some(17.0), 3));
    assert_eq!(total.blind_spots, 0, "monitoring saw it in the end");
}

#[test]
fn precision_counts_what_people_said_and_nothing_else() {
    let mut board = Board::new();
    for (id, reason) in ["a", "b", "c", "d", "e"].into_iter().zip(Dismissal::ALL) {
        board.take(EventKind::Opened, &named(id));
        board.take(EventKind::Dismissed, &dismissed(named(id), reason));
        assert_eq!(board.news(), [News::Judged(Judged::Dismissed(reason))]);
    }
    for id in ["f", "g"] {
        board.whole(&named(id));
    }
    let total = board.total();
    assert_eq!((total.judged, total.precision(), total.unjudged), (3, Some(0.0), 2));
    assert_eq!(total.dismissed.values().sum::<u32>(), 5);
    assert_eq!((total.by_customers, total.detected_of), (2, 2), "what was dismissed found nothing");
    let confirmed_at = Some(at("16:00"));
    board.take(EventKind::Updated, &Candidate { confirmed_at, ..ended(named("f"), Route::Quiet) });
    assert_eq!(board.news(), [News::Judged(Judged::Confirmed)]);
    let total = board.total();
    assert_eq!((total.judged, total.precision(), total.unjudged), (4, Some(0.25), 1));
    // The last word counts.
    let confirmed = |clock| Candidate { confirmed_at: Some(at(clock)), ..dismissed(named("h"), Dismissal::Known) };
    assert_eq!(Judged::of(&confirmed("14:20")), Some(Judged::Dismissed(Dismissal::Known)));
    assert_eq!(Judged::of(&confirmed("14:50")), Some(Judged::Confirmed));
}

#[test]
fn old_messages_measure_nothing_until_new_ones_join() {
    let mut board = Board::new();
    let historic = Candidate { historic: true, ..candidate() };
    board.take(EventKind::Opened, &historic);
    let total = board.total();
    assert_eq!((total.historic, total.opened, total.by_customers, total.detected_of), (1, 0, 0, 0));
    board.take(EventKind::Updated, &candidate());
    assert_eq!((board.total().historic, board.total().opened), (0, 1));
}

#[test]
fn a_blind_spot_is_closed_by_a_probe_that_does_what_was_lacking() {
    let mut board = Board::new();
    board.take(EventKind::Opened, &candidate());
    assert_eq!(board.total().blind_spots, 0, "it has not ended");
    board.take(EventKind::Resolved, &ended(candidate(), Route::Confirmed));
    assert_eq!(board.news(), [News::BlindSpotFound]);
    let closes = |board: &mut Board, more: Probe| {
        board.set([as_free(), more]);
        (board.total().blind_spots, board.total().blind_closed)
    };
    let as_pro = || {
        let tiers = Some(vec![Tier::new("pro").unwrap()]);
        let id = ProbeId::new("as-pro").unwrap();
        Probe { id, tiers, authenticated: true, ..probe(ProbeKind::SyntheticHttp) }
    };
    for (what, more) in [
        ("it does not log in", Probe { authenticated: false, ..as_pro() }),
        ("its green says little", Probe { kind: ProbeKind::Uptime, ..as_pro() }),
        ("it is of another feature", Probe { features: vec![FeatureId::new("login").unwrap()], ..as_pro() }),
        ("it logs in as others", Probe { tiers: as_free().tiers, ..as_pro() }),
    ] {
        assert_eq!(closes(&mut board, more), (1, 0), "{what}");
        assert!(board.changed.months.is_empty());
    }
    assert_eq!(closes(&mut board, as_pro()), (1, 1));
    assert_eq!(board.news(), [News::BlindSpotClosed]);
    board.set([as_free(), as_pro(), probe(ProbeKind::Rum)]);
    assert!(board.changed.months.is_empty(), "nothing new");
    board.set([as_free()]);
    assert_eq!((board.total().blind_spots, board.total().blind_closed), (1, 0), "it is gone again");
    let card = board.card.told(at("14:00").month(), Vec::new()).unwrap();
    assert_eq!(card.open_spots[0].1.asked[0].words(), "a strong probe that logs in as tier pro");
}

#[test]
fn each_kind_of_gap_asks_for_its_own_probe() {
    let kind = |kind| vec![Asked::Kind(kind)];
    let asks = |of: GapKind, region: Option<&str>, there: Vec<Probe>| {
        let (catalogue, probes) = (catalogue(), probes(there));
        let mut c = Candidate { gaps: vec![gap(of)], factors: Vec::new(), ..candidate() };
        c.factors.extend(region.map(|r| factor("region", r)));
        blind::spot(&c, Inventory { catalogue: &catalogue, probes: &probes }).map(|b| b.asked)
    };
    let place = |region: &str| Probe { region: Some(region.to_owned()), ..as_free() };
    assert_eq!(asks(GapKind::RecentlyShipped, None, vec![]), Some(vec![Asked::Strong]));
    assert_eq!(asks(GapKind::BehindLogin, None, vec![]), Some(vec![Asked::Strong]), "nothing looks at it at all");
    assert_eq!(asks(GapKind::BehindLogin, None, vec![probe(ProbeKind::SyntheticHttp)]), Some(vec![Asked::LogsIn]));
    assert_eq!(asks(GapKind::AsyncScheduled, None, vec![as_free()]), Some(kind(ProbeKind::MetricAlert)));
    assert_eq!(asks(GapKind::Mobile, None, vec![as_free()]), Some(kind(ProbeKind::Rum)));
    assert_eq!(asks(GapKind::AuthFlow, None, vec![]), Some(kind(ProbeKind::SyntheticEndToEnd)));
    assert_eq!(asks(GapKind::AuthFlow, None, vec![as_free()]), None, "there is one, and it saw nothing");
    assert_eq!(asks(GapKind::Geographic, Some("br"), vec![place("eu")]), Some(vec![Asked::From("br".to_owned())]));
    let elsewhere = Asked::Elsewhere(BTreeSet::from(["eu".to_owned()]));
    assert_eq!(asks(GapKind::Geographic, None, vec![place("eu")]), Some(vec![elsewhere]));
    let vendor = asks(GapKind::ThirdParty, None, vec![probe(ProbeKind::SyntheticEndToEnd)]);
    assert_eq!(vendor, Some(vec![Asked::Kind(ProbeKind::SyntheticHttp), Asked::Vendor]));
}

#[test]
fn a_vendors_status_covers_what_the_feature_depends_on() {
    let catalogue = catalogue();
    let of = |service: &str| {
        let service = Some(service.to_owned());
        probes([Probe { features: Vec::new(), service, ..probe(ProbeKind::VendorStatus) }])
    };
    let has = |probes: &Probes| Inventory { catalogue: &catalogue, probes }.has_any(&[Asked::Vendor], &checkout());
    assert!(has(&of("cardnet")) && !has(&of("mailer")));
    let elsewhere = |region: &str| {
        let probes = probes([Probe { region: Some(region.to_owned()), ..as_free() }]);
        let asked = [Asked::Elsewhere(BTreeSet::from(["eu".to_owned()]))];
        Inventory { catalogue: &catalogue, probes: &probes }.has_any(&asked, &checkout())
    };
    assert!(elsewhere("br") && !elsewhere("eu"));
}

#[test]
fn no_blind_spot_where_nothing_is_known_to_lack() {
    let mut board = Board::new();
    let unknown =
        Candidate { feature: FeatureId::topic("gift card"), gaps: vec![gap(GapKind::BehindLogin)], ..named("a") };
    board.whole(&unknown);
    board.whole(&Candidate { gaps: Vec::new(), ..named("b") });
    board.take(EventKind::Opened, &named("c"));
    board.take(EventKind::Dismissed, &dismissed(named("c"), Dismissal::NotAnIncident));
    assert_eq!(board.total().blind_spots, 0);
    // Monitoring itself falls silent: what was lacking before stands.
    board.take(EventKind::Opened, &named("d"));
    board.take(EventKind::Updated, &Candidate { gaps: Vec::new(), ..named("d") });
    board.take(EventKind::Resolved, &ended(Candidate { gaps: Vec::new(), ..named("d") }, Route::Quiet));
    assert_eq!(board.total().blind_spots, 1);
    let card = board.card.told(at("14:00").month(), Vec::new()).unwrap();
    assert_eq!(card.rows.iter().map(|(of, _)| of.clone()).collect::<Vec<_>>(), [Of::Feature(checkout()), Of::Topics]);
}

#[test]
fn a_month_keeps_so_many_candidates_and_counts_the_rest() {
    let mut board = Board::new();
    for i in 0..=MAX_CANDIDATES {
        board.take(EventKind::Opened, &named(&format!("c{i}")));
    }
    let told = |board: &Board| board.card.told(at("14:00").month(), Vec::new()).unwrap();
    assert_eq!((told(&board).total.opened, told(&board).left_out), (1_000, 1));
    let last = named(&format!("c{MAX_CANDIDATES}"));
    board.take(EventKind::Resolved, &ended(last, Route::Quiet));
    assert_eq!(told(&board).total.open, 1_000, "what was left out stays so");
    for i in 0..=MAX_TOLD {
        board.take(EventKind::Resolved, &ended(named(&format!("c{i}")), Route::Quiet));
    }
    assert_eq!((told(&board).open_spots.len(), told(&board).total.blind_spots), (MAX_TOLD, 51));
}

#[test]
fn thirteen_months_are_kept() {
    let mut board = Board::new();
    let mut gone = Vec::new();
    for (i, month) in (1..=14).enumerate() {
        let (year, of_year) = (2025 + (month - 1) / 12, (month - 1) % 12 + 1);
        let opened_at = Timestamp::parse(&format!("{year}-{of_year:02}-02T10:00:00Z")).unwrap();
        let tenant = TenantId::new("acme").unwrap();
        board.take(EventKind::Opened, &Candidate { opened_at, tenant, ..named(&format!("c{i}")) });
        gone.extend(board.changed.gone.iter().map(ToString::to_string));
    }
    assert_eq!((gone, board.card.months().count()), (vec!["2025-01".to_owned()], 13));
    // Of a month that is gone nothing is counted any more.
    let opened_at = Timestamp::parse("2025-01-02T10:00:00Z").unwrap();
    board.take(EventKind::Updated, &Candidate { opened_at, confirmed_at: Some(at("14:00")), ..named("c0") });
    assert_eq!(board.changed, Changed::default());
}

//! One tenant's engine: a pure, deterministic state machine.
//!
//! `apply` takes a moment and an input and gives outputs; `next_wakeups` says when time alone would
//! make it say something, and `wake` lets it. It must never read a clock, a file or randomness: the
//! same inputs give the same outputs, to the byte.

use std::collections::{BTreeMap, BTreeSet};

mod affected;
mod after;
mod after_deploy;
mod answers;
pub mod asleep;
mod causes;
mod context;
pub mod deploy;
mod early;
mod episodes;
mod everything;
mod feedback;
mod gathering;
pub mod health;
pub mod input;
mod inside;
mod kept;
mod membership;
mod merging;
mod names;
mod opening;
pub mod output;
mod parts;
mod passing;
mod people;
mod placed;
mod recognise;
mod report;
mod scorecard;
mod seen;
mod silence;
mod slice;
pub mod snapshot;
mod splitting;
mod study;
#[cfg(test)]
pub(crate) mod tests;
mod told;
mod topic;
mod watch;

use crate::candidate::episode::Episode;
use crate::candidate::impact::Counted;
use crate::candidate::overheard::Overheard;
use crate::candidate::scorecard::Scorecard;
use crate::candidate::{Candidate, EventKind};
use crate::change::Changes;
use crate::cluster::arrivals::Arrivals;
use crate::cluster::baseline::Baselines;
use crate::cluster::dismissals::Dismissals;
use crate::cluster::emergent::Topics;
use crate::cluster::factors::Around;
use crate::cluster::feature::{FeatureIndex, Lexicon};
use crate::cluster::history::OnceADay;
use crate::cluster::learn::AliasVectors;
use crate::cluster::live::Live;
use crate::cluster::studies::Studies;
use crate::cluster::values::Values;
use crate::config::{Catalogue, Probes, settings::TenantSettings};
use crate::ids::{CandidateId, FeatureId, TenantId};
use crate::monitor::Monitoring;
use crate::signal;
use crate::time::{Span, Timestamp};
use after_deploy::Deploys;
pub use after_deploy::{FALSE_FAILING, MAX_DEPLOYS, MAX_FEATURES, WATCH_FOR};
use early::Early;
use health::Healths;
use input::{Forget, Input, Moment};
use kept::Kept;
use output::{ClusterState, Output};
use parts::{Dirty, Part};
use people::People;
use placed::WaitingReport;
use seen::Seen;
pub use snapshot::StateError;

/// Resolved episodes are remembered this long: late reports are shown on them, later episodes link.
const RESOLVED_FOR: Span = Span::from_days(7);

/// Why an engine wants to be woken. Within one deadline they run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A candidate has been quiet long enough.
    Quiet,
    /// A cluster leaves the watch list.
    WatchEnds,
    /// The reports behind a deploy are to be looked at.
    AfterDeploy,
    /// An observation's time to live runs out.
    Freshness,
    /// What was written is to be learnt from.
    StudyBegins,
    /// What was learnt takes effect.
    StudyEnds,
}

/// When time alone would make an engine say something, on each of the two clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wakeups {
    /// On the journal's clock.
    pub at: Option<(Timestamp, Why)>,
    /// On what has been heard.
    pub heard: Option<(Timestamp, Why)>,
}

/// What an engine without an open candidate waits to hear of.
#[derive(Clone, Copy, Debug)]
struct Waits {
    /// When the last report was written of the cluster that leaves the watch list first.
    watched: Option<Timestamp>,
    /// When the next deploy is looked at.
    deploy: Option<Timestamp>,
}

impl Waits {
    /// The first of it, where a report keeps its cluster on the watch list for so long.
    fn ends(self, watch_for: Span) -> Option<(Timestamp, Why)> {
        let watch = self.watched.map(|last| (last + watch_for, Why::WatchEnds));
        watch.into_iter().chain(self.deploy.map(|t| (t, Why::AfterDeploy))).min()
    }
}

/// One tenant's engine.
#[derive(Debug)]
pub struct Engine {
    tenant: TenantId,
    settings: TenantSettings,
    /// The settings are the tenant's own, not the installation's defaults.
    own_settings: bool,
    catalogue: Catalogue,
    /// Follows from the catalogue.
    index: FeatureIndex,
    probes: Probes,
    lexicon: Lexicon,
    /// Who is one person.
    people: People,
    /// Incidents of which somebody counted whom they affected.
    counted: Vec<(CandidateId, Counted)>,
    /// Whose words the lexicon has learnt today: nobody's flood changes what words weigh.
    learnt_from: OnceADay,
    studies: Studies,
    /// Follows from the catalogue and what the studies found.
    aliases: AliasVectors,
    monitoring: Monitoring,
    /// Follows from catalogue, probes and monitoring.
    healths: Healths,
    changes: Changes,
    seen: Seen,
    baselines: Baselines,
    /// Follows from the baselines, as long as it holds.
    around: Option<Around>,
    /// What was reported lately, whatever it means, by its words.
    topics: Topics,
    live: BTreeMap<FeatureId, Live>,
    /// What is ordinary among the tenant's customers: tiers, browsers, versions.
    values: Values,
    /// When messages came, by channel: a source that is down is not quiet.
    arrivals: Arrivals,
    /// What people dismissed.
    dismissals: Dismissals,
    /// What other teams wrote of features without a candidate.
    overheard: Overheard,
    /// Open ones, and those resolved within [`RESOLVED_FOR`].
    episodes: Kept,
    /// How many episodes each feature has had.
    episodes_of: BTreeMap<FeatureId, u32>,
    waiting: Vec<WaitingReport>,
    /// Who said that it works again before a report of theirs was read.
    early: Early,
    /// What was found, and who knew it first.
    scorecard: Scorecard,
    /// Live clusters as last published.
    watch: BTreeMap<FeatureId, ClusterState>,
    /// Features that customers of an open candidate may mean, or no more, since this input: whose monitoring is its own.
    meant_anew: BTreeSet<FeatureId>,
    /// Deploys whose hour is not over.
    deploys: Deploys,
    /// Expiries up to here have been looked at.
    fresh_until: Timestamp,
    dirty: Dirty,
    /// Stored pieces of each part, so that those that are gone can be taken back.
    pieces: BTreeMap<Part, u32>,
}

impl Engine {
    /// An engine that has seen nothing, under the installation's default settings.
    #[must_use]
    pub fn new(tenant: TenantId, settings: TenantSettings) -> Self {
        let catalogue = Catalogue::default();
        Self {
            tenant,
            index: index_of(&catalogue),
            catalogue,
            probes: Probes::default(),
            lexicon: Lexicon::default(),
            people: People::default(),
            counted: Vec::new(),
            learnt_from: OnceADay::default(),
            studies: Studies::default(),
            aliases: AliasVectors::default(),
            monitoring: Monitoring::new(&settings.limits),
            healths: Healths::default(),
            changes: Changes::new(&settings.limits),
            settings,
            own_settings: false,
            seen: Seen::default(),
            baselines: Baselines::default(),
            around: None,
            topics: Topics::default(),
            live: BTreeMap::new(),
            values: Values::default(),
            arrivals: Arrivals::default(),
            dismissals: Dismissals::default(),
            overheard: Overheard::default(),
            episodes: Kept::default(),
            episodes_of: BTreeMap::new(),
            waiting: Vec::new(),
            early: Early::default(),
            scorecard: Scorecard::default(),
            watch: BTreeMap::new(),
            meant_anew: BTreeSet::new(),
            deploys: Deploys::default(),
            fresh_until: Timestamp::default(),
            dirty: Part::fixed().into_iter().collect(),
            pieces: BTreeMap::new(),
        }
    }

    /// Takes one input at one moment.
    pub fn apply(&mut self, now: Moment, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        let others = matches!(input, Input::Catalogue(_) | Input::Probes(_));
        match input {
            Input::Signal(signal) => self.on_signal(now, *signal, &mut out),
            Input::Observation(observation) => self.on_observation(now, *observation, &mut out),
            Input::Change(change) => self.on_change(now, *change, &mut out),
            Input::Catalogue(catalogue) => self.on_catalogue(now, *catalogue, &mut out),
            Input::Probes(probes) => {
                self.probes = *probes;
                self.mark(Part::Probes);
                self.health_may_differ(now, None, &mut out);
            }
            Input::Settings(settings) => {
                self.own_settings = true;
                self.mark(Part::Head);
                self.take_settings(*settings);
            }
            Input::Feedback(feedback) => self.on_feedback(now, feedback, &mut out),
            Input::Forget(Forget::Tenant) => self.forget_all(&mut out),
            Input::Forget(Forget::Customer(customer)) => self.forget_customer(now, customer, &mut out),
        }
        self.tell_meant_anew(now, &mut out);
        self.keep_score(others, &mut out);
        out
    }

    /// Takes the installation's defaults where the tenant has no settings of its own.
    pub fn take_defaults(&mut self, settings: &TenantSettings) {
        if !self.own_settings {
            self.take_settings(settings.clone());
        }
    }

    fn take_settings(&mut self, settings: TenantSettings) {
        self.settings = settings;
        self.monitoring.set_limits(&self.settings.limits);
        self.changes.set_limits(&self.settings.limits);
        for part in [Part::Settings, Part::Monitoring, Part::Changes] {
            self.mark(part);
        }
    }

    /// When time alone would make it say something.
    #[must_use]
    pub fn next_wakeups(&self) -> Wakeups {
        let quiet = self.open().map(|e| (e.candidate.recovery.deadline, Why::Quiet)).min();
        let waits = self.waits();
        Wakeups {
            at: self
                .monitoring
                .next_expiry(self.fresh_until)
                .map(|t| (t, Why::Freshness))
                .into_iter()
                .chain(self.next_study())
                .min(),
            heard: quiet.into_iter().chain(waits.ends(self.settings.detection.watch_for)).min(),
        }
    }

    /// What it waits for beside the end of candidates.
    fn waits(&self) -> Waits {
        Waits { watched: self.watch.values().filter_map(watch::leaves).min(), deploy: self.deploys.next() }
    }

    /// Says what is due. `now` has the deadline in the field of its own clock; the other field stands
    /// as it was before the record that moved the clocks.
    pub fn wake(&mut self, now: Moment, why: Why) -> Vec<Output> {
        let mut out = Vec::new();
        match why {
            Why::Quiet => self.quiet_is_due(now, &mut out),
            Why::WatchEnds => self.watch_is_due(now, &mut out),
            Why::AfterDeploy => self.deploys_are_due(now, &mut out),
            Why::Freshness => {
                self.fresh_until = now.at;
                self.mark(Part::Head);
                self.health_may_differ(now, None, &mut out);
            }
            Why::StudyBegins => self.study_begins(),
            Why::StudyEnds => self.study_ends(now),
        }
        self.tell_meant_anew(now, &mut out);
        self.keep_score(false, &mut out);
        out
    }

    fn on_catalogue(&mut self, now: Moment, catalogue: Catalogue, out: &mut Vec<Output>) {
        self.index = index_of(&catalogue);
        self.aliases = self.studies.model().aliases(&self.index);
        for id in catalogue.features.keys() {
            if !self.baselines.features.contains_key(id) {
                // Before the tenant's first message a key is born with that message.
                let history = self.baselines.features.entry(id.clone()).or_default();
                history.entered = self.baselines.first_message.and(now.heard_until);
                self.around = None;
                self.dirty.insert(Part::History(id.clone()));
            }
        }
        self.catalogue = catalogue;
        self.mark(Part::Catalogue);
        self.health_may_differ(now, None, out);
    }

    fn forget_all(&mut self, out: &mut Vec<Output>) {
        for mut episode in std::mem::take(&mut self.episodes).into_episodes() {
            episode.candidate.revision += 1;
            out.push(Output::candidate(EventKind::Forgotten, episode.candidate));
        }
        out.extend(std::mem::take(&mut self.watch).into_keys().map(Output::ClusterGone));
        self.forget_deploys(out);
        out.extend(self.scorecard.months().map(Output::ScorecardGone));
        let (pieces, fresh) = (std::mem::take(&mut self.pieces), self.fresh_until);
        let healths = std::mem::take(&mut self.healths).emptied();
        *self = Self::new(self.tenant.clone(), TenantSettings::default());
        // Every stored part is taken back at the next writing.
        self.dirty.extend(pieces.keys().cloned());
        self.pieces = pieces;
        self.healths = healths;
        self.fresh_until = fresh;
    }

    fn mark(&mut self, part: Part) {
        self.dirty.insert(part);
    }

    /// Its open candidates.
    pub fn open_candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.open().map(|e| &e.candidate)
    }

    fn open(&self) -> impl Iterator<Item = &Episode> {
        self.episodes.open()
    }

    /// The open candidate that takes reports of `feature`.
    fn open_of(&self, feature: &FeatureId) -> Option<CandidateId> {
        self.episodes.of(feature).find(|e| e.is_open()).map(|e| e.candidate.id.clone())
    }
}

/// Languages in which aliases are read: those whose problem cues are known, and their neighbours.
const ALIAS_LANGUAGES: [&str; 7] = ["en", "fr", "de", "es", "pt", "nl", "it"];
/// Tokens of an alias that are read.
const MAX_ALIAS_TOKENS: usize = 16;

fn index_of(catalogue: &Catalogue) -> FeatureIndex {
    let read = |alias: &str| ALIAS_LANGUAGES.iter().map(|l| signal::words(alias, l, MAX_ALIAS_TOKENS)).collect();
    FeatureIndex::new(catalogue, &read)
}

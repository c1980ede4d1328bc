//! State as parts: what is written when it changed, and how an engine is put back from it.
//!
//! A part larger than a record may be is stored in pieces, their number after a unit separator, which no id holds; hours
//! and days are parts of their own, so that only the open ones are ever written again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::snapshot::{ALGORITHM, MAX_PART_BYTES, PartName, StateError};
use crate::candidate::impact::Counted;
use crate::cluster::live::LiveReport;
use crate::config::settings::TenantSettings;
use crate::ids::{CandidateId, FeatureId, TenantId};
use crate::time::{Month, Timestamp};

/// One part of an engine's state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    Head,
    Settings,
    Catalogue,
    Probes,
    Lexicon,
    Labels,
    Studies,
    Model,
    Monitoring,
    Changes,
    Learnt,
    Waiting,
    /// Words that it works again, read before their customers' reports.
    Early,
    Watch,
    /// Deploys whose hour is not over.
    Deploys,
    /// Messages of one day that are learnt from.
    Corpus(i64),
    TopicsHead,
    /// What was reported in one hour, by its words.
    Topics(i64),
    /// Ids read in one hour of the journal's clock.
    Seen(i64),
    /// Reports written in one hour, of all features.
    Live(i64),
    /// Counts of one feature's keys.
    History(FeatureId),
    /// What was ordinary among the customers of one day.
    Values(i64),
    /// In which minutes of one day messages came.
    Arrivals(i64),
    Dismissals,
    /// What other teams wrote of features without a candidate.
    Overheard,
    /// Some of the people who are known in several ways.
    People(u64),
    /// One month of the scorecard.
    Score(Month),
    /// One episode.
    Episode(CandidateId),
}

/// Parts that changed: noted several times a message, and put in order when they are taken.
pub(super) type Dirty = HashSet<Part, FixedState>;

/// What is small and belongs to nothing else.
#[derive(Serialize, Deserialize)]
struct Head {
    first_message: Option<Timestamp>,
    fresh_until: Timestamp,
    own_settings: bool,
    episodes_of: BTreeMap<FeatureId, u32>,
    shed_hours: u64,
    counted: Vec<(CandidateId, Counted)>,
}

impl Part {
    /// The parts every engine has.
    pub(super) fn fixed() -> BTreeSet<Self> {
        use Part::{Catalogue, Changes, Deploys, Dismissals, Early, Head, Labels, Learnt, Lexicon, Model, Monitoring};
        use Part::{Overheard, Probes, Settings, Studies, TopicsHead, Waiting, Watch};
        let configured = [Head, Settings, Catalogue, Probes];
        let learnt = [Lexicon, Labels, Studies, Model, Learnt, TopicsHead];
        let running = [Monitoring, Changes, Waiting, Early, Watch, Deploys, Dismissals, Overheard];
        configured.into_iter().chain(learnt).chain(running).collect()
    }

    fn name(&self) -> String {
        match self {
            Self::Head => "head".into(),
            Self::Settings => "settings".into(),
            Self::Catalogue => "catalogue".into(),
            Self::Probes => "probes".into(),
            Self::Lexicon => "lexicon".into(),
            Self::Labels => "labels".into(),
            Self::Studies => "studies".into(),
            Self::Model => "model".into(),
            Self::Monitoring => "monitoring".into(),
            Self::Changes => "changes".into(),
            Self::Learnt => "learnt".into(),
            Self::Waiting => "waiting".into(),
            Self::Early => "early".into(),
            Self::Watch => "watch".into(),
            Self::Deploys => "deploys".into(),
            Self::Corpus(day) => format!("corpus/{day}"),
            Self::TopicsHead => "topics".into(),
            Self::Topics(hour) => format!("topics/{hour}"),
            Self::Seen(hour) => format!("seen/{hour}"),
            Self::Live(hour) => format!("live/{hour}"),
            Self::History(feature) => format!("history/{feature}"),
            Self::Values(day) => format!("values/{day}"),
            Self::Arrivals(day) => format!("arrivals/{day}"),
            Self::Dismissals => "dismissals".into(),
            Self::Overheard => "overheard".into(),
            Self::People(shelf) => format!("people/{shelf}"),
            Self::Score(month) => format!("score/{}", month.number()),
            Self::Episode(id) => format!("episode/{id}"),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let fixed = Self::fixed().into_iter().find(|p| p.name() == name);
        fixed.or_else(|| {
            let (kind, rest) = name.split_once('/')?;
            match kind {
                "corpus" => rest.parse().ok().map(Self::Corpus),
                "topics" => rest.parse().ok().map(Self::Topics),
                "seen" => rest.parse().ok().map(Self::Seen),
                "live" => rest.parse().ok().map(Self::Live),
                "history" => FeatureId::new(rest).ok().map(Self::History),
                "values" => rest.parse().ok().map(Self::Values),
                "arrivals" => rest.parse().ok().map(Self::Arrivals),
                "people" => rest.parse().ok().map(Self::People),
                "score" => rest.parse().ok().map(|n| Self::Score(Month::from_number(n))),
                "episode" => CandidateId::new(rest).ok().map(Self::Episode),
                _ => None,
            }
        })
    }
}

/// Between the name of a part and the number of its piece.
const SEPARATOR: char = '\u{1f}';
/// Room for the piece's own head: the algorithm version.
const PIECE_BYTES: usize = MAX_PART_BYTES - 16;

fn piece_name(part: &Part, i: u32) -> PartName {
    PartName(if i == 0 { part.name() } else { format!("{}{SEPARATOR}{i}", part.name()) })
}

fn piece_of(chunk: &[u8]) -> Vec<u8> {
    let mut piece = ALGORITHM.to_le_bytes().to_vec();
    piece.extend_from_slice(chunk);
    piece
}

impl Engine {
    /// Whether any part changed since it was last taken.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Takes the changed parts: bytes to store, or none for a part that is gone.
    pub fn take_dirty(&mut self) -> Vec<(PartName, Option<Vec<u8>>)> {
        let mut out = Vec::new();
        let mut dirty: Vec<Part> = std::mem::take(&mut self.dirty).into_iter().collect();
        dirty.sort_unstable();
        for part in dirty {
            let bytes = self.bytes_of(&part);
            let chunks: Vec<&[u8]> = bytes.as_deref().map(|b| b.chunks(PIECE_BYTES).collect()).unwrap_or_default();
            for (i, chunk) in chunks.iter().enumerate() {
                out.push((piece_name(&part, u32::try_from(i).unwrap_or(u32::MAX)), Some(piece_of(chunk))));
            }
            let now = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
            let before = self.pieces.get(&part).copied().unwrap_or_default();
            out.extend((now..before).map(|i| (piece_name(&part, i), None)));
            if now == 0 {
                self.pieces.remove(&part);
            } else {
                self.pieces.insert(part, now);
            }
        }
        out
    }

    /// All its parts as they are stored, where nothing changed since; none where one takes several pieces or
    /// all together more than `limit` bytes.
    pub(super) fn whole(&self, limit: usize) -> Option<BTreeMap<PartName, Vec<u8>>> {
        if self.pieces.values().any(|pieces| *pieces != 1) {
            return None;
        }
        let (mut parts, mut left) = (BTreeMap::new(), limit);
        for part in self.pieces.keys() {
            let piece = piece_of(&self.bytes_of(part)?);
            left = left.checked_sub(piece.len())?;
            parts.insert(piece_name(part, 0), piece);
        }
        Some(parts)
    }

    /// The names under which its parts are stored, as of when they were last taken, in their order.
    #[must_use]
    pub fn part_names(&self) -> Vec<PartName> {
        let of_part = |(part, pieces): (&Part, &u32)| (0..*pieces).map(|i| piece_name(part, i)).collect::<Vec<_>>();
        let mut names: Vec<PartName> = self.pieces.iter().flat_map(of_part).collect();
        names.sort();
        names
    }

    /// The bytes of a part; none where it holds nothing any more.
    fn bytes_of(&self, part: &Part) -> Option<Vec<u8>> {
        match part {
            Part::Head => encode(&Head {
                first_message: self.baselines.first_message,
                fresh_until: self.fresh_until,
                own_settings: self.own_settings,
                episodes_of: self.episodes_of.clone(),
                shed_hours: self.seen.shed_hours,
                counted: self.counted.clone(),
            }),
            Part::Settings => encode(&self.settings),
            Part::Catalogue => encode(&self.catalogue),
            Part::Probes => encode(&self.probes),
            Part::Lexicon => encode(&(&self.lexicon, &self.learnt_from)),
            Part::Labels => encode(self.studies.stored().0),
            Part::Studies => encode(self.studies.stored().1),
            Part::Model => encode(self.studies.model()),
            Part::Corpus(day) => self.studies.day(*day).and_then(encode),
            Part::Monitoring => encode(&self.monitoring),
            Part::Changes => encode(&self.changes),
            Part::Learnt => encode(&self.baselines.learnt),
            Part::Waiting => encode(&self.waiting),
            Part::Early => encode(&self.early),
            Part::Watch => encode(&self.watch),
            Part::Deploys => encode(&self.deploys),
            Part::TopicsHead => encode(self.topics.head()),
            Part::Topics(hour) => {
                let said = self.topics.of_hour(*hour);
                if said.is_empty() { None } else { encode(&said) }
            }
            Part::Seen(hour) => self.seen.hour(*hour).and_then(encode),
            Part::Live(hour) => {
                let of_hour = |(f, l): (&FeatureId, &crate::cluster::live::Live)| {
                    l.of_hour(*hour).map(|r| (f.clone(), r.clone())).collect::<Vec<_>>()
                };
                let reports: Vec<(FeatureId, Arc<LiveReport>)> = self.live.iter().flat_map(of_hour).collect();
                if reports.is_empty() { None } else { encode(&reports) }
            }
            Part::History(feature) => self.baselines.features.get(feature).and_then(encode),
            Part::Values(day) => self.values.day(*day).and_then(encode),
            Part::Arrivals(day) => self.arrivals.day(*day).and_then(encode),
            Part::Dismissals => encode(&self.dismissals),
            Part::Overheard => encode(&self.overheard),
            Part::People(shelf) => self.people.shelf(*shelf).as_ref().and_then(encode),
            Part::Score(month) => self.scorecard.month(*month).and_then(encode),
            Part::Episode(id) => self.episodes.get(id).and_then(encode),
        }
    }

    /// Puts an engine back from its stored parts.
    ///
    /// # Errors
    /// [`StateError`] where a part is missing, unreadable or of another algorithm version.
    pub fn restore(tenant: TenantId, parts: &BTreeMap<PartName, Vec<u8>>) -> Result<Self, StateError> {
        let mut engine = Self::new(tenant, TenantSettings::default());
        let whole = joined(parts)?;
        for part in Part::fixed() {
            if !whole.contains_key(&part) {
                return Err(StateError::Missing { part: piece_name(&part, 0) });
            }
        }
        for (part, (pieces, bytes)) in whole {
            engine.put(&part, &bytes)?;
            engine.pieces.insert(part, pieces);
        }
        engine.index = super::index_of(&engine.catalogue);
        engine.aliases = engine.studies.model().aliases(&engine.index);
        engine.topics.settle();
        // What runs out later was fresh when it was looked at last.
        engine.note_every_health(engine.fresh_until);
        engine.healths.settle();
        engine.dirty.clear();
        Ok(engine)
    }

    fn put(&mut self, part: &Part, bytes: &[u8]) -> Result<(), StateError> {
        match part {
            Part::Head => {
                let head: Head = decode(part, bytes)?;
                self.baselines.first_message = head.first_message;
                self.fresh_until = head.fresh_until;
                self.own_settings = head.own_settings;
                self.episodes_of = head.episodes_of;
                self.seen.shed_hours = head.shed_hours;
                self.counted = head.counted;
            }
            Part::Settings => self.settings = decode(part, bytes)?,
            Part::Catalogue => self.catalogue = decode(part, bytes)?,
            Part::Probes => self.probes = decode(part, bytes)?,
            Part::Lexicon => (self.lexicon, self.learnt_from) = decode(part, bytes)?,
            Part::Labels => self.studies.put_labels(decode(part, bytes)?),
            Part::Studies => self.studies.put_standing(decode(part, bytes)?),
            Part::Model => self.studies.put_model(decode(part, bytes)?),
            Part::Corpus(day) => self.studies.put_day(*day, decode(part, bytes)?),
            Part::Monitoring => self.monitoring = decode(part, bytes)?,
            Part::Changes => self.changes = decode(part, bytes)?,
            Part::Learnt => self.baselines.learnt = decode(part, bytes)?,
            Part::Waiting => self.waiting = decode(part, bytes)?,
            Part::Early => self.early = decode(part, bytes)?,
            Part::Watch => self.watch = decode(part, bytes)?,
            Part::Deploys => self.deploys = decode(part, bytes)?,
            Part::TopicsHead => *self.topics.head_mut() = decode(part, bytes)?,
            Part::Topics(_) => self.topics.put_back(decode(part, bytes)?),
            Part::Seen(hour) => self.seen.put(*hour, decode(part, bytes)?),
            Part::Live(_) => {
                let reports: Vec<(FeatureId, Arc<LiveReport>)> = decode(part, bytes)?;
                for (feature, report) in reports {
                    self.live.entry(feature).or_default().add(report, usize::MAX);
                }
            }
            Part::History(feature) => {
                self.baselines.features.insert(feature.clone(), decode(part, bytes)?);
            }
            Part::Values(day) => self.values.put(*day, decode(part, bytes)?),
            Part::Arrivals(day) => self.arrivals.put(*day, decode(part, bytes)?),
            Part::Dismissals => self.dismissals = decode(part, bytes)?,
            Part::Overheard => self.overheard = decode(part, bytes)?,
            Part::People(_) => self.people.put(decode(part, bytes)?),
            Part::Score(month) => self.scorecard.put(*month, decode(part, bytes)?),
            Part::Episode(id) => {
                self.episodes.insert(id.clone(), decode(part, bytes)?);
            }
        }
        Ok(())
    }
}

/// The parts with their pieces put together, and how many pieces each had.
fn joined(parts: &BTreeMap<PartName, Vec<u8>>) -> Result<BTreeMap<Part, (u32, Vec<u8>)>, StateError> {
    let mut whole: BTreeMap<Part, (u32, Vec<u8>)> = BTreeMap::new();
    for name in parts.keys().filter(|n| !n.0.contains(SEPARATOR)) {
        let unreadable = |why: &str| StateError::Unreadable { part: name.clone(), why: why.into() };
        let part = Part::parse(&name.0).ok_or_else(|| unreadable("no part has that name"))?;
        let (mut bytes, mut i) = (Vec::new(), 0);
        while let Some(piece) = parts.get(&piece_name(&part, i)) {
            let (version, rest) = piece.split_first_chunk::<2>().ok_or_else(|| unreadable("it is too short"))?;
            let found = u16::from_le_bytes(*version);
            if found != ALGORITHM {
                return Err(StateError::OtherAlgorithm { part: name.clone(), found });
            }
            bytes.extend_from_slice(rest);
            i += 1;
        }
        whole.insert(part, (i, bytes));
    }
    Ok(whole)
}

/// None never happens for our own types; a part that could not be encoded would be missed at restore.
fn encode<T: Serialize + ?Sized>(value: &T) -> Option<Vec<u8>> {
    postcard::to_stdvec(value).ok()
}

fn decode<T: DeserializeOwned>(part: &Part, bytes: &[u8]) -> Result<T, StateError> {
    postcard::from_bytes(bytes).map_err(|e| StateError::Unreadable { part: piece_name(part, 0), why: e.to_string() })
}

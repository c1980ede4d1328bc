//! Companies whose customers write, in memory: a journal partition and what is published to it.

use std::hint::black_box;
use std::time::Duration;

use groundswell::cluster::learn::Model;
use groundswell::config::{Catalogue, Feature, Understanding};
use groundswell::engine::input::Input;
use groundswell::ids::{CustomerKey, FeatureId, IdentityKey, MessageId, TenantId};
use groundswell::pipeline::partition::Partition;
use groundswell::pipeline::understand::{Adapter, SourceRecord, Understander};
use groundswell::time::{Span, Timestamp};
use groundswell::wire::journal::{Body, JournalRecord, Origin, PartitionProgress, Progress, Sources};

use rustix::time::{ClockId, clock_gettime};

use crate::invented::{Dice, FEATURES, Letter};

/// A Monday at noon.
pub(crate) const BEGINS: Timestamp = Timestamp::from_millis(1_772_452_800_000);
pub(crate) const TOPIC: &str = "messages";
/// Messages understood in one pass: more texts than any cache of whole messages would hold.
pub(crate) const LETTERS: usize = 2_000;
/// Their tiers, in turn.
pub(crate) const TIERS: [&str; 3] = ["free", "pro", "enterprise"];
/// Customers of one company.
pub(crate) const CUSTOMERS: usize = 5_000;
/// A tenant writes once in two minutes: 720 a day over its 20 features.
pub(crate) const EVERY: Span = Span::from_mins(2);
/// Messages between two progress records.
pub(crate) const PROGRESS_EVERY: i64 = 50;

/// Processor time that this thread has used so far: others who use the machine do not count into it.
pub(crate) fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.expect("time passes"), nanoseconds.expect("less than a second"))
}

pub(crate) fn understander() -> Understander {
    Understander::new(Understanding {
        identity_key: IdentityKey::new(b"a key for benches, no secret").expect("a good key"),
        max_text_bytes: 8_192,
        max_tokens: 512,
        languages: ["en", "fr", "de", "es", "it", "nl", "pt"].map(str::to_owned).to_vec(),
        message_topics: vec![TOPIC.to_owned()],
        time_zones: std::collections::BTreeMap::new(),
    })
}

/// Messages as they stand on the source topic: every feature, one half broken. Where a language is named
/// they are all English; else one in five is French.
pub(crate) fn letters(language: Option<&str>) -> Vec<String> {
    let mut dice = Dice::new(1);
    let letter = |i: usize| {
        let (feature, broken) = (i % FEATURES.len(), (i / FEATURES.len()).is_multiple_of(2));
        let text = if language.is_some() { dice.english(feature, broken) } else { dice.text(feature, broken) };
        let (id, customer) = (format!("m-{i}"), format!("c-{}", dice.below(CUSTOMERS)));
        let tier = TIERS[i / FEATURES.len() % TIERS.len()];
        Letter { id: &id, tenant: "tenant-0", customer: &customer, tier, at: BEGINS, language, text: &text }.payload()
    };
    (0..LETTERS).map(letter).collect()
}

pub(crate) fn record(payload: &str) -> SourceRecord<'_> {
    let origin = Origin { topic: TOPIC.to_owned(), partition: 0, offset: 0 };
    SourceRecord { adapter: Adapter::Message, origin, timestamp: BEGINS, payload: payload.as_bytes() }
}

pub(crate) fn understood(understander: &Understander, payload: &str) -> JournalRecord {
    let mut understood = understander.understand(&record(payload), BEGINS).expect("a good message");
    understood.records.pop().expect("a message gives a record")
}

/// A journal partition and the customers who write to its tenants.
pub(crate) struct World {
    pub(crate) partition: Partition,
    /// One record for each of [`LETTERS`], in the order of features and of broken or not.
    understood: Vec<JournalRecord>,
    pub(crate) tenants: Vec<TenantId>,
    dice: Dice,
    pub(crate) now: Timestamp,
    offset: i64,
    model: Option<Model>,
}

impl World {
    /// Companies with catalogues, of which nothing has been heard yet.
    pub(crate) fn new(tenants: usize) -> Self {
        Self::of(tenants, &letters(None))
    }

    /// The same, whose customers write these letters.
    pub(crate) fn of(tenants: usize, letters: &[String]) -> Self {
        let understander = understander();
        let named = |i: usize| TenantId::new(format!("tenant-{i}")).expect("a good id");
        let mut world = Self {
            partition: Partition::default(),
            understood: letters.iter().map(|l| understood(&understander, l)).collect(),
            tenants: (0..tenants).map(named).collect(),
            dice: Dice::new(2),
            now: BEGINS,
            offset: 0,
            model: None,
        };
        let sources = Sources { version: 1, message_topics: vec![TOPIC.to_owned()] };
        world.apply(vec![world.says(Body::Sources(sources))]);
        for tenant in world.tenants.clone() {
            let input = Input::Catalogue(Box::new(catalogue()));
            world.apply(vec![world.says(Body::Tenant { tenant, input })]);
        }
        world
    }

    pub(crate) fn says(&self, body: Body) -> JournalRecord {
        JournalRecord::new(self.now, None, body)
    }

    pub(crate) fn progress(&self) -> JournalRecord {
        let topic = TOPIC.to_owned();
        let read = PartitionProgress { topic, partition: 0, partitions: 1, version: 1, read_until: self.now };
        self.says(Body::Progress(Progress { read: vec![read] }))
    }

    /// A customer writes one of the messages to a tenant.
    pub(crate) fn writes(&mut self, tenant: usize, letter: usize) -> JournalRecord {
        let mut record = self.understood[letter % LETTERS].clone();
        record.at = self.now;
        if let Body::Tenant { tenant: whose, input: Input::Signal(signal) } = &mut record.body {
            whose.clone_from(&self.tenants[tenant]);
            signal.id = MessageId::new(format!("{}", self.dice.below(usize::MAX))).expect("a good id");
            signal.customer = CustomerKey(self.dice.below(CUSTOMERS) as u64);
            signal.occurred_at = self.now;
            signal.arrived = self.now;
        }
        record
    }

    /// Ordinary traffic: so many messages, with the progress records between them.
    pub(crate) fn ordinary(&mut self, messages: i64) -> Vec<JournalRecord> {
        let step = Span::from_millis(EVERY.as_millis() / self.tenants.len() as i64);
        let mut records = Vec::new();
        for i in 0..messages {
            self.now += step;
            let (tenant, letter) = (self.dice.below(self.tenants.len()), self.dice.below(LETTERS));
            records.push(self.writes(tenant, letter));
            if i % PROGRESS_EVERY == 0 {
                records.push(self.progress());
            }
        }
        records
    }

    /// Applies records; the processor time that took. Studies are computed elsewhere, as the workers do: here
    /// once, since all companies are written to in the same words.
    pub(crate) fn apply(&mut self, records: Vec<JournalRecord>) -> Duration {
        let (mut took, mut since) = (Duration::ZERO, processor_time());
        for record in records {
            black_box(self.partition.apply(self.offset, record));
            self.offset += 1;
            while let Some((tenant, study)) = self.partition.take_study() {
                took += processor_time() - since;
                let model = self.model.get_or_insert_with(|| study.learn()).clone();
                self.partition.give_back(&tenant, study.began, model);
                since = processor_time();
            }
        }
        took + (processor_time() - since)
    }

    /// Lets time pass with ordinary traffic. A function of its own in profiles, which look at what follows.
    #[inline(never)]
    pub(crate) fn pass(&mut self, time: Span) {
        let mut left = time.as_millis() * self.tenants.len() as i64 / EVERY.as_millis();
        while left > 0 {
            let records = self.ordinary(left.min(1_000));
            self.apply(records);
            left -= 1_000;
        }
    }
}

pub(crate) fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (id, english, french) in FEATURES {
        let id = FeatureId::new(id).expect("a good id");
        let aliases = vec![english.to_owned(), french.to_owned()];
        catalogue.features.insert(id.clone(), Feature::plain(id.clone(), id.as_str(), aliases));
    }
    catalogue
}

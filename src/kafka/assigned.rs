//! One journal partition that this worker owns: its engines, what they said and was not yet
//! committed, and from where a restore would have to read.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::close_open::Anew;
use super::error::RunError;
use super::restore::Start;
use super::state::{Head, Meta, Writer};
use super::topics::Topics;
use super::transaction::Record;
use crate::cluster::learn::Model;
use crate::cluster::studies::Study;
use crate::engine::input::Input;
use crate::engine::output::{Output, Reason};
use crate::ids::{MessageId, TenantId};
use crate::pipeline::partition::{Context, Partition, TenantOutput};
use crate::time::{Span, Timestamp};
use crate::wire::journal::{Body, JournalRecord};

/// A context is kept this often, by the journal's clock: a restore begins at one.
const CONTEXT_EVERY: Span = Span::from_secs(1);
/// Bytes of state written in one transaction; what is due beyond waits for the next, so that nothing
/// pauses.
const STATE_BYTES: usize = 4 << 20;
/// The same for how long it takes: who sleeps is woken for it.
const STATE_FOR: Duration = Duration::from_millis(200);
/// Records skipped at once in one partition. More are no poison but a defect that every record meets.
const MAX_SKIPS: usize = 100;

/// A record whose application panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Poison {
    /// Its offset.
    pub(crate) offset: i64,
    /// What the panic said, shortened.
    pub(crate) why: String,
}

#[derive(Clone, Copy, Debug)]
struct Need {
    /// The first record that is not in the stored parts, or one before it.
    offset: i64,
    since: Instant,
}

/// A journal partition in work.
#[derive(Debug)]
pub(crate) struct Assigned {
    number: i32,
    partition: Partition,
    /// Behind the last record applied.
    next: i64,
    /// Outputs of records below were published.
    committed: i64,
    /// The first record applied since needs were last settled.
    batch_from: i64,
    needs: BTreeMap<TenantId, Need>,
    contexts: VecDeque<(i64, Context)>,
    skips: BTreeSet<i64>,
    pending: Vec<TenantOutput>,
    letters: Vec<Record>,
    urgent: bool,
    /// When the reports arrived that opened the candidates among `pending`.
    openings: Vec<Timestamp>,
    /// What begins anew, until that is committed.
    anew: Option<Anew>,
}

impl Assigned {
    /// Continues where `start` says.
    ///
    /// # Errors
    /// Which part of which tenant cannot be taken, and why.
    pub(crate) fn begin(number: i32, start: Start) -> Result<Self, String> {
        let mut partition = Partition::with_context(start.context.clone());
        for (tenant, kept) in start.tenants {
            let restored = partition.restore(tenant.clone(), kept.offset, kept.parts);
            restored.map_err(|error| format!("tenant {tenant}: {error}"))?;
        }
        let mut pending = Vec::new();
        if let Some(anew) = &start.anew {
            let defaults = anew.defaults().unwrap_or(&start.context.defaults);
            for tenant in anew.tenants.keys() {
                pending.extend(partition.begin_anew(tenant, start.committed, defaults, anew.configured(tenant)));
            }
        }
        Ok(Self {
            number,
            partition,
            next: start.from,
            committed: start.committed,
            batch_from: start.from,
            needs: BTreeMap::new(),
            contexts: VecDeque::from([(start.from, start.context)]),
            skips: start.skips,
            pending,
            letters: Vec::new(),
            urgent: false,
            openings: Vec::new(),
            anew: start.anew,
        })
    }

    /// The journal offset to read next.
    pub(crate) fn next(&self) -> i64 {
        self.next
    }

    /// Whether everything that was published before has been computed again.
    pub(crate) fn is_caught_up(&self) -> bool {
        self.next >= self.committed
    }

    /// Whether there is something to commit.
    pub(crate) fn has_news(&self) -> bool {
        self.next > self.committed
    }

    /// Whether a candidate opened, rose or ended: that is committed at once.
    pub(crate) fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// Outputs not yet published.
    pub(crate) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Applies the record at `offset`.
    ///
    /// # Errors
    /// [`Poison`] where applying it panicked: the partition is then of no use and is dropped.
    pub(crate) fn apply(&mut self, offset: i64, record: JournalRecord) -> Result<(), Poison> {
        if offset < self.next {
            return Ok(());
        }
        if self.skips.contains(&offset) {
            self.next = offset + 1;
            return Ok(());
        }
        self.keep_context(offset, &record);
        let known = self.pending.len();
        let read = Read::of(&record);
        self.guarded(offset, |partition| partition.apply(offset, record))?;
        self.openings.extend(read.and_then(|read| read.opened(self.pending.get(known..)?)));
        Ok(())
    }

    /// Does the work on the engines; after a panic in it the partition is dropped, so that nothing
    /// broken is looked at again.
    fn guarded(&mut self, offset: i64, work: impl FnOnce(&mut Partition) -> Vec<TenantOutput>) -> Result<(), Poison> {
        let partition = &mut self.partition;
        let outputs = catch_unwind(AssertUnwindSafe(|| work(partition)))
            .map_err(|panic| Poison { offset, why: said(&*panic) })?;
        self.next = offset + 1;
        if offset >= self.committed {
            self.urgent |= outputs.iter().any(|o| matches!(o.output, Output::Candidate(_)));
            self.pending.extend(outputs);
        }
        Ok(())
    }

    /// Passes over a record that cannot be read; it goes to the dead letters.
    pub(crate) fn bury(&mut self, offset: i64, letter: Record) {
        if offset >= self.committed {
            self.letters.push(letter);
        }
        self.next = self.next.max(offset + 1);
    }

    fn keep_context(&mut self, offset: i64, record: &JournalRecord) {
        let changes = matches!(record.body, Body::Sources(_) | Body::Defaults(_));
        let last = self.contexts.back().and_then(|(_, context)| context.at);
        if changes || last.is_none_or(|last| record.at - last >= CONTEXT_EVERY) {
            self.contexts.push_back((offset, self.partition.context().clone()));
        }
    }

    /// Notes which tenants changed since the last call.
    pub(crate) fn note_needs(&mut self, now: Instant) {
        let need = Need { offset: self.batch_from, since: now };
        for tenant in self.partition.dirty() {
            self.needs.entry(tenant.clone()).or_insert(need);
        }
        self.batch_from = self.next;
    }

    /// Drops the contexts no restore would begin at any more, and the skips it would not meet. Only
    /// right together with a commit: a restore never begins behind the committed offset.
    fn advance(&mut self) {
        let oldest = self.needs.values().map(|need| need.offset).min();
        if oldest.is_none() {
            self.contexts.clear();
            self.contexts.push_back((self.next, self.partition.context().clone()));
        }
        let oldest = oldest.unwrap_or(self.next);
        while self.contexts.get(1).is_some_and(|(offset, _)| *offset <= oldest) {
            self.contexts.pop_front();
        }
        let from = self.contexts.front().map_or(self.next, |(offset, _)| *offset);
        self.skips = self.skips.split_off(&from);
    }

    /// Whether a tenant's parts have waited for half of `every`.
    pub(crate) fn state_is_due(&self, every: Duration, now: Instant) -> bool {
        self.is_caught_up() && self.needs.values().any(|need| now.duration_since(need.since) >= every / 2)
    }

    /// The parts of the tenants that are due, whole tenants, the longest waiting first; all with
    /// `every` zero.
    pub(crate) fn take_state(&mut self, topic: &str, every: Duration, now: Instant) -> Result<Vec<Record>, RunError> {
        let writer = Writer { topic, partition: self.number };
        let mut due: Vec<(Instant, TenantId)> = self
            .needs
            .iter()
            .filter(|(_, need)| now.duration_since(need.since) >= every / 2)
            .map(|(tenant, need)| (need.since, tenant.clone()))
            .collect();
        due.sort();
        let mut records = Vec::new();
        let mut bytes = 0;
        for (_, tenant) in due {
            if (bytes >= STATE_BYTES || now.elapsed() >= STATE_FOR) && !every.is_zero() {
                break;
            }
            let of_tenant = self.take_tenant(&writer, &tenant)?;
            bytes += of_tenant.iter().map(Record::size).sum::<usize>();
            records.extend(of_tenant);
        }
        Ok(records)
    }

    fn take_tenant(&mut self, writer: &Writer<'_>, tenant: &TenantId) -> Result<Vec<Record>, RunError> {
        self.needs.remove(tenant);
        let changed = self.partition.take_dirty(tenant).into_iter();
        let mut records: Vec<Record> = changed.map(|(name, bytes)| writer.part(tenant, &name, bytes)).collect();
        let names = self.partition.part_names(tenant);
        let head = (!names.is_empty()).then(|| Head::new(self.next, names));
        if head.is_some() || !records.is_empty() {
            records.push(writer.head(tenant, head.as_ref())?);
        }
        Ok(records)
    }

    /// What begins anew, as it is to be committed in one transaction: what was open is closed at `at`,
    /// the old parts give way to the new ones. Nothing where all could be read.
    pub(crate) fn begin_anew(&mut self, topics: &Topics, at: Timestamp) -> Result<Vec<Record>, RunError> {
        let Some(mut anew) = self.anew.take() else { return Ok(Vec::new()) };
        let writer = Writer { topic: &topics.state, partition: self.number };
        let mut records = anew.records(topics, self.number, at);
        for (tenant, mut old) in anew.tenants {
            for (name, bytes) in self.partition.take_dirty(&tenant) {
                old.remove(&name);
                records.push(writer.part(&tenant, &name, bytes));
            }
            records.extend(old.iter().map(|name| writer.part(&tenant, name, None)));
            let names = self.partition.part_names(&tenant);
            records.push(writer.head(&tenant, Some(&Head::new(self.committed, names)))?);
        }
        records.push(self.meta(&topics.state)?);
        Ok(records)
    }

    /// The meta record of the commit that follows.
    pub(crate) fn next_meta(&mut self, topic: &str) -> Result<Record, RunError> {
        self.advance();
        self.meta(topic)
    }

    fn meta(&self, topic: &str) -> Result<Record, RunError> {
        let (from, context) = match self.contexts.front() {
            Some((from, context)) => (*from, context),
            None => (self.next, self.partition.context()),
        };
        let meta = Meta::new(from, context.clone(), self.skips.iter().copied().collect());
        Writer { topic, partition: self.number }.meta(&meta)
    }

    /// Takes what is to be published.
    pub(crate) fn take_pending(&mut self) -> (Vec<TenantOutput>, Vec<Record>) {
        self.urgent = false;
        (std::mem::take(&mut self.pending), std::mem::take(&mut self.letters))
    }

    /// Takes when the reports arrived that opened what is to be published.
    pub(crate) fn take_openings(&mut self) -> Vec<Timestamp> {
        std::mem::take(&mut self.openings)
    }

    /// A study that nobody computes yet, once.
    pub(crate) fn take_study(&mut self) -> Option<(TenantId, Study)> {
        self.partition.take_study()
    }

    /// Hands over what a study found.
    pub(crate) fn give_back(&mut self, tenant: &TenantId, began: Timestamp, found: Model) {
        self.partition.give_back(tenant, began, found);
    }

    /// Why this partition is to be restored from what is stored, where an engine that slept could not be woken.
    pub(crate) fn lost(&self) -> Option<String> {
        self.partition.lost().map(|(tenant, why)| format!("tenant {tenant} could not be woken: {why}"))
    }

    /// What was taken is committed.
    pub(crate) fn committed(&mut self) {
        self.committed = self.committed.max(self.next);
    }

    /// How a skip of the record at `offset` is stored: the meta record as it was, with the skip.
    ///
    /// # Errors
    /// [`RunError::Refused`] where there are too many.
    pub(crate) fn skip(&mut self, topic: &str, offset: i64) -> Result<Record, RunError> {
        self.skips.insert(offset);
        if self.skips.len() > MAX_SKIPS {
            let why = format!("{MAX_SKIPS} records in a row made an engine panic: a defect, not bad input");
            return Err(RunError::Refused { partition: self.number, why });
        }
        self.meta(topic)
    }

    /// Where this partition would continue if nothing of it were stored: at the beginning, with what
    /// was published known.
    pub(crate) fn remembered(&self, beginning: i64) -> Start {
        Start { from: beginning, committed: self.committed, skips: self.skips.clone(), ..Start::default() }
    }

    /// The offset behind the last published record.
    pub(crate) fn published(&self) -> i64 {
        self.committed
    }
}

/// The message of a journal record.
struct Read {
    tenant: TenantId,
    message: MessageId,
    arrived: Timestamp,
}

impl Read {
    fn of(record: &JournalRecord) -> Option<Self> {
        let Body::Tenant { tenant, input: Input::Signal(signal) } = &record.body else { return None };
        Some(Self { tenant: tenant.clone(), message: signal.id.clone(), arrived: signal.arrived })
    }

    /// When it arrived, where it opened a candidate that is not historic. A report that opened one after
    /// it had waited is not measured.
    fn opened(&self, said: &[TenantOutput]) -> Option<Timestamp> {
        let of_tenant = || said.iter().filter(|o| o.tenant == self.tenant).map(|o| &o.output);
        let opened = of_tenant().find_map(|output| {
            let Output::Verdict(v) = output else { return None };
            v.candidate.as_ref().filter(|_| v.reason == Reason::Opened && v.message == self.message)
        })?;
        let live = of_tenant().any(|output| {
            let Output::Candidate(event) = output else { return false };
            event.candidate.id == *opened && !event.candidate.historic
        });
        live.then_some(self.arrived)
    }
}

/// The words of a panic, shortened: they go into a log line and a header.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").chars().take(200).collect()
}

mod answered;
mod looked_at;
#[cfg(test)]
mod tests;

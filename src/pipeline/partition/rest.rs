//! Who rests: an engine that was not used for a while sleeps as its stored parts, and wakes when
//! something is for its tenant.
//!
//! Nothing said depends on it. Tenants stand in a queue by when they were last looked at, so that a record
//! looks at a few of them and never walks through all.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Partition, TenantId};
use crate::config::settings::TenantSettings;
use crate::engine::asleep::Asleep;
use crate::engine::{Engine, StateError, Wakeups, Why};
use crate::time::{Span, Timestamp};

/// An engine not used for so long, by the journal's clock, sleeps: who gets a message a minute, or a probe
/// every ten, never does, and waking costs less than a thousandth of the time in between.
pub const SLEEPS_AFTER: Span = Span::from_mins(15);
/// Tenants looked at with one record. Of them one at most is packed, which takes a millisecond or two.
const LOOKED_AT: usize = 8;

#[derive(Debug)]
pub(super) enum State {
    Awake(Box<Engine>),
    Asleep(Asleep),
}

#[derive(Debug)]
pub(super) struct Tenant {
    state: State,
    /// Its parts stand for all records below this offset.
    pub(super) from: i64,
    /// When it is to be woken, as it stands in the queues.
    pub(super) heard: Option<(Timestamp, Why)>,
    pub(super) at: Option<(Timestamp, Why)>,
    /// When it was used last, by the journal's clock.
    used: Timestamp,
    /// Where it stands in the queue of those to be looked at; nowhere once it is packed.
    pub(super) queued: Option<Timestamp>,
}

impl Tenant {
    pub(super) fn new(engine: Engine, from: i64) -> Self {
        let state = State::Awake(Box::new(engine));
        Self { state, from, heard: None, at: None, used: Timestamp::default(), queued: None }
    }

    /// Its engine, where it is awake.
    pub(super) fn awake(&self) -> Option<&Engine> {
        match &self.state {
            State::Awake(engine) => Some(engine),
            State::Asleep(_) => None,
        }
    }

    pub(super) fn awake_mut(&mut self) -> Option<&mut Engine> {
        match &mut self.state {
            State::Awake(engine) => Some(engine),
            State::Asleep(_) => None,
        }
    }

    /// The engine at rest, where it is.
    pub(super) fn asleep(&self) -> Option<&Asleep> {
        match &self.state {
            State::Awake(_) => None,
            State::Asleep(asleep) => Some(asleep),
        }
    }

    /// Puts an engine to rest; false where it may not rest.
    pub(super) fn rest(&mut self, asleep: Option<Asleep>) -> bool {
        let rests = asleep.is_some();
        if let Some(asleep) = asleep {
            self.state = State::Asleep(asleep);
        }
        rests
    }

    /// Wakes its engine, where it sleeps.
    pub(super) fn wake(&mut self, id: &TenantId) -> Result<(), StateError> {
        if let Some(asleep) = self.asleep() {
            self.state = State::Awake(Box::new(asleep.wake(id.clone())?));
        }
        Ok(())
    }

    /// When it is to be woken, where that may be another moment than stands in the queues.
    pub(super) fn next_wakeups(&self) -> Option<Wakeups> {
        match &self.state {
            State::Awake(engine) => Some(engine.next_wakeups()),
            State::Asleep(asleep) => asleep.woken_under_defaults().map(|heard| Wakeups { heard, at: self.at }),
        }
    }

    pub(super) fn is_dirty(&self) -> bool {
        match &self.state {
            State::Awake(engine) => engine.is_dirty(),
            State::Asleep(asleep) => asleep.is_dirty(),
        }
    }

    /// Takes the installation's defaults; whether it woke. Who sleeps has them when it wakes: all waking at
    /// once would take the room of all.
    pub(super) fn take_defaults(&mut self, id: &TenantId, defaults: &Arc<TenantSettings>) -> Result<bool, StateError> {
        let mut woke = false;
        if let State::Asleep(asleep) = &mut self.state {
            if asleep.keep_defaults(defaults) {
                return Ok(false);
            }
            self.wake(id)?;
            woke = true;
        }
        if let Some(engine) = self.awake_mut() {
            engine.take_defaults(defaults);
        }
        Ok(woke)
    }

    /// It was used now.
    pub(super) fn use_now(&mut self, id: &TenantId, now: Timestamp, resting: &mut BTreeSet<(Timestamp, TenantId)>) {
        self.used = now;
        self.queue(id, now, resting);
    }

    fn queue(&mut self, id: &TenantId, now: Timestamp, resting: &mut BTreeSet<(Timestamp, TenantId)>) {
        if self.queued.is_none() {
            self.queued = Some(now);
            resting.insert((now, id.clone()));
        }
    }

    /// Sleeps, packed, where it may.
    fn come_to_rest(&mut self) -> bool {
        match &mut self.state {
            State::Awake(engine) => {
                let asleep = engine.asleep();
                self.rest(asleep)
            }
            State::Asleep(asleep) => {
                asleep.pack();
                true
            }
        }
    }
}

impl Partition {
    /// How many tenants are awake, and how many sleep.
    #[must_use]
    pub fn at_rest(&self) -> [usize; 2] {
        let asleep = self.tenants.values().filter(|t| t.asleep().is_some()).count();
        [self.tenants.len() - asleep, asleep]
    }

    /// Bytes of the parts of all who sleep, as they are held.
    #[must_use]
    pub fn bytes_at_rest(&self) -> usize {
        self.tenants.values().filter_map(Tenant::asleep).map(Asleep::bytes).sum()
    }

    /// The tenant whose sleeping engine could not be woken, and why not. Its memory is broken: the partition
    /// is of no use any more, and is to be restored from what is stored.
    #[must_use]
    pub const fn lost(&self) -> Option<&(TenantId, StateError)> {
        self.lost.as_ref()
    }

    pub(super) fn lose(&mut self, id: &TenantId, error: StateError) {
        self.drop_engine(id);
        self.lost.get_or_insert((id.clone(), error));
    }

    /// A tenant woke that nothing was for.
    pub(super) fn queue(&mut self, id: &TenantId) {
        let now = self.moment().at;
        if let Some(tenant) = self.tenants.get_mut(id) {
            tenant.queue(id, now, &mut self.resting);
        }
    }

    /// Lets the next ones sleep that were not used for [`SLEEPS_AFTER`].
    pub(super) fn let_rest(&mut self) {
        let now = self.moment().at;
        for _ in 0..LOOKED_AT {
            if self.resting.first().is_none_or(|(since, _)| now - *since < SLEEPS_AFTER) {
                return;
            }
            let Some((since, id)) = self.resting.pop_first() else { return };
            let Some(tenant) = self.tenants.get_mut(&id) else { continue };
            tenant.queued = None;
            let unused = tenant.used <= since;
            if unused && tenant.come_to_rest() {
                return;
            }
            // Who was used since is looked at when that is long enough ago, who may not sleep when it is again.
            let next = if unused { now } else { tenant.used };
            tenant.queued = Some(next);
            self.resting.insert((next, id));
        }
    }
}

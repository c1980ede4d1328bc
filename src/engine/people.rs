//! Who is one person: somebody writes from a chat under a platform's id, by e-mail, from a phone. Where one
//! message names two of these, both are that person from then on, and what they wrote before counts as one
//! customer's (R45).
//!
//! Guessing wrong hides an incident: many who share a mailbox would count as one. So an address behind
//! which more than [`MAX_IDS`] ids of platforms stand links no further ones, and a device says who it is
//! only where nothing else does, and never again once two have used it. What a person says overrules
//! what was guessed, up to [`MAX_WAYS`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::CustomerKey;
use crate::signal::identity::{Kind, Known};

#[cfg(test)]
mod tests;

/// Ids of platforms that are taken for one person: a help desk, a chat, a shop.
pub(super) const MAX_IDS: usize = 3;
/// All ways in which one person is known.
pub(super) const MAX_WAYS: usize = 8;
/// People known in several ways, a tenant, some 20 MB; further ones are as many as they have names.
pub(super) const MAX_PEOPLE: usize = 100_000;
/// Pieces in which they are stored: a new one rewrites one of them.
const SHELVES: u64 = 64;

/// One person, by the key that all of its messages count under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Person {
    ways: Vec<Known>,
    /// Devices of this person that others have used too.
    shared: Vec<CustomerKey>,
}

/// The people who are known in more than one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct People {
    /// By shelf and key: what one shelf holds stands together.
    people: BTreeMap<(u64, CustomerKey), Person>,
    /// Follows from `people`.
    of: BTreeMap<CustomerKey, CustomerKey>,
    /// Pairs of which it was said that they are two.
    apart: BTreeSet<(CustomerKey, CustomerKey)>,
}

/// Whose message it is, and who turned out to be the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) customer: CustomerKey,
    /// Keys that count as `customer` from now on.
    pub(super) same: Vec<CustomerKey>,
    /// The shelves that changed.
    pub(super) touched: BTreeSet<u64>,
}

/// The piece in which a person is stored.
const fn shelf(person: CustomerKey) -> u64 {
    person.0 % SHELVES
}

/// Where a person stands among all.
const fn place(person: CustomerKey) -> (u64, CustomerKey) {
    (shelf(person), person)
}

impl People {
    /// The key under which somebody counts who is known as `key`.
    pub(super) fn of(&self, key: CustomerKey) -> CustomerKey {
        self.of.get(&key).copied().filter(|person| *person != SHARED).unwrap_or(key)
    }

    /// All keys of that person, its own among them.
    pub(super) fn all_of(&self, key: CustomerKey) -> BTreeSet<CustomerKey> {
        let person = self.of(key);
        let ways = self.people.get(&place(person)).into_iter().flat_map(|p| p.ways.iter().map(|w| w.key));
        ways.chain([person, key]).collect()
    }

    /// Whose a message is that names its author in these ways, the surest first. `own` is the first of them.
    pub(super) fn who(&mut self, own: CustomerKey, known: &[Known]) -> Who {
        let mut who = Who { customer: self.of(own), same: Vec::new(), touched: BTreeSet::new() };
        for way in known.iter().filter(|w| w.key != own) {
            self.guess(&mut who, Known { kind: known.first().map_or(way.kind, |k| k.kind), key: own }, *way);
        }
        who
    }

    /// A person said that these are one, whatever was guessed or said of them before; none where one person would
    /// have too many names.
    pub(super) fn join(&mut self, one: Known, other: Known) -> Option<Who> {
        let mut who = Who { customer: self.of(one.key), same: Vec::new(), touched: BTreeSet::from([APART]) };
        let theirs = self.of(other.key);
        if who.customer == theirs {
            return Some(who);
        }
        let ways = self.ways_of_both((who.customer, one), (theirs, other))?;
        let (ones, others) = (self.all_of(one.key), self.all_of(other.key));
        for a in &ones {
            others.iter().for_each(|b| {
                self.apart.remove(&pair(*a, *b));
            });
        }
        for way in [one, other] {
            self.unshare(way.key, &mut who.touched);
        }
        self.unite(&mut who, theirs, ways);
        Some(who)
    }

    /// A person said that these are two: the second is somebody else from now on, and they are not linked
    /// again. The shelves that changed.
    pub(super) fn part(&mut self, one: CustomerKey, other: CustomerKey) -> BTreeSet<u64> {
        let mut touched = BTreeSet::from([APART]);
        if self.apart.len() < MAX_PEOPLE {
            self.apart.insert(pair(one, other));
        }
        if one != other && self.of(one) == self.of(other) {
            // The one under whose key both count keeps it.
            let leaves = if self.of(one) == other { one } else { other };
            let person = self.of(leaves);
            touched.insert(shelf(person));
            if let Some(known) = self.people.get_mut(&place(person)) {
                known.ways.retain(|w| w.key != leaves);
            }
            self.of.remove(&leaves);
        }
        touched
    }

    /// A message names one person in two ways: takes them for one, unless that may be wrong.
    fn guess(&mut self, who: &mut Who, own: Known, way: Known) {
        let (mine, theirs) = (who.customer, self.of(way.key));
        let many = self.is_shared(own.key) || self.is_shared(way.key);
        if mine == theirs || many || self.is_kept_apart(mine, theirs) {
            return;
        }
        if way.kind == Kind::Device && self.of.contains_key(&way.key) {
            // Whom a person called by a device keeps it.
            if theirs != way.key {
                self.share(theirs, way.key);
                who.touched.insert(shelf(theirs));
            }
            return;
        }
        let ids = |person, way: Known| {
            let alone = usize::from(way.kind == Kind::Customer);
            let is_id = |w: &&Known| w.kind == Kind::Customer;
            self.people.get(&place(person)).map_or(alone, |p| p.ways.iter().filter(is_id).count())
        };
        let (of_mine, of_theirs) = (ids(mine, own), ids(theirs, way));
        // A person may have said that somebody has more.
        if of_mine > 0 && of_theirs > 0 && of_mine + of_theirs > MAX_IDS {
            return;
        }
        if let Some(ways) = self.ways_of_both((mine, own), (theirs, way)) {
            self.unite(who, theirs, ways);
        }
    }

    /// The ways in which two are known, if they are one; none where those are too many.
    fn ways_of_both(
        &self,
        (mine, own): (CustomerKey, Known),
        (theirs, way): (CustomerKey, Known),
    ) -> Option<Vec<Known>> {
        let is_full = !self.people.contains_key(&place(mine)) && self.people.len() >= MAX_PEOPLE;
        let of_other = self.people.get(&place(theirs)).map_or_else(|| vec![way], |p| p.ways.clone());
        let mut ways = self.people.get(&place(mine)).map_or_else(|| vec![own], |p| p.ways.clone());
        ways.extend(of_other.iter().filter(|w| !ways.iter().any(|m| m.key == w.key)).copied().collect::<Vec<_>>());
        (ways.len() <= MAX_WAYS && !is_full).then_some(ways)
    }

    fn unite(&mut self, who: &mut Who, theirs: CustomerKey, ways: Vec<Known>) {
        let mine = who.customer;
        let gone = self.people.remove(&place(theirs)).unwrap_or_default();
        for way in &ways {
            self.of.insert(way.key, mine);
        }
        let person = self.people.entry(place(mine)).or_default();
        person.ways = ways;
        person.shared.extend(gone.shared);
        self.shed(mine);
        who.same.push(theirs);
        who.touched.extend([shelf(mine), shelf(theirs)]);
    }

    /// Two have used a device: it tells nobody apart any more.
    fn share(&mut self, person: CustomerKey, device: CustomerKey) {
        if let Some(known) = self.people.get_mut(&place(person)) {
            known.ways.retain(|w| w.key != device);
            known.shared.push(device);
            self.of.insert(device, SHARED);
            self.shed(person);
        }
    }

    /// Of a person's devices that others have used too the last ones are known.
    fn shed(&mut self, person: CustomerKey) {
        let Some(known) = self.people.get_mut(&place(person)) else { return };
        while known.shared.len() > MAX_WAYS {
            let gone = known.shared.remove(0);
            self.of.remove(&gone);
        }
    }

    /// Forgets that several have used a device.
    fn unshare(&mut self, device: CustomerKey, touched: &mut BTreeSet<u64>) {
        if !self.is_shared(device) {
            return;
        }
        self.of.remove(&device);
        for ((shelf, _), person) in self.people.iter_mut().filter(|(_, p)| p.shared.contains(&device)) {
            person.shared.retain(|known| *known != device);
            touched.insert(*shelf);
        }
    }

    fn is_shared(&self, key: CustomerKey) -> bool {
        self.of.get(&key) == Some(&SHARED)
    }

    fn is_kept_apart(&self, one: CustomerKey, other: CustomerKey) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let others = self.all_of(other);
        self.all_of(one).iter().any(|a| others.iter().any(|b| self.apart.contains(&pair(*a, *b))))
    }

    /// Forgets a person in all ways in which it is known; the shelves that changed.
    pub(super) fn forget(&mut self, key: CustomerKey) -> BTreeSet<u64> {
        let (person, all) = (self.of(key), self.all_of(key));
        let mut touched = BTreeSet::new();
        self.unshare(key, &mut touched);
        if let Some(gone) = self.people.remove(&place(person)) {
            touched.insert(shelf(person));
            gone.shared.iter().for_each(|device| {
                self.of.remove(device);
            });
        }
        all.iter().for_each(|key| {
            self.of.remove(key);
        });
        let before = self.apart.len();
        self.apart.retain(|(a, b)| !all.contains(a) && !all.contains(b));
        if self.apart.len() != before {
            touched.insert(APART);
        }
        touched
    }

    /// What one shelf holds, for storing it.
    pub(super) fn shelf(&self, shelf_no: u64) -> Option<Shelf> {
        let held = self.people.range((shelf_no, CustomerKey(u64::MIN))..=(shelf_no, CustomerKey(u64::MAX)));
        let people: Vec<(CustomerKey, Person)> = held.map(|((_, key), person)| (*key, person.clone())).collect();
        let apart: Vec<_> = self.apart.iter().filter(|_| shelf_no == APART).copied().collect();
        (!people.is_empty() || !apart.is_empty()).then_some(Shelf { people, apart })
    }

    /// Puts a stored shelf back.
    pub(super) fn put(&mut self, shelf: Shelf) {
        for (key, person) in shelf.people {
            person.ways.iter().for_each(|w| {
                self.of.insert(w.key, key);
            });
            person.shared.iter().for_each(|device| {
                self.of.insert(*device, SHARED);
            });
            self.people.insert(place(key), person);
        }
        self.apart.extend(shelf.apart);
    }
}

/// The shelf of the pairs that are two.
const APART: u64 = SHELVES;
/// Whose a device is that several have used: nobody's.
const SHARED: CustomerKey = CustomerKey(0);

/// Some of the people, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shelf {
    people: Vec<(CustomerKey, Person)>,
    apart: Vec<(CustomerKey, CustomerKey)>,
}

fn pair(a: CustomerKey, b: CustomerKey) -> (CustomerKey, CustomerKey) {
    (a.min(b), a.max(b))
}

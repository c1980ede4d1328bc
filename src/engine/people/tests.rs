//! Who is taken for one person, who is not, and what is forgotten.

use super::*;
use Kind::{Customer, Device, Email, Phone};

fn known(ways: &[(Kind, u64)]) -> Vec<Known> {
    ways.iter().map(|(kind, key)| Known { kind: *kind, key: CustomerKey(*key) }).collect()
}

fn writes(people: &mut People, ways: &[(Kind, u64)]) -> (u64, Vec<u64>) {
    let who = people.who(CustomerKey(ways[0].1), &known(ways));
    (who.customer.0, who.same.iter().map(|k| k.0).collect())
}

#[test]
fn whoever_is_named_in_two_ways_is_one_in_both() {
    let mut people = People::default();
    assert_eq!(writes(&mut people, &[(Email, 5)]), (5, vec![]));
    assert_eq!(writes(&mut people, &[(Customer, 1), (Email, 5)]), (1, vec![5]), "what came by mail is theirs");
    assert_eq!(writes(&mut people, &[(Email, 5)]), (1, vec![]));
    assert_eq!(writes(&mut people, &[(Email, 5), (Phone, 7)]), (1, vec![7]));
    assert_eq!(writes(&mut people, &[(Phone, 7)]), (1, vec![]), "over three steps");
    assert_eq!(people.all_of(CustomerKey(7)).len(), 3);
}

#[test]
fn two_known_people_become_one() {
    let mut people = People::default();
    writes(&mut people, &[(Customer, 1), (Email, 5)]);
    writes(&mut people, &[(Customer, 2), (Phone, 7)]);
    assert_eq!(writes(&mut people, &[(Email, 5), (Phone, 7)]), (1, vec![2]));
    assert_eq!(writes(&mut people, &[(Customer, 2)]), (1, vec![]));
}

#[test]
fn a_mailbox_of_many_links_no_more_than_three_ids() {
    let mut people = People::default();
    for id in 1..=10 {
        writes(&mut people, &[(Customer, id), (Email, 50)]);
    }
    let distinct: BTreeSet<_> = (1..=10).map(|id| people.of(CustomerKey(id))).collect();
    assert_eq!(distinct.len(), 8, "the first three are one, the others themselves");
}

#[test]
fn a_device_tells_who_it_is_until_two_have_used_it() {
    let mut people = People::default();
    writes(&mut people, &[(Customer, 1), (Device, 9)]);
    assert_eq!(writes(&mut people, &[(Device, 9)]), (1, vec![]));
    assert_eq!(writes(&mut people, &[(Customer, 2), (Device, 9)]), (2, vec![]));
    assert_eq!(writes(&mut people, &[(Customer, 3), (Device, 9)]), (3, vec![]));
    assert_eq!(people.of(CustomerKey(1)), CustomerKey(1));
    assert!(people.is_shared(CustomerKey(9)));
}

#[test]
fn what_was_parted_is_not_linked_again() {
    let mut people = People::default();
    writes(&mut people, &[(Customer, 1), (Email, 5)]);
    people.part(CustomerKey(1), CustomerKey(5));
    assert_eq!(people.of(CustomerKey(5)), CustomerKey(5));
    assert_eq!(writes(&mut people, &[(Customer, 1), (Email, 5)]), (1, vec![]));
    assert_eq!(people.of(CustomerKey(5)), CustomerKey(5));
    let who = people.join(known(&[(Customer, 1)])[0], known(&[(Email, 5)])[0]).unwrap();
    assert_eq!((who.customer, who.same), (CustomerKey(1), vec![CustomerKey(5)]), "a person knows better");
}

#[test]
fn the_key_they_count_under_stays_with_the_one_it_names() {
    let mut people = People::default();
    writes(&mut people, &[(Customer, 1), (Email, 5)]);
    people.part(CustomerKey(5), CustomerKey(1));
    assert_eq!((people.of(CustomerKey(1)), people.of(CustomerKey(5))), (CustomerKey(1), CustomerKey(5)));
}

fn restored(people: &People) -> People {
    let mut restored = People::default();
    (0..=APART).filter_map(|n| people.shelf(n)).for_each(|shelf| restored.put(shelf));
    restored
}

#[test]
fn a_person_who_says_it_overrules_what_was_guessed() {
    let mut people = People::default();
    let one = |way: (Kind, u64)| known(&[way])[0];
    for id in 1..=5 {
        writes(&mut people, &[(Customer, id), (Email, 50)]);
    }
    assert_eq!(people.join(one((Customer, 1)), one((Customer, 5))).unwrap().same, [CustomerKey(5)], "a fourth id");
    writes(&mut people, &[(Customer, 1), (Device, 9)]);
    writes(&mut people, &[(Customer, 8), (Device, 9)]);
    assert!(people.join(one((Customer, 1)), one((Device, 9))).is_some());
    assert_eq!(people.of(CustomerKey(9)), people.of(CustomerKey(1)), "of two it is one's");
    people.part(CustomerKey(50), CustomerKey(7));
    assert_eq!(people.join(one((Customer, 1)), one((Phone, 7))).unwrap().same, [CustomerKey(7)]);
    assert!(people.join(one((Customer, 1)), one((Customer, 60))).is_some());
    assert_eq!(people.join(one((Customer, 1)), one((Customer, 61))), None, "it has eight names");
    assert_eq!(restored(&people), people);
}

#[test]
fn a_device_of_many_that_is_forgotten_is_forgotten_where_it_is_stored_too() {
    let mut people = People::default();
    writes(&mut people, &[(Customer, 1), (Device, 9)]);
    writes(&mut people, &[(Customer, 2), (Device, 9)]);
    assert_eq!(people.forget(CustomerKey(9)), BTreeSet::from([1]));
    assert_eq!(restored(&people), people);
    assert!(!format!("{people:?}").contains("CustomerKey(9)"));
}

#[test]
fn of_the_devices_of_many_the_last_eight_are_known_before_and_after_a_restore() {
    let mut people = People::default();
    for device in 100..120 {
        writes(&mut people, &[(Customer, 1), (Device, device)]);
        writes(&mut people, &[(Customer, 2), (Device, device)]);
    }
    assert_eq!((100..120).filter(|d| people.is_shared(CustomerKey(*d))).count(), MAX_WAYS);
    assert!(people.is_shared(CustomerKey(119)));
    assert_eq!(restored(&people), people);
}

#[test]
fn at_the_limit_no_further_pairs_are_kept_apart() {
    let mut people = People::default();
    for n in 0..=MAX_PEOPLE as u64 {
        people.part(CustomerKey(1 + n), CustomerKey(1_000_000 + n));
    }
    assert_eq!(people.apart.len(), MAX_PEOPLE);
}

#[test]
fn a_person_has_at_most_eight_names() {
    let mut people = People::default();
    for mail in 10..30 {
        writes(&mut people, &[(Customer, 1), (Email, mail)]);
    }
    assert_eq!(people.all_of(CustomerKey(1)).len(), MAX_WAYS);
}

#[test]
fn at_the_limit_further_people_are_as_many_as_they_have_names() {
    let mut people = People::default();
    for n in 0..=MAX_PEOPLE as u64 {
        writes(&mut people, &[(Customer, 1 + 2 * n), (Email, 2 + 2 * n)]);
    }
    assert_eq!(people.people.len(), MAX_PEOPLE);
    let last = CustomerKey(2 + 2 * MAX_PEOPLE as u64);
    assert_eq!(people.of(last), last);
}

#[test]
fn whoever_is_forgotten_is_forgotten_in_all_ways_and_what_is_stored_comes_back() {
    let mut people = People::default();
    writes(&mut people, &[(Customer, 1), (Email, 5), (Device, 9)]);
    writes(&mut people, &[(Customer, 2), (Email, 6), (Device, 9)]);
    people.part(CustomerKey(2), CustomerKey(77));
    assert_eq!(restored(&people), people);
    let touched = people.forget(CustomerKey(5));
    assert_eq!(touched, BTreeSet::from([1]));
    assert!(!people.of.contains_key(&CustomerKey(1)) && !people.of.contains_key(&CustomerKey(9)));
    assert_eq!(people.forget(CustomerKey(2)), BTreeSet::from([2, APART]));
    assert_eq!(people, People::default());
}

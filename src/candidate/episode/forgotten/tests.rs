use super::*;

fn by(counts: &[(&str, u32)]) -> BTreeMap<String, u32> {
    counts.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

#[test]
fn what_is_too_much_goes_off_the_largest_part_and_what_is_missing_is_unknown() {
    assert_eq!(settled(by(&[("free", 3), ("pro", 1)]), 3), by(&[("free", 2), ("pro", 1)]));
    assert_eq!(settled(by(&[("free", 2)]), 3), by(&[("free", 2), ("unknown", 1)]));
    assert_eq!(settled(by(&[("pro", 1)]), 0), by(&[]));
    assert_eq!(no_more(by(&[("free", 1)]), 3), by(&[("free", 1)]));
}

#[test]
fn a_time_that_comes_twice_is_taken_off_once() {
    let at = |all: &[i64]| all.iter().map(|t| Timestamp::from_millis(*t)).collect::<Vec<_>>();
    assert_eq!(times_without(&at(&[1, 2, 2, 3]), &at(&[0, 2, 3, 4])), at(&[1, 2]));
}

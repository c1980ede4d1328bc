//! Whether the reports of one candidate speak of two things: two groups, each alike within itself, with hardly
//! a likeness between them (detection.md section 7).

use std::collections::BTreeSet;

use super::{LEAST, Said, Topics};

/// Of all pairs of a report of one group and one of the other at most this part is alike. In messages about
/// anything three in a hundred are; those of one feature share its name.
const ACROSS: f64 = 0.1;
/// Times that the gathering goes over the reports.
const ROUNDS: usize = 5;

/// The reports that speak of the same as `newest`, itself among them, where the other members of its candidate
/// speak clearly of something else. None where the others have not three customers of their own, or are
/// alike too few of each other to be one thing: one cause is told in many words.
#[must_use]
pub fn apart<'a>(newest: &'a Said, members: &[&'a Said]) -> Option<Vec<&'a Said>> {
    let (mut group, mut rest): (Vec<&Said>, Vec<&Said>) =
        members.iter().filter(|m| m.id != newest.id).partition(|m| m.words.is_alike(&newest.words));
    group.push(newest);
    // Most incidents are told alike, or by each in other words.
    if customers(&group) < LEAST || customers(&rest) < LEAST {
        return None;
    }
    for _ in 0..ROUNDS {
        let needed = Topics::joins_from(group.len());
        let (more, others): (Vec<&Said>, Vec<&Said>) = rest.iter().partition(|r| alike(r, &group) >= needed);
        rest = others;
        if more.is_empty() {
            break;
        }
        group.extend(more);
    }
    let across: usize = rest.iter().map(|r| alike(r, &group)).sum();
    let of_all = ACROSS * (group.len() * rest.len()) as f64;
    (across as f64 <= of_all && is_one_thing(&group) && is_one_thing(&rest)).then_some(group)
}

/// Whether at least three customers and more than half of the reports are alike the others.
fn is_one_thing(group: &[&Said]) -> bool {
    let needed = Topics::joins_from(group.len());
    // Each is alike itself.
    let is_core = |s: &&&Said| group.iter().filter(|other| other.words.is_alike(&s.words)).nth(needed - 1).is_some();
    let core: Vec<&Said> = group.iter().filter(is_core).copied().collect();
    customers(&core) >= LEAST && core.len() * 2 > group.len()
}

fn alike(said: &Said, group: &[&Said]) -> usize {
    group.iter().filter(|other| other.words.is_alike(&said.words)).count()
}

fn customers(said: &[&Said]) -> u32 {
    let distinct: BTreeSet<_> = said.iter().map(|s| s.customer).collect();
    u32::try_from(distinct.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::{Reads, Words};
    use super::*;
    use crate::ids::CustomerKey;
    use crate::time::Timestamp;

    /// One report a text; a letter is a word.
    fn said(texts: &[&str]) -> Vec<Said> {
        let said = |(n, text): (u64, &&str)| {
            let words = Words::plain(&text.bytes().map(u32::from).collect::<Vec<_>>());
            Said::new(n, CustomerKey(n), Timestamp::from_millis(n as i64), words, Reads::Problem)
        };
        (0..).zip(texts).map(said).collect()
    }

    fn group(texts: &[&str]) -> Option<Vec<u64>> {
        let all = said(texts);
        let newest = all.last().unwrap();
        let group = apart(newest, &all.iter().collect::<Vec<_>>())?;
        Some(group.iter().map(|s| s.id).collect())
    }

    #[test]
    fn two_groups_of_three_with_nothing_in_common_are_two() {
        assert_eq!(group(&["ab", "xy", "abc", "xyz", "abd", "xyw"]), Some(vec![1, 3, 5]));
    }

    #[test]
    fn two_are_no_group_of_their_own() {
        assert_eq!(group(&["ab", "abc", "abd", "xyz", "xyw"]), None);
        assert_eq!(group(&["ab", "abc", "xy", "xyz", "xyw"]), None, "nor are two that stay");
    }

    #[test]
    fn who_says_it_in_other_words_is_no_second_cause() {
        assert_eq!(group(&["ab", "cd", "ef", "gh", "xy", "xyz", "xyw"]), None, "what stays is no one thing");
        assert_eq!(group(&["ab", "abc", "abd", "abx", "aby", "xyb", "xya"]), None, "they share words");
    }

    #[test]
    fn what_is_alike_most_of_a_group_belongs_to_it_though_not_to_the_newest() {
        assert_eq!(group(&["ab", "abc", "abd", "zwq", "xyz", "xzw", "xyv"]), Some(vec![4, 5, 6, 3]));
    }
}

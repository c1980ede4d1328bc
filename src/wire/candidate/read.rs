//! A published candidate read again, as far as drafts and postmortems need it.

use crate::candidate::postmortem::Facts;
use crate::wire::error::WireError;
use crate::wire::json;

/// Reads a record of the candidates' topic.
///
/// # Errors
/// [`WireError`] with the field that is not what it should be.
pub fn facts(payload: &[u8]) -> Result<Facts, WireError> {
    json::read_record(payload)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::candidate::draft::lint::{Form, Known, lint};
    use crate::candidate::draft::{About, Kind};
    use crate::candidate::postmortem::postmortem;
    use crate::candidate::sample::{any_candidate, candidate};
    use crate::candidate::{Candidate, EventKind};
    use crate::time::Timestamp;
    use crate::wire::candidate::{CandidateDoc, event_name};

    fn told(c: &Candidate, at: Timestamp) -> Vec<u8> {
        serde_json::to_vec(&CandidateDoc::new(event_name(EventKind::Updated), c, at)).unwrap()
    }

    #[test]
    fn what_was_told_is_read_again() {
        let c = candidate();
        let read = facts(&told(&c, c.opened_at)).unwrap();
        assert_eq!((read.id.as_str(), read.rank, read.customers), (c.id.as_str(), c.rank.number(), c.customers));
        assert_eq!(read.area(), c.area);
        assert_eq!(read.recipe, Some(crate::candidate::recipe::Recipe::of(&c)));
        assert_eq!(read.proposed_probe, Some(crate::candidate::probe::ProposedProbe::of(&c)));
        let area = read.area();
        for kind in Kind::ALL {
            let of_read = read.about(&area).draft(kind, c.opened_at, None);
            assert_eq!(of_read, About::of(&c).draft(kind, c.opened_at, None));
        }
        assert!(facts(b"{}").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        /// Whatever customers, probes and changes are called: the postmortem is good by its own rules, and a
        /// record grows by less than 3 kB.
        #[test]
        fn every_postmortem_passes_its_own_lint(c in any_candidate()) {
            let read = facts(&told(&c, c.opened_at)).unwrap();
            let text = postmortem(&read);
            let area = read.area().words;
            prop_assert_eq!(lint(&text, Form::Postmortem, &Known { area: Some(&area), names: &[] }), vec![], "{}", text);
            let help = serde_json::to_vec(&super::super::help::DraftDoc::new(&c, c.opened_at)).unwrap().len()
                + serde_json::to_vec(&super::super::help::RecipeDoc::new(&c)).unwrap().len()
                + serde_json::to_vec(&super::super::help::ProposedProbeDoc::new(&c)).unwrap().len();
            prop_assert!(help < 3_000, "{help}");
        }
    }
}

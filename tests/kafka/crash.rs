//! Two correlate processes, one of them killed: what is published is what the engine alone says over
//! the same journal.

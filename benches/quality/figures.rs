//! What was measured, for a person or a program.

use serde_json::{Map, Value, json};

use crate::arguments::Arguments;

/// Figures by what they are of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures(Vec<(String, Vec<(&'static str, f64)>)>);

impl Figures {
    pub(crate) fn add(&mut self, what: impl Into<String>, figures: &[(&'static str, f64)]) {
        self.0.push((what.into(), figures.to_vec()));
    }

    pub(crate) fn print(&self, arguments: &Arguments) {
        if arguments.json {
            let one = |(what, figures): &(String, Vec<(&'static str, f64)>)| {
                let mut row = Map::from_iter([("what".to_owned(), json!(what))]);
                row.extend(figures.iter().map(|(name, x)| ((*name).to_owned(), json!((x * 1e4).round() / 1e4))));
                Value::Object(row)
            };
            println!(
                "{}",
                json!({"task": arguments.task.name(), "figures": self.0.iter().map(one).collect::<Vec<_>>()})
            );
            return;
        }
        for (what, figures) in &self.0 {
            let figures: Vec<String> = figures.iter().map(|(name, x)| format!("{name} {}", short(*x))).collect();
            println!("{what:<52} {}", figures.join("  "));
        }
    }
}

fn short(x: f64) -> String {
    if x.fract() == 0.0 && x.abs() >= 2.0 { format!("{x:.0}") } else { format!("{x:.3}") }
}

/// Precision, recall and F1 of (meant, said).
pub(crate) fn right(pairs: impl Iterator<Item = (bool, bool)>) -> [(&'static str, f64); 3] {
    let (mut hit, mut said, mut meant) = (0.0, 0.0_f64, 0.0_f64);
    for (is, says) in pairs {
        hit += f64::from(u8::from(is && says));
        said += f64::from(u8::from(says));
        meant += f64::from(u8::from(is));
    }
    let (p, r) = (hit / said.max(1.0), hit / meant.max(1.0));
    [("precision", p), ("recall", r), ("f1", 2.0 * p * r / (p + r).max(1e-9))]
}

/// Means, name by name.
pub(crate) fn mean<const N: usize>(all: &[[(&'static str, f64); N]]) -> [(&'static str, f64); N] {
    std::array::from_fn(|i| (all[0][i].0, all.iter().map(|one| one[i].1).sum::<f64>() / all.len() as f64))
}

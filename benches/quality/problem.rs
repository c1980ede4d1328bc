//! Problem or not: by rules, and with labels.

use groundswell::cluster::corpus::{Corpus, Past};
use groundswell::cluster::learn::{Labelled, Labels, train};

use crate::arguments::Arguments;
use crate::dice::Dice;
use crate::figures::{Figures, mean, right};
use crate::messages::{Reading, Row, rows};

/// How many labels, and how often they are drawn.
const LABELS: [(usize, u64); 3] = [(100, 5), (1_000, 5), (5_000, 1)];
/// Without labels what scores no more than this is dropped; with labels what has these log odds.
const CUTS: (f64, f64) = (-1.05, -2.0);

/// Measures.
pub(crate) fn run(arguments: &Arguments) -> Result<Figures, String> {
    let reading = Reading::new()?;
    let is_problem = |row: &Row| arguments.problem_labels.contains(&row.label);
    let test = rows(arguments.needed(arguments.test.as_ref(), "--test")?, arguments)?;
    let tested = reading.signals(&test, "test")?;
    let mut figures = Figures::default();
    let scored = |cut: f64| test.iter().zip(&tested).map(move |(r, s)| (is_problem(r), s.problem.score > cut));
    figures.add("rules", &right(scored(0.0)));
    figures.add(format!("rules, above {}", CUTS.0), &passed(scored(CUTS.0)));
    let Some(file) = &arguments.train else { return Ok(figures) };

    let history = rows(file, arguments)?;
    let read = reading.signals(&history, "train")?;
    let asked: Vec<Past> = tested.iter().map(|s| Past::of(s, reading.id(s))).collect();
    for (n, draws) in LABELS.into_iter().filter(|(n, _)| *n <= history.len()) {
        let (mut f1, mut kept) = (Vec::new(), Vec::new());
        for seed in 0..draws {
            let mut places: Vec<usize> = (0..history.len()).collect();
            Dice::new(seed).shuffle(&mut places);
            let mut labels = Labels::default();
            for &i in &places[..n] {
                let message = Past::of(&read[i], reading.id(&read[i]));
                labels.add(Labelled { message, feature: None, problem: Some(is_problem(&history[i])) });
            }
            let model = train(&Corpus::default(), &labels);
            let odds: Vec<f64> = asked
                .iter()
                .map(|m| model.problem(m).ok_or("too few labels of either kind to learn from"))
                .collect::<Result<_, _>>()?;
            let said = |cut: f64| test.iter().zip(&odds).map(move |(r, o)| (is_problem(r), *o > cut));
            f1.push(right(said(0.0)));
            kept.push(passed(said(CUTS.1)));
        }
        figures.add(format!("{n} labels, mean of {draws}"), &mean(&f1));
        figures.add(format!("{n} labels, log odds above {}", CUTS.1), &mean(&kept));
    }
    Ok(figures)
}

/// The shares of problems and of others that pass.
fn passed(pairs: impl Iterator<Item = (bool, bool)>) -> [(&'static str, f64); 2] {
    let (mut of, mut pass) = ([0.0_f64; 2], [0.0; 2]);
    for (is, says) in pairs {
        of[usize::from(is)] += 1.0;
        pass[usize::from(is)] += f64::from(u8::from(says));
    }
    [("problems_kept", pass[1] / of[1].max(1.0)), ("others_passed", pass[0] / of[0].max(1.0))]
}

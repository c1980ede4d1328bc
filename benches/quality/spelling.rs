//! What misspelt words cost: every third word of four letters or more with one edit.

use groundswell::cluster::feature::Lexicon;

use crate::arguments::Arguments;
use crate::dice::Dice;
use crate::feature::{Meant, Tenant, labels};
use crate::figures::Figures;
use crate::messages::{Reading, Row, rows};

/// The share of words that are misspelt.
const MISSPELT: f64 = 0.3;
const SEED: u64 = 5;

/// Measures.
pub(crate) fn run(arguments: &Arguments) -> Result<Figures, String> {
    let reading = Reading::new()?;
    let test = rows(arguments.needed(arguments.test.as_ref(), "--test")?, arguments)?;
    let train = rows(arguments.needed(arguments.train.as_ref(), "--train")?, arguments)?;
    let meant = Meant::new(arguments.aliases.as_deref(), &train)?;
    let read = reading.signals(&train, "train")?;
    let history = reading.history(&read);
    let all: Vec<usize> = (0..train.len()).collect();
    let mut tenant = Tenant::new(&meant, &history, &labels(&reading, &meant, (&train, &read), &all));
    let mut dice = Dice::new(SEED);
    let misspelt: Vec<Row> =
        test.iter().map(|r| Row { text: misspell(&r.text, &mut dice), label: r.label.clone() }).collect();
    let clean = tenant.measure(&test, &reading.signals(&test, "test")?)[0].1;
    let signals = reading.signals(&misspelt, "misspelt")?;
    let corrected = tenant.measure(&misspelt, &signals)[0].1;
    let unknowing = Lexicon::default();
    tenant.lexicon = &unknowing;
    let as_written = tenant.measure(&misspelt, &signals)[0].1;
    let mut figures = Figures::default();
    figures.add("as written by the customers", &[("accuracy", clean)]);
    for (what, accuracy) in [("30 % misspelt, corrected", corrected), ("30 % misspelt, not corrected", as_written)] {
        figures.add(what, &[("accuracy", accuracy), ("loss", clean - accuracy)]);
    }
    Ok(figures)
}

fn misspell(text: &str, dice: &mut Dice) -> String {
    let one = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() < 4 || !letters.iter().all(|c| c.is_alphabetic()) || dice.unit() >= MISSPELT {
            return word.to_owned();
        }
        let i = 1 + dice.below(letters.len() - 2);
        match dice.unit() {
            r if r < 0.3 => letters.swap(i, i + 1),
            r if r < 0.6 => {
                letters.remove(i);
            }
            r if r < 0.8 => letters.insert(i, letters[i]),
            _ => letters[i] = char::from(b'a' + u8::try_from(dice.below(26)).unwrap_or_default()),
        }
        letters.into_iter().collect()
    };
    text.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

//! Which feature a message means: from the catalogue's words alone, and with labels.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use groundswell::cluster::corpus::{Corpus, Past};
use groundswell::cluster::feature::{FeatureIndex, Hashes, Lexicon};
use groundswell::cluster::learn::{AliasVectors, Asked, Labelled, Labels, Model, Read, train};
use groundswell::config::settings::Detection;
use groundswell::config::{Catalogue, Feature};
use groundswell::ids::FeatureId;
use groundswell::signal::{Signal, words};
use serde_json::Value;

use crate::arguments::Arguments;
use crate::dice::Dice;
use crate::figures::Figures;
use crate::messages::{Reading, Row, rows};

/// Labels of each feature where there are few; drawn this often.
const FEW: usize = 10;
const DRAWS: u64 = 5;

/// A catalogue, and which feature each label of the data means.
pub(crate) struct Meant {
    pub(crate) index: FeatureIndex,
    of_label: BTreeMap<String, FeatureId>,
}

impl Meant {
    /// From `{"name": {"aliases": [..], "labels": [..]}}`; without a file every label is a feature that
    /// bears its name.
    pub(crate) fn new(aliases: Option<&Path>, seen: &[Row]) -> Result<Self, String> {
        let mut catalogue = Catalogue::default();
        let mut of_label = BTreeMap::new();
        let mut add = |name: &str, aliases: Vec<String>, labels: Vec<String>| -> Result<(), String> {
            let id = FeatureId::new(name).map_err(|e| format!("{name}: {e}"))?;
            catalogue.features.insert(id.clone(), Feature::plain(id.clone(), name, aliases));
            of_label.extend(labels.into_iter().map(|l| (l, id.clone())));
            Ok(())
        };
        if let Some(file) = aliases {
            for (name, aliases, labels) in read_aliases(file)? {
                let labels = if labels.is_empty() { vec![name.clone()] } else { labels };
                add(&name, aliases, labels)?;
            }
        } else {
            let labels: std::collections::BTreeSet<&String> = seen.iter().map(|r| &r.label).collect();
            for label in labels {
                add(label.replace('_', " ").replace('?', "").trim(), Vec::new(), vec![label.clone()])?;
            }
        }
        let languages = ["en", "fr", "de", "es", "pt", "nl", "it"];
        let read = |alias: &str| languages.iter().map(|l| words(alias, l, 16)).collect();
        Ok(Self { index: FeatureIndex::new(&catalogue, &read), of_label })
    }

    pub(crate) fn of(&self, row: &Row) -> Option<&FeatureId> {
        self.of_label.get(&row.label)
    }
}

type Aliases = (String, Vec<String>, Vec<String>);

fn read_aliases(file: &Path) -> Result<Vec<Aliases>, String> {
    let at = |why: &str| format!("{}: {why}", file.display());
    let text = fs::read_to_string(file).map_err(|e| at(&e.to_string()))?;
    let value: Value = serde_json::from_str(&text).map_err(|e| format!("{}:{}: {e}", file.display(), e.line()))?;
    let features = value.as_object().ok_or_else(|| at("not an object of features"))?;
    let mut out = Vec::new();
    for (name, feature) in features {
        let list = |key: &str| -> Result<Vec<String>, String> {
            let Some(value) = feature.get(key) else { return Ok(Vec::new()) };
            let wrong = || at(&format!("`{name}`: `{key}` is no list of texts"));
            let texts = value.as_array().ok_or_else(wrong)?.iter().map(|v| v.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().ok_or_else(wrong)
        };
        out.push((name.clone(), list("aliases")?, list("labels")?));
    }
    Ok(out)
}

/// What is known of a tenant when a message comes.
pub(crate) struct Tenant<'a> {
    pub(crate) meant: &'a Meant,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) model: Model,
    aliases: AliasVectors,
}

impl<'a> Tenant<'a> {
    pub(crate) fn new(meant: &'a Meant, (lexicon, corpus): &'a (Lexicon, Corpus), labels: &Labels) -> Self {
        let model = train(corpus, labels);
        let aliases = model.aliases(&meant.index);
        Self { meant, lexicon, model, aliases }
    }

    /// The nearest feature, and whether it is an answer at the shipped cut.
    pub(crate) fn answer(&self, signal: &Signal) -> (Option<FeatureId>, bool) {
        let hashes = Hashes::of(signal);
        let read = Read::of(signal, &hashes, self.lexicon);
        let cut = Detection::default().feature_cut;
        let asked = Asked { signal, read: &read, hashes: &hashes, lexicon: self.lexicon, cut };
        let found = self.model.assign((&self.meant.index, &self.aliases), &asked);
        (found.rivals.first().map(|(id, _)| id.clone()), found.best.is_some())
    }

    /// Right among all; answered at the cut, and right among those; refused of what is no feature's.
    pub(crate) fn measure(&self, rows: &[Row], signals: &[Signal]) -> [(&'static str, f64); 4] {
        let (mut known, mut right, mut answered, mut right_answered) = (0.0_f64, 0.0, 0.0_f64, 0.0);
        let (mut foreign, mut refused) = (0.0_f64, 0.0);
        for (row, signal) in rows.iter().zip(signals) {
            let (nearest, is_answer) = self.answer(signal);
            let Some(meant) = self.meant.of(row) else {
                foreign += 1.0;
                refused += f64::from(u8::from(!is_answer));
                continue;
            };
            let hit = f64::from(u8::from(nearest.as_ref() == Some(meant)));
            known += 1.0;
            right += hit;
            if is_answer {
                answered += 1.0;
                right_answered += hit;
            }
        }
        [
            ("accuracy", right / known.max(1.0)),
            ("answered", answered / known.max(1.0)),
            ("right_where_answered", right_answered / answered.max(1.0)),
            ("foreign_refused", if foreign > 0.0 { refused / foreign } else { 1.0 }),
        ]
    }
}

/// Labels of the rows in these places.
pub(crate) fn labels(reading: &Reading, meant: &Meant, all: (&[Row], &[Signal]), places: &[usize]) -> Labels {
    let mut labels = Labels::default();
    for &i in places {
        let message = Past::of(&all.1[i], reading.id(&all.1[i]));
        labels.add(Labelled { message, feature: meant.of(&all.0[i]).cloned(), problem: None });
    }
    labels
}

/// Measures.
pub(crate) fn run(arguments: &Arguments) -> Result<Figures, String> {
    let reading = Reading::new()?;
    let test = rows(arguments.needed(arguments.test.as_ref(), "--test")?, arguments)?;
    let tested = reading.signals(&test, "test")?;
    let train = arguments.train.as_deref().map(|f| rows(f, arguments)).transpose()?;
    let meant = Meant::new(arguments.aliases.as_deref(), train.as_ref().unwrap_or(&test))?;
    let mut figures = Figures::default();
    let nothing = (Lexicon::default(), Corpus::default());
    let tenant = Tenant::new(&meant, &nothing, &Labels::default());
    figures.add("the catalogue's words, no history", &tenant.measure(&test, &tested));
    let Some(train) = train else { return Ok(figures) };

    let read = reading.signals(&train, "train")?;
    let history = reading.history(&read);
    let tenant = Tenant::new(&meant, &history, &Labels::default());
    figures.add("the catalogue's words, the history unlabelled", &tenant.measure(&test, &tested));
    let mut drawn = Vec::new();
    for seed in 0..DRAWS {
        let few = draw(&mut Dice::new(seed), &meant, &train);
        let labels = labels(&reading, &meant, (&train, &read), &few);
        drawn.push(Tenant::new(&meant, &history, &labels).measure(&test, &tested));
    }
    figures.add(format!("{FEW} labels each, mean of {DRAWS} draws"), &crate::figures::mean(&drawn));
    let all: Vec<usize> = (0..train.len()).collect();
    let labels = labels(&reading, &meant, (&train, &read), &all);
    let begun = Instant::now();
    let tenant = Tenant::new(&meant, &history, &labels);
    let learnt = begun.elapsed();
    let begun = Instant::now();
    let measured = tenant.measure(&test, &tested);
    let each = begun.elapsed() / u32::try_from(test.len()).unwrap_or(u32::MAX);
    figures.add(format!("all labels, of {} messages", labels.len()), &measured);
    let megabytes = postcard::to_stdvec(&tenant.model).map_err(|e| e.to_string())?.len() as f64 / 1e6;
    let cost = [
        ("messages", history.1.len() as f64),
        ("learnt_in_s", learnt.as_secs_f64()),
        ("model_mb", megabytes),
        ("answer_us", each.as_secs_f64() * 1e6),
    ];
    figures.add("what that costs", &cost);
    Ok(figures)
}

/// Places of [`FEW`] rows of each feature.
fn draw(dice: &mut Dice, meant: &Meant, rows: &[Row]) -> Vec<usize> {
    let mut of: BTreeMap<&FeatureId, Vec<usize>> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        if let Some(feature) = meant.of(row) {
            of.entry(feature).or_default().push(i);
        }
    }
    let mut out = Vec::new();
    for places in of.values_mut() {
        dice.shuffle(places);
        out.extend(places.iter().take(FEW));
    }
    out
}

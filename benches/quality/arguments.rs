//! What was asked, settled once.

use std::path::PathBuf;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Feature,
    Problem,
    Spelling,
    Surge,
    Emergent,
}

impl Task {
    const ALL: [(&'static str, Self); 5] = [
        ("feature", Self::Feature),
        ("problem", Self::Problem),
        ("spelling", Self::Spelling),
        ("surge", Self::Surge),
        ("emergent", Self::Emergent),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, t)| *t == self).map_or("", |(name, _)| name)
    }
}

/// The arguments.
#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    pub(crate) task: Task,
    pub(crate) train: Option<PathBuf>,
    pub(crate) test: Option<PathBuf>,
    pub(crate) text_field: String,
    pub(crate) label_field: String,
    pub(crate) aliases: Option<PathBuf>,
    pub(crate) problem_labels: Vec<String>,
    pub(crate) skip_labels: Vec<String>,
    pub(crate) json: bool,
}

impl Arguments {
    /// Reads them; anything not known is an error.
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut words = words;
        let mut out = Self {
            task: Task::Surge,
            train: None,
            test: None,
            text_field: "text".into(),
            label_field: "label".into(),
            aliases: None,
            problem_labels: Vec::new(),
            skip_labels: Vec::new(),
            json: false,
        };
        let mut task = None;
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            let list = |text: String| text.split(',').map(str::to_owned).collect();
            match word.as_str() {
                // cargo's own.
                "--bench" => {}
                "--task" => {
                    let name = value()?;
                    let known = Task::ALL.iter().find(|(n, _)| *n == name).map(|(_, t)| *t);
                    task = Some(known.ok_or_else(|| {
                        format!("--task {name}: there are feature, problem, spelling, surge, emergent")
                    })?);
                }
                "--train" => out.train = Some(value()?.into()),
                "--test" => out.test = Some(value()?.into()),
                "--text-field" => out.text_field = value()?,
                "--label-field" => out.label_field = value()?,
                "--aliases" => out.aliases = Some(value()?.into()),
                "--problem-labels" => out.problem_labels = list(value()?),
                "--skip-labels" => out.skip_labels = list(value()?),
                "--json" => out.json = true,
                _ => return Err(format!("{word}: not known; see the head of benches/quality/main.rs")),
            }
        }
        out.task = task.ok_or("--task is missing: feature, problem, spelling or surge")?;
        if out.task == Task::Problem && out.problem_labels.is_empty() {
            return Err("--problem-labels is missing: the labels that are problems, with commas between".into());
        }
        Ok(out)
    }

    /// The file of that option.
    pub(crate) fn needed<'a>(&self, file: Option<&'a PathBuf>, option: &str) -> Result<&'a PathBuf, String> {
        file.ok_or_else(|| format!("--task {} needs {option}", self.task.name()))
    }
}

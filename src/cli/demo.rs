//! `demo`: an invented story at speed, on brokers inside this process, with nothing installed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::Value;

use super::run::{failed, receiver};
use super::story::{self, Event};
use super::{Exit, errors, tell};
use crate::candidate::EventKind;
use crate::engine::output::Output;
use crate::http::{self, Served};
use crate::kafka::{Clock, Cluster, Embedded, Health, Metrics, Publisher, Role, Run, RunError};
use crate::load::key::MissingKey;
use crate::load::run::RunSettings;
use crate::load::{self, Given};
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::understand::Adapter;
use crate::time::{Span, Timestamp};

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Seconds of the story that pass in one of ours, 1 to 600
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=600))]
    speed: u32,
}

const AFTER: &str = "\
Everything runs as it would on a Kafka of your own, but the brokers are inside this process and keep
nothing. The shop, its customers and what they write are invented.";

/// The files of the invented shop, part of the program.
const FILES: [(&str, &str); 4] = [
    ("groundswell.toml", include_str!("../../config/example/groundswell.toml")),
    ("catalogue.toml", include_str!("../../config/example/catalogue.toml")),
    ("probes.toml", include_str!("../../config/example/probes.toml")),
    ("tiers.csv", include_str!("../../config/example/tiers.csv")),
];
/// Longest wait for the end of the story after its last event, in story time.
const PATIENCE: Span = Span::from_hours(2);

/// Tells the story.
#[must_use]
pub fn run(arguments: &Arguments) -> Exit {
    let folder = std::env::temp_dir().join(format!("groundswell-demo-{}", std::process::id()));
    let settings = settings(&folder);
    // What is left of the folder is of no use to anybody.
    let _ = std::fs::remove_dir_all(&folder);
    match settings {
        Ok(settings) => match tell(settings, arguments.speed) {
            Ok(true) => Exit::Good,
            Ok(false) => Exit::Finding,
            Err(error) => failed(&error),
        },
        Err(exit) => exit,
    }
}

/// The example's settings, read as any folder is.
fn settings(folder: &Path) -> Result<RunSettings, Exit> {
    let write = |(name, text): &(&str, &str)| std::fs::write(folder.join(name), text);
    let written = std::fs::create_dir_all(folder).and_then(|()| FILES.iter().try_for_each(write));
    if let Err(error) = written {
        line(&format!("{}: {error}", folder.display()));
        return Err(Exit::Configuration);
    }
    let flags = vec![("http.listen".to_owned(), "127.0.0.1:0".to_owned(), "demo".to_owned())];
    let given = Given { configs: vec![PathBuf::from(folder)], environment: Vec::new(), flags };
    load::load(&given).settle(MissingKey::Make).map_err(|problems| errors::refuse(&problems))
}

/// True where the story ended as it should: a candidate opened and resolved.
fn tell(mut settings: RunSettings, speed: u32) -> Result<bool, RunError> {
    let _brokers = Embedded::start(&mut settings)?;
    let clock = Clock::Fast { from: story::BEGINS, started: Instant::now(), speed };
    let (metrics, registry) = Metrics::with_registry()?;
    let health = Health::default();
    let receiver = receiver(&settings, true, clock)?;
    let served = Served { registry, health: health.clone(), receiver };
    let listening = settings.http.map(|listen| http::serve(listen, served)).transpose()?;
    line("Groundswell demo: Acme Outfitters, an invented web shop, on a Tuesday. Brokers inside this process;");
    line(&format!("nothing is kept. A minute of the story takes {:.1} s.", 60.0 / f64::from(speed)));
    if let Some(at) = listening {
        line(&format!("http://{at}  /metrics /healthz /readyz, POST /v1/messages"));
    }
    line("");
    let publisher = Publisher::new(&settings.kafka)?;
    let settings = Arc::new(settings);
    let (told, hears) = channel();
    let running = Run {
        settings: Arc::clone(&settings),
        roles: vec![Role::Understand, Role::Correlate],
        cluster: Cluster::Embedded,
        clock,
        metrics,
        health,
        told: Some(told),
        close_open: false,
    }
    .start()?;
    let mut teller = Teller { settings, publisher, clock, speed, hears, opened: false, resolved: false };
    teller.play(&story::events())?;
    running.stop();
    running.wait(|| true)?;
    teller.close();
    Ok(teller.opened && teller.resolved)
}

struct Teller {
    settings: Arc<RunSettings>,
    publisher: Publisher,
    clock: Clock,
    speed: u32,
    hears: Receiver<TenantOutput>,
    opened: bool,
    resolved: bool,
}

impl Teller {
    fn play(&mut self, events: &[Event]) -> Result<(), RunError> {
        for (at, text) in story::BEFORE {
            line(&format!("{}  {text}", at_clock(*at)));
        }
        for event in events {
            self.listen_until(event.at, false);
            if let Some(text) = &event.told {
                line(&format!("{}  {text}", event.at.clock_text()));
            }
            self.send(event.adapter, &event.payload)?;
        }
        let last = events.last().map_or(story::BEGINS, |e| e.at);
        self.listen_until(last + PATIENCE, true);
        Ok(())
    }

    fn send(&self, adapter: Adapter, payload: &Value) -> Result<(), RunError> {
        let Some(source) = self.settings.sources.iter().find(|s| s.adapter == adapter) else { return Ok(()) };
        let text = payload.to_string();
        // The story goes on meanwhile: nothing of it depends on the acknowledgement.
        self.publisher.send(&source.topic, story::TENANT, Some(text.as_bytes()), Some(self.clock.now())).map(drop)
    }

    /// Prints what is committed until the story reaches `at`, or until it has ended.
    fn listen_until(&mut self, at: Timestamp, or_end: bool) {
        while !(or_end && self.resolved) {
            let left = (at - self.clock.now()).as_millis() / i64::from(self.speed);
            let Ok(left) = u64::try_from(left) else { return };
            match self.hears.recv_timeout(Duration::from_millis(left.max(1))) {
                Ok(said) => {
                    if let Output::Candidate(event) = &said.output {
                        self.opened |= event.kind == EventKind::Opened;
                        self.resolved |= event.kind == EventKind::Resolved;
                    }
                    tell::said(&said);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn close(&self) {
        line("");
        if self.opened && self.resolved {
            line("That was the story: every probe stayed green while customers could not pay.");
            line("Next: groundswell run --embedded, or your own topics (README.md).");
        } else {
            line("The story did not end as it should: no candidate opened and resolved.");
        }
    }
}

fn at_clock(minutes: i64) -> String {
    (story::MIDDAY + Span::from_mins(minutes)).clock_text()
}

fn line(text: &str) {
    // Where standard output is closed nobody reads.
    let _ = writeln!(std::io::stdout(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show;
    use crate::ids::TenantId;
    use crate::pipeline::replay::{Replay, What, merge};
    use crate::pipeline::understand::Understander;
    use crate::wire;

    /// The story played without brokers: the candidate as it opens.
    fn opened() -> String {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path()).unwrap();
        let tenant = TenantId::new(story::TENANT).unwrap();
        let of = &settings.tenants[&tenant];
        let mut files: Vec<Vec<What>> = vec![vec![
            What::Settings(Box::new(of.settings.clone())),
            What::Catalogue(Box::new(of.catalogue.clone())),
            What::Probes(Box::new(of.probes.clone())),
        ]];
        for adapter in [Adapter::Change, Adapter::Observation, Adapter::Message] {
            let all = story::events();
            let read = all.iter().filter(|e| e.adapter == adapter).map(|e| e.payload.to_string()).map(|text| {
                let bytes = text.as_bytes();
                match adapter {
                    Adapter::Change => What::Change(Box::new(wire::change::read(bytes).unwrap().1)),
                    Adapter::Observation => What::Observation(Box::new(wire::observation::read(bytes).unwrap().1)),
                    Adapter::Message | Adapter::Feedback | Adapter::Config => {
                        What::Message(Box::new(wire::message::read(bytes).unwrap()))
                    }
                }
            });
            files.push(read.collect());
        }
        let whose = |file: Vec<What>| file.into_iter().map(|what| (tenant.clone(), what)).collect();
        let mut replay = Replay::new(Understander::new(settings.understanding.clone()));
        let mut said = Vec::new();
        for event in merge(files.into_iter().map(whose).collect()) {
            replay.play(event, &mut said).unwrap();
        }
        let opened = said.iter().find_map(|s| {
            let Output::Candidate(event) = &s.output else { return None };
            (event.kind == EventKind::Opened).then_some((&event.candidate, s.at))
        });
        let (candidate, at) = opened.unwrap();
        show::candidate(candidate, at, 100)
    }

    #[test]
    fn the_readme_shows_what_the_demo_prints() {
        let readme = include_str!("../../README.md");
        // The brokers take a moment to start, in which the story goes on unheard.
        let shown = opened().replace("(15 min old)", "(13 min old)");
        assert!(readme.contains(&shown), "README.md must show\n\n{shown}");
    }
}

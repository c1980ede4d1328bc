//! `run`: reads the source topics and publishes candidates until it is told to stop.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};

use super::{ConfigArguments, Exit, errors, tell};
use crate::http::{self, Receiver, Served};
use crate::kafka::{Clock, Cluster, Embedded, Health, Metrics, Publisher, Role, Run, RunError};
use crate::load::key::MissingKey;
use crate::load::run::RunSettings;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// What this process does: both stages, or one of them
    #[arg(long, value_name = "ROLE", value_enum, value_delimiter = ',', default_values_t = [Stage::Understand, Stage::Correlate])]
    roles: Vec<Stage>,
    /// Name of this process among those of one installation [default: the host's name]
    #[arg(long, value_name = "NAME")]
    instance: Option<String>,
    /// Run a broker inside this process, to try things out; it keeps nothing
    #[arg(long)]
    embedded: bool,
    /// Begin tenants anew whose stored state this version cannot read, and close their open candidates;
    /// without it such a start is refused
    #[arg(long, conflicts_with = "embedded")]
    close_open: bool,
}

const AFTER: &str = "\
SIGTERM or Ctrl-C writes everything that changed and ends: a restart replays nothing.
Exit codes: 0 stopped, 3 configuration or state that does not fit, 4 no connection, or another
process with the same instance name.";

/// A stage, as the flag names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Source topics to the journal
    Understand,
    /// The journal to candidates
    Correlate,
}

/// Settles the configuration and works until it is told to stop.
#[must_use]
pub fn run(arguments: &Arguments) -> Exit {
    let missing = if arguments.embedded { MissingKey::Make } else { MissingKey::Refuse };
    let mut settings = match arguments.config.load().settle(missing) {
        Ok(settings) => settings,
        Err(problems) => return errors::refuse(&problems),
    };
    if let Some(instance) = &arguments.instance {
        settings.kafka.instance.clone_from(instance);
    }
    let roles = arguments.roles.iter().map(|stage| match stage {
        Stage::Understand => Role::Understand,
        Stage::Correlate => Role::Correlate,
    });
    match work(settings, roles.collect(), arguments) {
        Ok(()) => Exit::Good,
        Err(error) => failed(&error),
    }
}

/// What helps where no broker answers.
const UNREACHED: &str = "\
That address is the setting kafka.bootstrap: see whether a broker answers there, or name another in groundswell.toml, \
as GROUNDSWELL__KAFKA__BOOTSTRAP, or by --set kafka.bootstrap=HOST:PORT";

/// Says why nothing more can be done.
pub fn failed(error: &RunError) -> Exit {
    say(&error.to_string());
    match error {
        RunError::Configuration(_) | RunError::Refused { .. } => Exit::Configuration,
        RunError::Connection { .. } => {
            say(UNREACHED);
            Exit::Connection
        }
        RunError::Embedded(_) | RunError::Double { .. } => Exit::Connection,
        RunError::Defect(_) => Exit::Finding,
    }
}

/// What happens goes to standard error, a line each; GROUNDSWELL_LOG chooses how much (`debug`,
/// `groundswell::kafka=debug`), `info` without it.
fn log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("GROUNDSWELL_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // A second one in one process changes nothing.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

fn work(mut settings: RunSettings, roles: Vec<Role>, arguments: &Arguments) -> Result<(), RunError> {
    let embedded = arguments.embedded;
    log();
    let stop = told_to_stop()?;
    // The embedded brokers live as long as this value.
    let broker = if embedded { Some(Embedded::start(&mut settings)?) } else { None };
    let (metrics, registry) = Metrics::with_registry()?;
    let health = Health::default();
    let served = Served { registry, health: health.clone(), receiver: receiver(&settings, embedded, Clock::System)? };
    let listening = settings.http.map(|listen| http::serve(listen, served)).transpose()?;
    if broker.is_some() {
        say(&format!("embedded broker at {}: it keeps nothing", settings.kafka.bootstrap));
    }
    if let Some(at) = listening {
        say(&format!("http://{at}  metrics, healthz, readyz{}", if embedded { ", v1/messages" } else { "" }));
    }
    let (told, hears) = std::sync::mpsc::channel();
    let run = Run {
        settings: Arc::new(settings),
        roles,
        cluster: if embedded { Cluster::Embedded } else { Cluster::Real },
        clock: Clock::System,
        metrics,
        health,
        told: embedded.then_some(told),
        close_open: arguments.close_open,
    };
    run.start()?.wait(|| {
        // Beside an embedded broker there is nobody but the terminal to read a candidate.
        hears.try_iter().for_each(|said| tell::said(&said));
        stop.load(Ordering::Relaxed)
    })
}

/// What takes messages over HTTP, beside an embedded broker only.
pub fn receiver(settings: &RunSettings, embedded: bool, clock: Clock) -> Result<Option<Arc<Receiver>>, RunError> {
    if !embedded {
        return Ok(None);
    }
    let publisher = Publisher::new(&settings.kafka)?;
    Ok(Some(Arc::new(Receiver::new(publisher, settings.sources.clone(), clock))))
}

fn say(line: &str) {
    // Nobody is left to tell where standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Becomes true when the process is asked to end.
///
/// # Errors
/// Where no signal can be waited for.
pub fn told_to_stop() -> Result<Arc<AtomicBool>, RunError> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |e: std::io::Error| RunError::Configuration(format!("signals cannot be waited for: {e}"));
    let told = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&told);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let (mut terminate, mut interrupt) = {
        let _inside = runtime.enter();
        (signal(SignalKind::terminate()).map_err(failed)?, signal(SignalKind::interrupt()).map_err(failed)?)
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            });
            tell.store(true, Ordering::Relaxed);
        })
        .map_err(failed)?;
    Ok(told)
}

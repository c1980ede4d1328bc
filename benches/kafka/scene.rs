//! A broker, an installation on it, and the program as a process of its own.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use groundswell::kafka::{make_source, settle_topics};
use groundswell::load::run::KafkaSettings;

use crate::invented::FEATURES;

/// Only what has failed takes so long.
const PATIENCE: Duration = Duration::from_secs(120);
const SOURCE_PARTITIONS: i32 = 4;
const JOURNAL_PARTITIONS: i32 = 4;

/// The address of a broker that ends with this program.
pub(crate) fn broker() -> String {
    let folder = std::env::temp_dir().join(format!("groundswell-bench-{}", std::process::id()));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/broker.sh");
    let owner = std::process::id().to_string();
    let output = Command::new(script).arg("start").env("WORK", folder).env("OWNER", owner).output();
    let output = output.expect("tests/kafka/broker.sh runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Settings, topics and catalogues of one installation.
pub(crate) struct Installation {
    pub(crate) kafka: KafkaSettings,
    pub(crate) source: String,
    folder: PathBuf,
}

impl Installation {
    /// Makes its topics and its folder, removed when it goes.
    pub(crate) fn make(broker: &str, name: &str, tenants: &[String]) -> Self {
        let prefix = format!("bench-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(&prefix);
        let source = format!("{prefix}-messages");
        let kafka = KafkaSettings {
            bootstrap: broker.to_owned(),
            journal_partitions: JOURNAL_PARTITIONS,
            replication: 1,
            min_insync: 1,
            prefix: prefix.clone(),
            ..KafkaSettings::default()
        };
        let mut catalogue = String::new();
        for (id, english, french) in FEATURES {
            let line =
                format!("[[feature]]\nfeature = \"{id}\"\nname = \"{id}\"\naliases = [\"{english}\", \"{french}\"]");
            writeln!(catalogue, "{line}").expect("a text grows");
        }
        for tenant in tenants {
            write(&folder.join("tenants").join(tenant), "catalogue.toml", &catalogue);
        }
        let settings = format!(
            "[kafka]\nbootstrap = \"{broker}\"\nprefix = \"{prefix}\"\njournal_partitions = {JOURNAL_PARTITIONS}\n\
             replication = 1\nmin_insync = 1\n[identity]\nkey_file = \"bench.key\"\n\
             [sources]\nmessages = [\"{source}\"]\nobservations = []\nchanges = []\n"
        );
        write(&folder, "groundswell.toml", &settings);
        write(&folder, "bench.key", "a key for benches, no secret");
        settle_topics(&kafka, true).expect("topics");
        make_source(&kafka, &source, SOURCE_PARTITIONS).expect("the source topic");
        Self { kafka, source, folder }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // What is left is in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join(name), text).expect("a file");
}

/// The program at work.
pub(crate) struct Process {
    child: Child,
    http: String,
}

impl Process {
    pub(crate) fn start(installation: &Installation, roles: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let http = free.to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
        command.args(["run", "--roles", roles, "--config"]).arg(&installation.folder);
        command.env("GROUNDSWELL__HTTP__LISTEN", &http).env("RUST_LOG", "error").stdout(Stdio::null());
        Self { child: command.spawn().expect("the program starts"), http }
    }

    /// What it answers over HTTP; none while it does not, or not with 200.
    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(&self.http).ok()?;
        stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: bench\r\n\r\n").as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.lines().next()?.contains(" 200 ").then_some(answer)
    }

    /// Waits until it says that it is ready.
    pub(crate) fn ready(&self) {
        let since = Instant::now();
        while self.get("/readyz").is_none() {
            assert!(since.elapsed() < PATIENCE, "it does not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Messages that stage 1 has read.
    pub(crate) fn read(&self) -> usize {
        self.messages(&["read"])
    }

    /// Messages with a verdict that is committed.
    pub(crate) fn decided(&self) -> usize {
        self.messages(&["counted", "filtered", "duplicate", "late", "dead"])
    }

    fn messages(&self, outcomes: &[&str]) -> usize {
        let metrics = self.get("/metrics").unwrap_or_default();
        let of = |outcome: &&str| {
            let line = format!("groundswell_messages_total{{outcome=\"{outcome}\"}} ");
            metrics.lines().find_map(|l| l.strip_prefix(&line)?.parse::<usize>().ok()).unwrap_or_default()
        };
        outcomes.iter().map(of).sum()
    }

    /// Processor time so far.
    pub(crate) fn cpu(&self) -> Duration {
        let stat = self.proc("stat");
        // After the name, which stands in brackets: fields 14 and 15 in ticks of 10 ms.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        Duration::from_millis(10 * fields.filter_map(|f| f.parse::<u64>().ok()).sum::<u64>())
    }

    /// The most memory it has held.
    pub(crate) fn peak_mb(&self) -> f64 {
        let status = self.proc("status");
        let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak.unwrap_or(0.0) / 1_024.0
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default()
    }

    /// Stops it as an upgrade would.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        let ended = self.child.wait().expect("it ends");
        assert!(asked.success() && ended.success(), "it ends with {ended}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already unless something failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! A tenant is erased: nothing of it stands on a topic that keeps one record a key, and nobody else loses anything.

use std::collections::BTreeMap;
use std::process::Command;

use groundswell::engine::input::Forget;
use groundswell::ids::TenantId;
use groundswell::kafka::{Clock, Publisher, Topics, partition_of};
use groundswell::load::run::RunSettings;
use groundswell::time::Span;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use crate::helper::*;
use crate::story::config_file;

/// What stands on a topic by key; none where it was taken back.
type Standing = BTreeMap<String, Option<Vec<u8>>>;

fn standing(settings: &RunSettings, topic: &str) -> Standing {
    read_all(settings, topic).into_iter().map(|r| (r.key, r.payload)).collect()
}

/// The keys of a tenant that stand, and those that were taken back.
fn keys(all: &Standing, tenant: &str) -> (Vec<String>, Vec<String>) {
    let of = all.iter().filter(|(key, _)| key.split([':', '/']).next() == Some(tenant));
    let (stand, gone): (Vec<_>, Vec<_>) = of.partition(|(_, payload)| payload.is_some());
    let named = |of: Vec<(&String, &Option<Vec<u8>>)>| of.into_iter().map(|(key, _)| key.clone()).collect();
    (named(stand), named(gone))
}

/// Candidates, clusters, watches, scorecard: what is told of a tenant by key.
fn told(settings: &RunSettings) -> [String; 4] {
    let topics = Topics::new(&settings.kafka.prefix);
    [topics.candidates, topics.clusters, topics.watches, topics.scorecard]
}

/// Puts what was said months ago where it would stand.
fn said_long_ago(settings: &RunSettings, topic: &str, tenant: &str) {
    let mut config = rdkafka::ClientConfig::new();
    config.set("bootstrap.servers", &settings.kafka.bootstrap);
    let producer: BaseProducer = config.create().unwrap();
    let partition = partition_of(tenant, settings.kafka.journal_partitions);
    let key = format!("{tenant}:long-ago");
    let record = BaseRecord::to(topic).partition(partition).key(&key).payload(b"{}");
    producer.send(record).map_err(|(e, _)| e).unwrap();
    producer.flush(PATIENCE).unwrap();
}

#[test]
fn of_an_erased_tenant_nothing_stands_and_nobody_else_loses_anything() {
    let settings = installation("forget");
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let [candidates_topic, _, watches, _] = told(&settings);
    for tenant in ["acme", "globex"] {
        customers.three_report(tenant);
        for (id, ago) in [("over", Span::from_hours(2)), ("running", Span::from_mins(5))] {
            let time = Clock::System.now() - ago;
            let body = format!(
                r#"{{"tenant":"{tenant}","id":"{id}","time":"{time}","kind":"deploy","service":"web","features":["invoices"]}}"#
            );
            publish(&publisher, "forget-changes", tenant, &body);
        }
        said_long_ago(&settings, &candidates_topic, tenant);
        said_long_ago(&settings, &watches, tenant);
    }
    // A candidate and one of long ago; two clusters at most; two deploys and one of long ago; a month or two.
    let stands = |tenant: &str| told(&settings).map(|topic| keys(&standing(&settings, &topic), tenant).0.len());
    let full = |tenant: &str| Some(stands(tenant)).filter(|[c, l, w, s]| *c == 2 && *l >= 1 && *w == 3 && *s >= 1);
    let before = ["acme", "globex"].map(|tenant| wait_for("all that is told", || full(tenant)));
    let health = |process: &Process| {
        let line = "groundswell_feature_health{feature=\"invoices\",state=\"uncovered\"}";
        metric(&process.registry, line)
    };
    wait_for("both in the metric", || (health(&process) == 2.0).then_some(()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    let run = command.args(["forget", "--tenant", "acme", "--config"]).arg(&config).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    wait_for("the erasure", || (stands("acme") == [0; 4]).then_some(()));
    wait_for("the metric without it", || (health(&process) == 1.0).then_some(()));
    process.stop().unwrap();

    for (topic, stood) in told(&settings).iter().zip(before[0]) {
        let (_, gone) = keys(&standing(&settings, topic), "acme");
        assert!(gone.len() >= stood, "{topic}: {gone:?}");
    }
    assert_eq!(stands("globex"), before[1], "nobody else loses anything");
    let topics = Topics::new("forget");
    let (configured, _) = keys(&standing(&settings, &topics.config), "acme");
    assert_eq!(configured, ["acme:forget:tenant"], "that it is erased is all that is configured");
    let state = standing(&settings, &topics.state);
    for (key, bytes) in state.iter().filter(|(key, _)| key.starts_with("acme/")) {
        let bytes = bytes.as_deref().unwrap_or_default();
        for trace in ["pay now", "checkout", "invoice", "acme-ann", "running"] {
            assert!(!bytes.windows(trace.len()).any(|w| w == trace.as_bytes()), "{key} holds {trace}");
        }
    }
    assert!(state.iter().any(|(key, bytes)| key.starts_with("globex/part/episode/") && bytes.is_some()));

    // Its files are gone as well; who is left goes on.
    let mut without = settings.clone();
    without.tenants.retain(|tenant, _| tenant.as_str() != "acme");
    let process = Process::start(&without, &BOTH);
    customers.write("globex", "kim", 12, "pay now fails for me as well");
    let fourth = |bytes: Vec<u8>| {
        let candidate: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        (candidate["customers"] == 4).then_some(())
    };
    wait_for("the other tenant's fourth customer", || {
        standing(&settings, &candidates_topic).into_values().flatten().find_map(fourth)
    });
    wait_for("the metric after the restart", || (health(&process) == 1.0).then_some(()));
    assert_eq!(stands("acme"), [0; 4], "nor does it come back");
    process.stop().unwrap();
}

#[test]
fn the_brokers_delete_what_is_taken_back() {
    let mut settings = settings("erased", 1);
    with_catalogue(&mut settings, "acme", &[("checkout", "pay now")]);
    // As they are made, but for the days.
    let compact = [("min.cleanable.dirty.ratio", "0.01"), ("segment.ms", "500"), ("delete.retention.ms", "100")];
    for (topic, policy) in told(&settings).iter().zip(["compact,delete", "compact", "compact,delete", "compact"]) {
        make_with(&settings, topic, 1, &[&compact[..], &[("cleanup.policy", policy)]].concat());
    }
    make_topics(&settings, 1);
    let process = Process::start(&settings, &BOTH);
    Customers::of(&settings).three_report("acme");
    let time = Clock::System.now() - Span::from_mins(5);
    let deploy = format!(
        r#"{{"tenant":"acme","id":"d","time":"{time}","kind":"deploy","service":"web","features":["checkout"]}}"#
    );
    publish(&Publisher::new(&settings.kafka).unwrap(), "erased-changes", "acme", &deploy);
    // With their bodies, whether they stand or were replaced.
    let bodies = |topic: &str| {
        read_all(&settings, topic).iter().filter(|r| r.key.starts_with("acme:") && r.payload.is_some()).count()
    };
    for topic in told(&settings) {
        wait_for(&topic, || (bodies(&topic) > 0).then_some(()));
    }
    groundswell::kafka::forget(&settings.kafka, TenantId::new("acme").unwrap(), Forget::Tenant).unwrap();
    for topic in told(&settings) {
        wait_for(&format!("{topic} without it"), || {
            // The newest segment is never compacted: what others write begins the next one.
            said_long_ago(&settings, &topic, "globex");
            (bodies(&topic) == 0).then_some(())
        });
    }
    process.stop().unwrap();
}

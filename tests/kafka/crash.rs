//! Two correlate processes, one of them killed: what is published is what the engine alone says over
//! the same journal, read back from the topic.

use std::time::Instant;

use groundswell::kafka::Role;

use crate::helper::*;
use crate::story::*;

fn killed_and_restarted(prefix: &str, messages: usize, kills: usize) {
    let settings = with_story(settings(prefix, PARTITIONS));
    make_topics(&settings, 2);
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let since = Instant::now();
    tell(&settings, 0..messages, messages);
    println!("{messages} told after {:?}", since.elapsed());
    let steady = Correlate::start(&config, "steady");
    let mut victim = Correlate::start(&config, "victim");
    let understand = Process::start(&settings, &[Role::Understand]);
    let mut verdicts = verdicts(&settings);
    for kill in 1..=kills {
        let until = messages * kill / (kills + 1);
        wait_for("the next part of the story", || (verdicts() >= until).then_some(()));
        println!("kill {kill} after {:?}", since.elapsed());
        victim.kill();
        victim = Correlate::start(&config, "victim");
    }
    wait_for("every message", || (verdicts() >= messages).then_some(()));
    println!("all answered after {:?}", since.elapsed());
    understand.stop().unwrap();
    wait_for("the end of the journal", || all_read(&settings));
    assert_eq!((steady.stop(), victim.stop()), (Some(0), Some(0)));
    holds(&settings, messages);
}

#[test]
fn a_process_killed_again_and_again_changes_nothing_that_is_published() {
    killed_and_restarted("killed", 20_000, 4);
}

#[test]
fn a_hundred_thousand_messages_and_a_kill_half_way() {
    killed_and_restarted("hundred", 100_000, 1);
}

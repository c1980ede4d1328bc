//! What a tenant costs in memory, awake and asleep: `cargo bench --bench memory`. One process a figure,
//! since memory that was let go may stay with the allocator: what the process grew by with those asleep is
//! mostly that, and moves from run to run; what they are packed into does not.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints what it saw and has nothing to measure without its scene"
)]

mod invented;
mod world;

use std::process::Command;
use std::{env, fs};

use groundswell::engine::input::Input;
use groundswell::ids::TenantId;
use groundswell::pipeline::partition::SLEEPS_AFTER;
use groundswell::time::Span;
use groundswell::wire::journal::Body;
use invented::Dice;
use world::{EVERY, LETTERS, World, catalogue};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tenants, messages of each, and whether they sleep.
const SCENES: [(usize, i64, bool); 7] = [
    (500, 0, false),
    (500, 100, false),
    (10, 3_000, false),
    (1, 20_000, false),
    (1_000, 0, true),
    (500, 100, true),
    (100, 300, true),
];
/// Marks a process that measures one scene.
const SCENE: &str = "GROUNDSWELL_MEMORY_SCENE";

fn main() {
    if let Ok(scene) = env::var(SCENE) {
        let (tenants, messages, sleep) = SCENES[scene.parse::<usize>().expect("the number of a scene")];
        let (all, packed) = if sleep { bytes_asleep(tenants, messages) } else { (bytes_awake(tenants, messages), 0) };
        println!("{all} {packed}");
        return;
    }
    for (scene, (tenants, messages, sleep)) in SCENES.iter().enumerate() {
        let itself = env::current_exe().expect("a path of its own");
        let said = Command::new(itself).env(SCENE, scene.to_string()).output().expect("it starts").stdout;
        let said = String::from_utf8_lossy(&said).into_owned();
        let mut bytes = said.split_whitespace().map(|n| n.parse::<f64>().expect("a number of bytes") / 1e3);
        let (all, packed) = (bytes.next().expect("the first"), bytes.next().expect("the second"));
        let state = if *sleep { format!("asleep, packed into {packed:.1} kB") } else { "awake".to_owned() };
        println!("{messages} messages, of {tenants}, {state}: {all:.0} kB a tenant");
    }
}

/// What the process grew by, by tenants with a catalogue of 20 features, and so many messages of each.
fn bytes_awake(tenants: usize, messages: i64) -> u64 {
    // What all tenants share is there before.
    drop(World::new(1));
    let before = resident();
    let mut world = World::new(tenants);
    world.pass(Span::from_millis(EVERY.as_millis() * messages));
    store(&mut world);
    resident().saturating_sub(before) / tenants as u64
}

/// The same where one writes after the other, and each sleeps before the next begins. What the process needs
/// for one that is awake is there before, by a tenth of them.
fn bytes_asleep(tenants: usize, messages: i64) -> (u64, u64) {
    let mut world = World::new(0);
    let mut dice = Dice::new(4);
    for _ in 0..tenants / 10 {
        writes_and_sleeps(&mut world, messages, &mut dice);
    }
    let (before, packed) = (resident(), world.partition.bytes_at_rest());
    for _ in 0..tenants {
        writes_and_sleeps(&mut world, messages, &mut dice);
    }
    let packed = (world.partition.bytes_at_rest() - packed) as u64;
    (resident().saturating_sub(before) / tenants as u64, packed / tenants as u64)
}

fn writes_and_sleeps(world: &mut World, messages: i64, dice: &mut Dice) {
    let number = world.tenants.len();
    let tenant = TenantId::new(format!("tenant-{number}")).expect("a good id");
    world.tenants.push(tenant.clone());
    let record = world.says(Body::Tenant { tenant, input: Input::Catalogue(Box::new(catalogue())) });
    world.apply(vec![record]);
    for _ in 0..messages {
        world.now += EVERY;
        let records = vec![world.writes(number, dice.below(LETTERS)), world.progress()];
        world.apply(records);
    }
    // Its candidates end, it is stored, and then not used for a while.
    for _ in 0..100 {
        store(world);
        world.now += SLEEPS_AFTER;
        let record = world.progress();
        world.apply(vec![record]);
        if world.partition.at_rest() == [0, number + 1] {
            return;
        }
    }
    panic!("the tenant stays awake");
}

/// What is stored is not held any more.
fn store(world: &mut World) {
    for tenant in world.partition.dirty().cloned().collect::<Vec<_>>() {
        drop(world.partition.take_dirty(&tenant));
    }
}

/// Resident memory of this process in bytes, as Linux tells it.
fn resident() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux tells it");
    let pages: u64 = pages.split(' ').nth(1).and_then(|p| p.parse().ok()).expect("a number of pages");
    pages * 4_096
}

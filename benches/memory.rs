//! What a tenant costs in memory: `cargo bench --bench memory`. One process a figure, since memory that
//! was let go may stay with the allocator.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints what it saw and has nothing to measure without its scene"
)]

mod invented;
mod world;

use std::process::Command;
use std::{env, fs};

use groundswell::time::Span;
use world::{EVERY, World};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// (tenants, messages each).
const SCENES: [(usize, i64); 4] = [(500, 0), (500, 100), (10, 3_000), (1, 20_000)];
/// Marks a process that measures one scene.
const SCENE: &str = "GROUNDSWELL_MEMORY_SCENE";

fn main() {
    if let Ok(scene) = env::var(SCENE) {
        let (tenants, messages) = SCENES[scene.parse::<usize>().expect("the number of a scene")];
        println!("{}", bytes_a_tenant(tenants, messages));
        return;
    }
    for (scene, (tenants, messages)) in SCENES.iter().enumerate() {
        let itself = env::current_exe().expect("a path of its own");
        let said = Command::new(itself).env(SCENE, scene.to_string()).output().expect("it starts").stdout;
        let bytes: f64 = String::from_utf8_lossy(&said).trim().parse().expect("a number of bytes");
        println!("{messages} messages, of {tenants}: {:.0} kB a tenant", bytes / 1e3);
    }
}

/// What the process grew by, by tenants with a catalogue of 20 features, and so many messages of each.
fn bytes_a_tenant(tenants: usize, messages: i64) -> u64 {
    // What all tenants share is there before.
    drop(World::new(1));
    let before = resident();
    let mut world = World::new(tenants);
    world.pass(Span::from_millis(EVERY.as_millis() * messages));
    // What is stored is not held any more.
    for tenant in world.tenants.clone() {
        drop(world.partition.take_dirty(&tenant));
    }
    resident().saturating_sub(before) / tenants as u64
}

/// Resident memory of this process in bytes, as Linux tells it.
fn resident() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux tells it");
    let pages: u64 = pages.split(' ').nth(1).and_then(|p| p.parse().ok()).expect("a number of pages");
    pages * 4_096
}

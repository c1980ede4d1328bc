//! The program: arguments, then settled settings, then one command.

use clap::Parser as _;

/// Both stages make and drop many small texts a message, often on different threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // clap itself answers --help and --version with 0 and wrong usage with 2.
    groundswell::cli::run(groundswell::cli::Arguments::parse()).into()
}

//! The program: arguments, then settled settings, then one command.

use clap::Parser as _;

fn main() -> std::process::ExitCode {
    // clap itself answers --help and --version with 0 and wrong usage with 2.
    groundswell::cli::run(groundswell::cli::Arguments::parse()).into()
}

//! The program: arguments to settled settings to one command.

fn main() {}

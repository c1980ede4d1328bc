//! What can be said of one file alone: its size, its opening words, its attributes, its name.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::Source;
use crate::table;

/// A page of code: what one person holds in mind.
const MAX_FILE_LINES: usize = 400;
/// A screen of code, signature and braces included.
const MAX_FN_LINES: usize = 70;
/// A room's opening words say what it is for and what it must never do: hardly less than this.
const MIN_DOC_WORDS: usize = 12;

/// Files and functions that have grown too large.
pub(crate) fn sizes(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    let lines = source.text.lines().count();
    if lines > MAX_FILE_LINES {
        complaints.push(format!("{}: {lines} lines, at most {MAX_FILE_LINES}", source.path));
    }
    let mut functions = Functions::default();
    functions.visit_file(&source.tree);
    for (name, first, last) in functions.found {
        let lines = last + 1 - first;
        if lines > MAX_FN_LINES {
            complaints.push(format!("{}:{first}: fn {name} has {lines} lines, at most {MAX_FN_LINES}", source.path));
        }
    }
    complaints
}

#[derive(Default)]
struct Functions {
    found: Vec<(String, usize, usize)>,
}

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.span().start().line;
        self.found.push((signature.ident.to_string(), first, block.span().end().line));
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, f: &'ast syn::ItemFn) {
        self.add(&f.sig, &f.block);
        visit::visit_item_fn(self, f);
    }

    fn visit_impl_item_fn(&mut self, f: &'ast syn::ImplItemFn) {
        self.add(&f.sig, &f.block);
        visit::visit_impl_item_fn(self, f);
    }

    fn visit_trait_item_fn(&mut self, f: &'ast syn::TraitItemFn) {
        if let Some(block) = &f.default {
            self.add(&f.sig, block);
        }
        visit::visit_trait_item_fn(self, f);
    }
}

/// A room (each mod.rs, lib.rs and the one-file rooms) opens by saying what it is for and what it
/// must never do.
pub(crate) fn docs(source: &Source) -> Vec<String> {
    let is_room = source.module.len() <= 1 || source.path.ends_with("/mod.rs");
    if !is_room {
        return Vec::new();
    }
    let opening: Vec<&str> = source.text.lines().map_while(|l| l.strip_prefix("//!")).collect();
    let words: Vec<String> = opening
        .iter()
        .flat_map(|l| l.split_whitespace())
        .map(|w| w.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase())
        .collect();
    if words.is_empty() {
        return vec![format!("{}: opens without //! docs", source.path)];
    }
    if !source.path.ends_with("/mod.rs") {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    if words.len() < MIN_DOC_WORDS {
        complaints.push(format!("{}: its //! docs do not say what it is for", source.path));
    }
    if !words.iter().any(|w| w == "never" || w == "nothing") {
        complaints.push(format!("{}: its //! docs do not say what it must never do", source.path));
    }
    complaints
}

/// Lints are expected with a reason, never allowed.
pub(crate) fn attributes(source: &Source) -> Vec<String> {
    let mut attributes = Attributes::default();
    attributes.visit_file(&source.tree);
    let complain = |(line, why): &(usize, &str)| format!("{}:{line}: {why}", source.path);
    attributes.found.iter().map(complain).collect()
}

#[derive(Default)]
struct Attributes {
    found: Vec<(usize, &'static str)>,
}

impl<'ast> Visit<'ast> for Attributes {
    fn visit_attribute(&mut self, attr: &'ast syn::Attribute) {
        let line = attr.span().start().line;
        let tokens = match &attr.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => TokenStream::new(),
        };
        if attr.path().is_ident("allow") || (attr.path().is_ident("cfg_attr") && names(&tokens, "allow")) {
            self.found.push((line, "#[allow]: expect it with a reason, or mend it"));
        }
        let expects = attr.path().is_ident("expect") || (attr.path().is_ident("cfg_attr") && names(&tokens, "expect"));
        if expects && !names(&tokens, "reason") {
            self.found.push((line, "#[expect] without a reason"));
        }
    }
}

/// Whether an identifier stands anywhere among these tokens.
fn names(tokens: &TokenStream, ident: &str) -> bool {
    tokens.clone().into_iter().any(|t| match t {
        TokenTree::Ident(i) => i == ident,
        TokenTree::Group(g) => names(&g.stream(), ident),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// A module named core says nothing and hides the crate of that name.
pub(crate) fn module_names(source: &Source) -> Vec<String> {
    let is_core = source.module.iter().any(|part| part == "core");
    is_core.then(|| format!("{}: no module is called core", source.path)).into_iter().collect()
}

/// lib.rs denies clippy's list of clocks and std floats on each pure room, and on no other.
pub(crate) fn purity_denied(lib: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    for item in &lib.tree.items {
        let syn::Item::Mod(m) = item else { continue };
        let Some(room) = table::room(&m.ident.to_string()) else { continue };
        let denies = |a: &syn::Attribute| match &a.meta {
            syn::Meta::List(list) => a.path().is_ident("deny") && names(&list.tokens, "disallowed_methods"),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => false,
        };
        if room.pure != m.attrs.iter().any(denies) {
            let wrong = if room.pure { "must deny" } else { "need not deny" };
            complaints.push(format!("src/lib.rs: {} {wrong} clippy::disallowed_methods", room.name));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::{MAX_FILE_LINES, MAX_FN_LINES, attributes, docs, module_names, purity_denied, sizes};
    use crate::Source;

    fn at(path: &str, text: &str) -> Source {
        Source::new(path, text)
    }

    #[test]
    fn sizes_hold_at_the_limit() {
        let file = |lines: usize| "// x\n".repeat(lines);
        assert!(sizes(&at("src/rank.rs", &file(MAX_FILE_LINES))).is_empty());
        assert_eq!(sizes(&at("src/rank.rs", &file(MAX_FILE_LINES + 1))).len(), 1);
        // Two lines are the signature's and the closing brace's.
        let function = |lines: usize| format!("/// Docs.\n#[test]\nfn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2));
        let method = |lines: usize| format!("impl X {{\n{}}}\n", function(lines));
        assert!(sizes(&at("src/rank.rs", &function(MAX_FN_LINES))).is_empty());
        assert_eq!(sizes(&at("src/rank.rs", &function(MAX_FN_LINES + 1))).len(), 1);
        assert!(sizes(&at("src/rank.rs", &method(MAX_FN_LINES))).is_empty());
        assert_eq!(sizes(&at("src/rank.rs", &method(MAX_FN_LINES + 1))).len(), 1);
    }

    #[test]
    fn rooms_without_opening_words_are_found() {
        let good = "//! The signal hierarchy: what customers say outranks what monitoring says.\n//!\n//! It must never count.\n";
        assert!(docs(&at("src/engine/mod.rs", good)).is_empty());
        assert_eq!(docs(&at("src/engine/mod.rs", "// no docs\n")).len(), 1);
        assert_eq!(docs(&at("src/engine/mod.rs", "//! Engine.\n")).len(), 2);
        assert_eq!(docs(&at("src/engine/deep/mod.rs", "\n//! Too late.\nuse x::y;\n")).len(), 1);
        assert_eq!(docs(&at("src/rank.rs", "use x::y;\n")).len(), 1);
        assert!(docs(&at("src/engine/apply.rs", "use x::y;\n")).is_empty());
    }

    #[test]
    fn allowed_lints_are_found() {
        for text in [
            "#![allow(dead_code)]",
            "#[allow(dead_code, reason = \"x\")] fn f() {}",
            "fn f() { #[allow(unused)] let x = 1; }",
            "#[cfg_attr(test, allow(dead_code))] fn f() {}",
            "#[expect(dead_code)] fn f() {}",
            "struct S { #[expect(dead_code)] a: u8 }",
        ] {
            assert_eq!(attributes(&at("src/rank.rs", text)).len(), 1, "{text}");
        }
        let fine = "#[expect(dead_code, reason = \"kept for the reader\")] fn f() {}";
        assert!(attributes(&at("src/rank.rs", fine)).is_empty());
    }

    #[test]
    fn core_is_found() {
        assert_eq!(module_names(&at("src/engine/core.rs", "")).len(), 1);
        assert_eq!(module_names(&at("src/core/mod.rs", "")).len(), 1);
        assert!(module_names(&at("src/engine/score.rs", "")).is_empty());
    }

    #[test]
    fn a_pure_room_without_the_ban_is_found() {
        let lib = |text: &str| purity_denied(&at("src/lib.rs", text)).len();
        assert_eq!(lib("pub mod rank;"), 1);
        assert_eq!(lib("#[warn(clippy::disallowed_methods)] pub mod rank;"), 1);
        assert_eq!(lib("#[deny(clippy::disallowed_methods)] pub mod rank; pub mod kafka;"), 0);
        assert_eq!(lib("#[deny(clippy::disallowed_methods)] pub mod kafka;"), 1);
    }
}

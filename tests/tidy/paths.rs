//! Every path a file names, spelled out from its crate: through imports, aliases, `self` and `super`,
//! inside macros and attributes too.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use crate::Source;

/// One path named in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// From its crate on; `crate` for this one. A glob ends in `*`.
    pub(crate) path: Vec<String>,
    /// Where, from 1.
    pub(crate) line: usize,
    /// Inside `#[cfg(test)]`.
    pub(crate) test: bool,
}

impl Named {
    /// The path as written in Rust.
    pub(crate) fn text(&self) -> String {
        self.path.join("::")
    }
}

/// Every path of a file, with `crate` for this crate's own.
pub(crate) fn named(source: &Source) -> Vec<Named> {
    let mut imports = Collect::new(source);
    imports.imports_only = true;
    imports.visit_file(&source.tree);
    let mut all = Collect::new(source);
    all.aliases = imports.aliases;
    all.visit_file(&source.tree);
    all.found
}

/// Whether an item stands under `#[cfg(test)]` or is a test.
pub(crate) fn is_test(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|a| {
        a.path().is_ident("test")
            || (a.path().is_ident("cfg")
                && matches!(&a.meta, syn::Meta::List(list) if list.tokens.to_string() == "test"))
    })
}

struct Collect {
    module: Vec<String>,
    inline: Vec<String>,
    aliases: BTreeMap<String, Vec<String>>,
    imports_only: bool,
    in_test: usize,
    found: Vec<Named>,
}

impl Collect {
    fn new(source: &Source) -> Self {
        // main.rs is the root of its own crate.
        let module = if source.path == "src/main.rs" { Vec::new() } else { source.module.clone() };
        let mut aliases = BTreeMap::new();
        for item in &source.tree.items {
            // A child module hides an outside crate of its name.
            if let syn::Item::Mod(m) = item {
                let here = std::iter::once("crate".to_owned()).chain(module.iter().cloned());
                aliases.insert(m.ident.to_string(), here.chain([m.ident.to_string()]).collect());
            }
        }
        Self { module, inline: Vec::new(), aliases, imports_only: false, in_test: 0, found: Vec::new() }
    }

    /// Spells a path out from its crate.
    fn resolve(&self, path: &[String]) -> Vec<String> {
        let mut here: Vec<String> = self.module.iter().chain(&self.inline).cloned().collect();
        let mut rest = path;
        match path.first().map(String::as_str) {
            Some("crate" | "groundswell") => with_crate(Vec::new(), &path[1..]),
            Some("self" | "super") => {
                while let Some((first, tail)) = rest.split_first() {
                    match first.as_str() {
                        "self" => {}
                        "super" => drop(here.pop()),
                        _ => break,
                    }
                    rest = tail;
                }
                with_crate(here, rest)
            }
            Some(first) => match self.aliases.get(first) {
                Some(full) => full.iter().chain(&path[1..]).cloned().collect(),
                None => path.to_vec(),
            },
            None => Vec::new(),
        }
    }

    fn push(&mut self, path: &[String], line: usize) {
        if !self.imports_only {
            let path = self.resolve(path);
            self.found.push(Named { path, line, test: self.in_test > 0 });
        }
    }

    fn import(&mut self, prefix: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(p) => {
                prefix.push(p.ident.to_string());
                self.import(prefix, &p.tree);
                prefix.pop();
            }
            syn::UseTree::Group(g) => g.items.iter().for_each(|t| self.import(prefix, t)),
            syn::UseTree::Glob(g) => self.leaf(prefix, Some("*".to_owned()), None, g.star_token.spans[0].start().line),
            syn::UseTree::Name(n) => self.leaf(prefix, Some(n.ident.to_string()), None, n.ident.span().start().line),
            syn::UseTree::Rename(r) => {
                self.leaf(prefix, Some(r.ident.to_string()), Some(r.rename.to_string()), r.ident.span().start().line);
            }
        }
    }

    fn leaf(&mut self, prefix: &[String], last: Option<String>, rename: Option<String>, line: usize) {
        let mut path = prefix.to_vec();
        path.extend(last.filter(|l| l != "self"));
        let full = self.resolve(&path);
        if let Some(name) = rename.or_else(|| path.last().cloned()).filter(|n| n != "*" && n != "_") {
            self.aliases.entry(name).or_insert(full);
        }
        self.push(&path, line);
    }

    /// Paths among tokens that are not parsed: macros and attributes.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(g) => self.tokens(g.stream()),
                TokenTree::Literal(l) => self.literal(&l.to_string(), l.span().start().line),
                TokenTree::Ident(first) => {
                    let mut path = vec![first.to_string()];
                    while let Some(next) = after_colons(&tokens[at + 1..]) {
                        path.push(next);
                        at += 3;
                    }
                    if path.len() > 1 {
                        self.push(&path, first.span().start().line);
                    }
                }
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }

    /// `#[serde(with = "crate::x")]` names a path in a string.
    fn literal(&mut self, text: &str, line: usize) {
        let inner = text.trim_matches('"');
        let is_path = inner.contains("::") && inner.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
        if is_path {
            self.push(&inner.split("::").map(str::to_owned).collect::<Vec<_>>(), line);
        }
    }
}

fn with_crate(module: Vec<String>, rest: &[String]) -> Vec<String> {
    std::iter::once("crate".to_owned()).chain(module).chain(rest.iter().cloned()).collect()
}

/// The identifier behind `::` at the start of these tokens.
fn after_colons(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Punct(a), TokenTree::Punct(b), TokenTree::Ident(next), ..]
            if a.as_char() == ':' && b.as_char() == ':' =>
        {
            Some(next.to_string())
        }
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Collect {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these kinds of item are ever marked as test code")]
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attrs: &[syn::Attribute] = match item {
            syn::Item::Mod(i) => &i.attrs,
            syn::Item::Fn(i) => &i.attrs,
            syn::Item::Use(i) => &i.attrs,
            syn::Item::Impl(i) => &i.attrs,
            syn::Item::Struct(i) => &i.attrs,
            _ => &[],
        };
        let test = usize::from(is_test(attrs));
        self.in_test += test;
        visit::visit_item(self, item);
        self.in_test -= test;
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.inline.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.inline.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&mut Vec::new(), &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.push(&[item.ident.to_string()], item.ident.span().start().line);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let parts: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
            self.push(&parts, path.segments[0].ident.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        visit::visit_macro(self, mac);
        self.tokens(mac.tokens.clone());
    }

    fn visit_attribute(&mut self, attr: &'ast syn::Attribute) {
        if attr.path().is_ident("doc") {
            return;
        }
        visit::visit_attribute(self, attr);
        if let syn::Meta::List(list) = &attr.meta {
            self.tokens(list.tokens.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::Source;

    fn texts(path: &str, text: &str) -> Vec<String> {
        named(&Source::new(path, text)).iter().map(super::Named::text).collect()
    }

    #[test]
    fn paths_are_spelled_out() {
        let text = "use std::time as clock;\nuse crate::engine::{self, Why as W};\nuse super::super::kafka::Worker;\n\
                    fn f() { clock::Instant::now(); W::Quiet; vec![engine::Engine::new(), self::sub::x()]; }";
        let found = texts("src/rank/deep.rs", text);
        for want in [
            "std::time",
            "std::time::Instant::now",
            "crate::engine",
            "crate::engine::Why::Quiet",
            "crate::kafka::Worker",
            "crate::engine::Engine::new",
            "crate::rank::deep::sub::x",
        ] {
            assert!(found.iter().any(|f| f == want), "{want} not in {found:?}");
        }
    }

    #[test]
    fn paths_in_attributes_and_from_main_are_seen() {
        let found = texts("src/main.rs", "#[derive(thiserror::Error)] struct S;\nuse groundswell::cli::run;\n");
        assert!(
            found.contains(&"thiserror::Error".to_owned()) && found.contains(&"crate::cli::run".to_owned()),
            "{found:?}"
        );
        let found = texts("src/rank.rs", "#[serde(with = \"crate::wire::x\")] struct S { a: u8 }");
        assert!(found.contains(&"crate::wire::x".to_owned()), "{found:?}");
    }

    #[test]
    fn a_child_module_hides_a_crate_of_its_name() {
        assert_eq!(texts("src/load/mod.rs", "mod config;\nuse config::Read;"), ["crate::load::config::Read"]);
        assert_eq!(texts("src/load/mod.rs", "use config::Read;"), ["config::Read"]);
    }
}

//! How large things may grow: a function 70 lines, a file 500.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{Source, assert_none, sources};

const LONGEST_FUNCTION_LINES: usize = 70;
const LONGEST_FILE_LINES: usize = 500;

struct LongFunctions<'a> {
    path: &'a str,
    broken: Vec<String>,
}

impl LongFunctions<'_> {
    fn measure(&mut self, name: &syn::Ident, span: Span) {
        let lines = span.end().line - span.start().line + 1;
        if lines > LONGEST_FUNCTION_LINES {
            self.broken.push(format!(
                "{}:{}: {name} has {lines} lines, at most {LONGEST_FUNCTION_LINES}",
                self.path,
                span.start().line
            ));
        }
    }
}

impl<'ast> Visit<'ast> for LongFunctions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig.ident, function.block.span());
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig.ident, function.block.span());
        visit::visit_impl_item_fn(self, function);
    }
}

fn long_functions(source: &Source) -> Vec<String> {
    let file =
        syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
    let mut visitor = LongFunctions { path: &source.path, broken: Vec::new() };
    visitor.visit_file(&file);
    visitor.broken
}

#[test]
fn functions_stay_short() {
    let broken: Vec<String> = sources().iter().flat_map(long_functions).collect();
    assert_none(&broken);
}

#[test]
fn files_stay_short() {
    let lines = |source: &Source| source.text.lines().count();
    let broken: Vec<String> = sources()
        .iter()
        .filter(|source| lines(source) > LONGEST_FILE_LINES)
        .map(|source| format!("{}: {} lines, split it by what it does", source.path, lines(source)))
        .collect();
    assert_none(&broken);
}

#[test]
fn a_long_function_is_noticed() {
    let text = format!("fn long() {{\n{}}}\n", "    run();\n".repeat(LONGEST_FUNCTION_LINES));
    let source = Source { path: "long.rs".to_owned(), text };
    assert_eq!(long_functions(&source).len(), 1);
}

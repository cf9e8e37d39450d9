//! What a source file says about others: the modules it declares, the names it defines and binds, the paths it takes.
//!
//! Code behind `#[cfg(test)]` is left out: tests may look at whatever they test.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::visit::Visit;
use syn::{Attribute, Item, UseTree, Visibility};

/// A path as it is written, its segments in order.
pub(crate) type Segments = Vec<String>;

/// A `use`: the path, and the name that it binds; none for a glob.
pub(crate) struct Import {
    /// What is imported.
    pub(crate) path: Segments,
    /// Under which name.
    pub(crate) name: Option<String>,
    /// Whether others may take the name from here.
    pub(crate) public: bool,
}

/// A module, in a file of its own or within another's.
pub(crate) struct Module {
    /// Where it is written, from the root of the repository.
    pub(crate) file: PathBuf,
    /// Names defined here.
    pub(crate) items: Vec<String>,
    /// Names taken from elsewhere.
    pub(crate) imports: Vec<Import>,
    /// Paths written in the code.
    pub(crate) paths: Vec<Segments>,
}

/// All modules, by their path from the crate's root. The first segment is the crate's name.
pub(crate) type Modules = BTreeMap<Segments, Module>;

/// Reads the file of the module `at` and of every module below it.
pub(crate) fn read(root: &Path, file: &Path, at: &Segments, modules: &mut Modules) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(root.join(file)).map_err(|e| said(&e))?;
    let parsed = syn::parse_file(&text).map_err(|e| said(&e))?;
    let folder = file.parent().unwrap_or(file);
    // Children of `a/mod.rs` and of a crate's root lie beside it, those of `a.rs` in the folder `a`.
    let is_root = at.len() == 1 || file.file_name().is_some_and(|name| name == "mod.rs");
    let below = if is_root { folder.to_path_buf() } else { file.with_extension("") };
    module(root, file, &below, at, &parsed.items, modules)
}

fn module(
    root: &Path,
    file: &Path,
    below: &Path,
    at: &Segments,
    items: &[Item],
    modules: &mut Modules,
) -> Result<(), String> {
    let mut found = Reader::default();
    let mut children = Vec::new();
    for item in items {
        match item {
            Item::Mod(child) if !is_test(&child.attrs) => children.push(child),
            _ => found.visit_item(item),
        }
    }
    let Reader { items, imports, paths } = found;
    modules.insert(at.clone(), Module { file: file.to_path_buf(), items, imports, paths });
    for child in children {
        let name = child.ident.to_string();
        let place: Segments = at.iter().cloned().chain([name.clone()]).collect();
        match &child.content {
            Some((_, items)) => module(root, file, &below.join(&name), &place, items, modules)?,
            None => {
                let own = below.join(format!("{name}.rs"));
                let child = if root.join(&own).exists() { own } else { below.join(&name).join("mod.rs") };
                read(root, &child, &place, modules)?;
            }
        }
    }
    Ok(())
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

#[derive(Default)]
struct Reader {
    items: Vec<String>,
    imports: Vec<Import>,
    paths: Vec<Segments>,
}

impl Reader {
    fn define(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Macro(syn::ItemMacro { ident: Some(ident), .. }) => ident,
            _ => return,
        };
        self.items.push(name.to_string());
    }

    fn import(&mut self, tree: &UseTree, before: &[String], public: bool) {
        let with = |last: &syn::Ident| before.iter().cloned().chain([last.to_string()]).collect::<Segments>();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), public),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, public)),
            UseTree::Glob(_) => self.imports.push(Import { path: before.to_vec(), name: None, public }),
            UseTree::Name(name) if name.ident == "self" => {
                self.imports.push(Import { path: before.to_vec(), name: before.last().cloned(), public });
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                let path = before.iter().cloned().chain([name.clone()]).collect();
                self.imports.push(Import { path, name: Some(name), public });
            }
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" { before.to_vec() } else { with(&rename.ident) };
                self.imports.push(Import { path, name: Some(rename.rename.to_string()), public });
            }
        }
    }

    /// Paths in what a macro is given, which is no syntax yet.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Segments::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.paths.push(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.paths.push(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.paths.push(path);
        self.paths.retain(|path| !path.is_empty());
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if is_test(attributes) {
            return;
        }
        self.define(item);
        match item {
            Item::Use(item) => {
                let public = !matches!(item.vis, Visibility::Inherited);
                self.import(&item.tree, &[], public);
            }
            _ => syn::visit::visit_item(self, item),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_macro(&mut self, tokens: &'ast syn::Macro) {
        self.visit_path(&tokens.path);
        self.tokens(tokens.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

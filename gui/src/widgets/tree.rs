//! The entries of a container as a tree: sorted, searched, chosen. Only rows in view are drawn, so
//! that a hundred thousand entries are as quick as ten.

mod rows;

use std::collections::HashMap;

use scelle_core::archive::entry::{Entry, EntryKind};
use scelle_core::display::escape;
use scelle_core::open::EntryId;

use crate::session::fold;

/// Limit of folders that no entry names: deep names would otherwise fill the memory.
const MAX_IMPLIED: usize = 100_000;

/// Order of the rows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Order {
    /// Their names.
    #[default]
    Name,
    /// Their sizes.
    Size,
    /// When they were last modified.
    Date,
}

/// Choice of a file or folder.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Chosen {
    #[default]
    No,
    /// Part of a folder.
    Partly,
    Yes,
}

/// A file or a folder.
#[derive(Debug)]
struct Node {
    /// The last part of its name.
    name: String,
    /// The same, folded for search and order.
    folded: String,
    depth: usize,
    folder: bool,
    /// Its size, or the total of a folder.
    size: u64,
    modified: Option<i64>,
    /// The entry of the container; a folder may have none.
    entry: Option<EntryId>,
    parent: Option<usize>,
    children: Vec<usize>,
    open: bool,
    chosen: Chosen,
}

/// The tree, and its view.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    roots: Vec<usize>,
    /// All nodes in each order, folders first.
    orders: [Vec<usize>; 3],
    /// The current rows: open folders, search and order applied.
    rows: Vec<usize>,
    order: Order,
    /// Whether the order is reversed.
    down: bool,
    search: String,
    /// Whether `rows` is outdated.
    stale: bool,
    files: u64,
    chosen_files: u64,
}

impl Tree {
    /// The tree of these entries.
    #[must_use]
    pub(crate) fn new<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut tree = Self { stale: true, ..Self::default() };
        let (mut places, mut implied) = (HashMap::new(), 0);
        for (index, entry) in entries.enumerate() {
            let place = tree.place(entry.name.as_str(), &mut places, &mut implied);
            if let Some(node) = tree.nodes.get_mut(place) {
                node.folder = entry.kind == EntryKind::Folder;
                node.size = entry.size;
                node.modified = entry.modified;
                node.entry = Some(EntryId::at(index));
                tree.files += u64::from(!node.folder);
            }
        }
        tree.add_sizes();
        tree.orders = tree.sorted();
        tree.arrange();
        if let [only] = *tree.roots.as_slice()
            && let Some(node) = tree.nodes.get_mut(only)
        {
            node.open = true;
        }
        tree
    }

    /// The file this many places after that of an entry, in the current order.
    #[must_use]
    pub(crate) fn file_beside(&self, entry: EntryId, by: isize) -> Option<EntryId> {
        let shown = self.rows.iter().filter_map(|at| self.nodes.get(*at));
        let files: Vec<EntryId> =
            shown.filter(|node| !node.folder).filter_map(|node| node.entry).collect();
        let at = files.iter().position(|file| *file == entry)?;
        files.get(at.checked_add_signed(by)?).copied()
    }

    /// The node of a name; makes the folders above it.
    fn place<'a>(
        &mut self,
        name: &'a str,
        places: &mut HashMap<(Option<usize>, &'a str), usize>,
        implied: &mut usize,
    ) -> usize {
        let (mut parent, mut rest) = (None, name);
        loop {
            // Beyond the limit, the rest of the name becomes one node.
            let (part, below) = match rest.split_once('/') {
                Some((part, below))
                    if *implied < MAX_IMPLIED || places.contains_key(&(parent, part)) =>
                {
                    (part, Some(below))
                }
                _ => (rest, None),
            };
            let place = *places.entry((parent, part)).or_insert_with(|| {
                *implied += usize::from(below.is_some());
                let above = parent.and_then(|at: usize| self.nodes.get(at));
                let depth = above.map_or(0, |node| node.depth + 1);
                self.nodes.push(Node::new(part, depth, parent));
                self.nodes.len() - 1
            });
            let Some(below) = below else { return place };
            (parent, rest) = (Some(place), below);
        }
    }

    /// Adds up sizes: parents come before their children, so from last to first.
    fn add_sizes(&mut self) {
        for at in (0..self.nodes.len()).rev() {
            let Some((size, parent)) = self.nodes.get(at).map(|node| (node.size, node.parent))
            else {
                continue;
            };
            if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
                parent.size = parent.size.saturating_add(size);
            }
        }
    }

    /// Sorts every node by name, size and date, once, in the background.
    fn sorted(&self) -> [Vec<usize>; 3] {
        let mut all: Vec<(&Node, usize)> = self.nodes.iter().zip(0..).collect();
        all.sort_by(|(a, _), (b, _)| {
            b.folder.cmp(&a.folder).then_with(|| (&a.folded, &a.name).cmp(&(&b.folded, &b.name)))
        });
        let places = |all: &[(&Node, usize)]| all.iter().map(|(_, at)| *at).collect();
        let by_name = places(&all);
        let mut by_size = all.clone();
        by_size.sort_by_key(|(node, _)| (!node.folder, node.size));
        all.sort_by_key(|(node, _)| (!node.folder, node.modified));
        [by_name, places(&by_size), places(&all)]
    }

    /// Every node in the current order.
    fn in_order(&self) -> Vec<usize> {
        let [by_name, by_size, by_date] = &self.orders;
        let mut all = match self.order {
            Order::Name => by_name,
            Order::Size => by_size,
            Order::Date => by_date,
        }
        .clone();
        if self.down {
            let is_folder = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.folder);
            let first_file = all.partition_point(is_folder);
            let (folders, files) = all.split_at_mut(first_file);
            folders.reverse();
            files.reverse();
        }
        all
    }

    /// Sorts the children of each folder.
    fn arrange(&mut self) {
        self.roots.clear();
        self.nodes.iter_mut().for_each(|node| node.children.clear());
        for at in self.in_order() {
            let parent = self.nodes.get(at).and_then(|node| node.parent);
            match parent.and_then(|parent| self.nodes.get_mut(parent)) {
                Some(parent) => parent.children.push(at),
                None => self.roots.push(at),
            }
        }
    }

    /// Updates the rows, if anything changed.
    fn refresh(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let wanted = fold(&self.search);
        if !wanted.is_empty() {
            self.rows = self.in_order();
            let nodes = &self.nodes;
            let found = |at: &usize| nodes.get(*at).is_some_and(|n| n.folded.contains(&wanted));
            return self.rows.retain(found);
        }
        self.rows.clear();
        let mut waiting: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(at) = waiting.pop() {
            self.rows.push(at);
            if let Some(node) = self.nodes.get(at).filter(|node| node.open) {
                waiting.extend(node.children.iter().rev());
            }
        }
    }

    fn sort(&mut self, order: Order) {
        self.down = self.order == order && !self.down;
        self.order = order;
        self.arrange();
        self.stale = true;
    }

    /// The whole name of a node.
    fn whole_name(&self, at: usize) -> String {
        let mut parts = Vec::new();
        let mut next = self.nodes.get(at);
        while let Some(node) = next {
            parts.push(node.name.as_str());
            next = node.parent.and_then(|parent| self.nodes.get(parent));
        }
        parts.reverse();
        parts.join("/")
    }

    /// Chooses or unchooses a node with everything in it.
    fn choose(&mut self, places: &[usize], yes: bool) {
        let chosen = if yes { Chosen::Yes } else { Chosen::No };
        let mut waiting = places.to_vec();
        while let Some(at) = waiting.pop() {
            if let Some(node) = self.nodes.get_mut(at) {
                node.chosen = chosen;
                waiting.extend(&node.children);
            }
        }
        // Parents come before their children: from last to first, each folder follows from its
        // children.
        for at in (0..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get(at).filter(|node| !node.children.is_empty()) else {
                continue;
            };
            let of = |child: &usize| self.nodes.get(*child).map(|child| child.chosen);
            let (mut all, mut none) = (true, true);
            for child in node.children.iter().filter_map(of) {
                all &= child == Chosen::Yes;
                none &= child == Chosen::No;
            }
            let told = match (all, none) {
                (true, _) => Chosen::Yes,
                (_, true) => Chosen::No,
                _ => Chosen::Partly,
            };
            if let Some(node) = self.nodes.get_mut(at) {
                node.chosen = told;
            }
        }
        let files = self.nodes.iter().filter(|node| node.chosen == Chosen::Yes && !node.folder);
        self.chosen_files = files.count() as u64;
    }

    /// How many files there are.
    #[must_use]
    pub(crate) fn files(&self) -> u64 {
        self.files
    }

    /// The bytes of all of them.
    #[must_use]
    pub(crate) fn bytes(&self) -> u64 {
        let roots = self.roots.iter().filter_map(|at| self.nodes.get(*at));
        roots.fold(0, |sum, node| sum.saturating_add(node.size))
    }

    /// How many files are chosen.
    #[must_use]
    pub(crate) fn chosen_files(&self) -> u64 {
        self.chosen_files
    }

    /// Whether anything is chosen, even an empty folder.
    #[must_use]
    pub(crate) fn has_chosen(&self) -> bool {
        let mut roots = self.roots.iter().filter_map(|at| self.nodes.get(*at));
        roots.any(|node| node.chosen != Chosen::No)
    }

    /// The name of the only chosen node; a chosen folder counts as one.
    #[must_use]
    pub(crate) fn only_chosen(&self) -> Option<String> {
        let mut among = &self.roots;
        loop {
            let node = |at: &usize| self.nodes.get(*at).filter(|node| node.chosen != Chosen::No);
            let mut chosen = among.iter().filter_map(|at| Some((*at, node(at)?)));
            match (chosen.next(), chosen.next()) {
                (Some((at, node)), None) if node.chosen == Chosen::Yes => {
                    return Some(self.whole_name(at));
                }
                (Some((_, node)), None) => among = &node.children,
                _ => return None,
            }
        }
    }

    /// The chosen entries.
    #[must_use]
    pub(crate) fn chosen(&self) -> Vec<EntryId> {
        let chosen = self.nodes.iter().filter(|node| node.chosen == Chosen::Yes);
        let mut chosen: Vec<EntryId> = chosen.filter_map(|node| node.entry).collect();
        chosen.sort_unstable();
        chosen
    }

    /// The names of the chosen nodes; a chosen folder counts as one.
    #[must_use]
    pub(crate) fn chosen_names(&self) -> Vec<String> {
        let is_chosen = |at: usize| self.nodes.get(at).is_some_and(|n| n.chosen == Chosen::Yes);
        let alone = |node: &Node| !node.parent.is_some_and(is_chosen);
        let all = self.nodes.iter().zip(0..);
        let chosen = all.filter(|(node, at)| is_chosen(*at) && alone(node));
        chosen.map(|(_, at)| self.whole_name(at)).collect()
    }
}

impl Node {
    fn new(name: &str, depth: usize, parent: Option<usize>) -> Self {
        Self {
            name: name.to_owned(),
            folded: fold(name),
            depth,
            folder: true,
            size: 0,
            modified: None,
            entry: None,
            parent,
            children: Vec::new(),
            open: false,
            chosen: Chosen::No,
        }
    }

    /// Its name as it may be shown.
    fn label(&self) -> String {
        escape(&self.name)
    }
}

#[cfg(test)]
mod tests;

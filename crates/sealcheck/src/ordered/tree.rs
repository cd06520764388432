//! An AA tree (A. Andersson, "Balanced search trees made simple", 1993) over the positions of a vector.

use alloc::vec::Vec;
use core::cmp::Ordering;

#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
}

/// One node for each position, in the same order.
#[derive(Clone, Debug)]
struct Node {
    left: Option<usize>,
    right: Option<usize>,
    level: u8,
}

#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    root: Option<usize>,
}

/// What a search came to.
pub(super) struct Place {
    /// The position of the equal key.
    pub(super) found: Option<usize>,
    /// The nodes passed on the way, the root first.
    path: Vec<(usize, Side)>,
}

impl Tree {
    pub(super) const fn new() -> Self {
        Self { nodes: Vec::new(), root: None }
    }

    /// `compare` says how the key sought stands to the key at a position.
    pub(super) fn search(&self, compare: &dyn Fn(usize) -> Option<Ordering>) -> Place {
        let (mut path, mut next) = (Vec::new(), self.root);
        while let Some(index) = next {
            let side = match compare(index) {
                Some(Ordering::Less) => Side::Left,
                Some(Ordering::Greater) => Side::Right,
                Some(Ordering::Equal) | None => break,
            };
            path.push((index, side));
            next = self.child(index, side);
        }
        Place { found: next, path }
    }

    /// Adds the next position where a search ended without finding.
    pub(super) fn insert(&mut self, place: Place) {
        let new = self.nodes.len();
        self.nodes.push(Node { left: None, right: None, level: 1 });
        let mut path = place.path;
        let mut below = new;
        while let Some((index, side)) = path.pop() {
            self.set_child(index, side, Some(below));
            below = self.skew(index);
            below = self.split(below);
        }
        self.root = Some(below);
    }

    /// A left child on the same level goes up.
    fn skew(&mut self, top: usize) -> usize {
        match self.child(top, Side::Left) {
            Some(left) if self.level(left) == self.level(top) => {
                self.set_child(top, Side::Left, self.child(left, Side::Right));
                self.set_child(left, Side::Right, Some(top));
                left
            }
            _ => top,
        }
    }

    /// Of three in a row to the right on the same level the middle one goes up.
    fn split(&mut self, top: usize) -> usize {
        let middle = self.child(top, Side::Right);
        let last = middle.and_then(|middle| self.child(middle, Side::Right));
        match (middle, last) {
            (Some(middle), Some(last)) if self.level(last) == self.level(top) => {
                self.set_child(top, Side::Right, self.child(middle, Side::Left));
                self.set_child(middle, Side::Left, Some(top));
                if let Some(node) = self.nodes.get_mut(middle) {
                    node.level = node.level.saturating_add(1);
                }
                middle
            }
            _ => top,
        }
    }

    fn level(&self, index: usize) -> u8 {
        self.nodes.get(index).map_or(0, |node| node.level)
    }

    fn child(&self, index: usize, side: Side) -> Option<usize> {
        let node = self.nodes.get(index)?;
        match side {
            Side::Left => node.left,
            Side::Right => node.right,
        }
    }

    fn set_child(&mut self, index: usize, side: Side, child: Option<usize>) {
        if let Some(node) = self.nodes.get_mut(index) {
            match side {
                Side::Left => node.left = child,
                Side::Right => node.right = child,
            }
        }
    }

    /// Every position, in the order of the keys.
    pub(super) fn in_order(&self) -> Vec<usize> {
        let (mut order, mut above) = (Vec::with_capacity(self.nodes.len()), Vec::new());
        let mut next = self.root;
        loop {
            while let Some(index) = next {
                above.push(index);
                next = self.child(index, Side::Left);
            }
            let Some(index) = above.pop() else { return order };
            order.push(index);
            next = self.child(index, Side::Right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;
    use alloc::vec::Vec;

    /// Fills a tree; every search takes at most twice the logarithm.
    fn sorted(keys: &[u32]) -> Vec<u32> {
        let mut tree = Tree::new();
        let mut held: Vec<u32> = Vec::new();
        for key in keys {
            let place = tree.search(&|index| held.get(index).map(|other| key.cmp(other)));
            let allowed = 2 * usize::try_from((held.len() + 2).ilog2()).unwrap();
            assert!(place.path.len() <= allowed, "{} of {}", place.path.len(), held.len());
            if place.found.is_none() {
                held.push(*key);
                tree.insert(place);
            }
        }
        tree.in_order().into_iter().map(|index| held[index]).collect()
    }

    #[test]
    fn any_order_is_balanced() {
        let orders: [fn(u32) -> u32; 5] =
            [|i| i, |i| 9_999 - i, |i| i * 7_919 % 10_007, |i| i % 100, |i| if i % 2 == 0 { i } else { 20_000 - i }];
        for order in orders {
            let keys: Vec<u32> = (0..10_000).map(order).collect();
            let mut wanted = keys.clone();
            wanted.sort_unstable();
            wanted.dedup();
            assert_eq!(sorted(&keys), wanted);
        }
    }
}

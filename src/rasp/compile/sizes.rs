//! How large a model becomes while it is built, so that one that is too large is refused before it takes up memory.

use super::parts::Layer;

/// Sizes so far. All layers are given as many heads and hidden units as the largest has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sizes {
    pub(super) width: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) key_size: usize,
    pub(super) hidden: usize,
}

impl Sizes {
    /// With what a layer has by now. The last head is the new one.
    pub(super) fn with(&mut self, layer: &Layer) -> &Self {
        self.heads = self.heads.max(layer.heads.len());
        self.hidden = self.hidden.max(layer.units.len());
        let keys = layer.heads.last().map_or(0, |head| head.keys.len().max(head.values.len()));
        self.key_size = self.key_size.max(keys);
        self
    }

    /// Weights of all layers, with the zeros that fill up the smaller ones.
    pub(super) fn weights(&self) -> u64 {
        let [width, layers, heads, key_size, hidden] =
            [self.width, self.layers, self.heads, self.key_size, self.hidden].map(|size| size as u64);
        layers * (4 * heads * width * key_size + 2 * width * hidden)
    }
}

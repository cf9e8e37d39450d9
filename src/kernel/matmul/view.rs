//! A matrix as a product sees it: a slice and two strides.

/// A matrix in a slice: element `(i, j)` lies at `i · row + j · column`, and one of the two strides is 1.
#[derive(Clone, Copy)]
pub(in crate::kernel) struct View<'a> {
    pub(super) values: &'a [f32],
    pub(super) row: usize,
    pub(super) column: usize,
}

impl<'a> View<'a> {
    /// Rows that lie `stride` apart.
    pub(in crate::kernel) fn rows(values: &'a [f32], stride: usize) -> Self {
        Self { values, row: stride, column: 1 }
    }

    /// The transpose of rows that lie `stride` apart.
    pub(in crate::kernel) fn columns(values: &'a [f32], stride: usize) -> Self {
        Self { values, row: 1, column: stride }
    }
}

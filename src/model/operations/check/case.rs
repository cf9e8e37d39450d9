//! One operation in its forms, on inputs of given shapes.

use burn::tensor::Tensor;

/// Rows and columns.
pub(super) type Shape = [usize; 2];
/// Row after row.
pub(super) type Matrix = Vec<f64>;
/// What one form of an operation makes of its float inputs.
pub(super) type Form = Box<dyn Fn(&[Tensor<2>]) -> Tensor<2>>;
/// The same written out.
pub(super) type Reference = Box<dyn Fn(&[Matrix]) -> Matrix>;

/// One operation on inputs of given shapes.
pub(super) struct Case {
    pub(super) what: String,
    pub(super) shapes: Vec<Shape>,
    pub(super) fused: Form,
    pub(super) plain: Form,
    pub(super) reference: Reference,
}

//! The fused operations of the browser's CPU engine against PyTorch. See `pytorch/mod.rs`.

use unwrap_lab::model::fuse_operations;

#[test]
fn logits_are_pytorchs() {
    assert!(fuse_operations(true));
    crate::pytorch::logits_are_pytorchs();
}

#[test]
fn losses_and_the_gradient_of_every_parameter_are_pytorchs() {
    fuse_operations(true);
    crate::pytorch::losses_and_the_gradient_of_every_parameter_are_pytorchs();
}

#[test]
fn one_and_three_steps_of_adamw_with_and_without_clipping_are_pytorchs() {
    fuse_operations(true);
    crate::pytorch::one_and_three_steps_of_adamw_with_and_without_clipping_are_pytorchs();
}

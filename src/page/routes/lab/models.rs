//! The trained models of this visit's runs, on the page's side: for the playground, for attention maps, and for
//! analyses that the visitor asks for.

use crate::experiment::{ModelRef, Record, Role};
use crate::model::Weights;
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// The models by run and role; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Models(StoredValue<HashMap<(u32, Role), Arc<Weights>>>);

impl Models {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }

    /// Keeps the weights that a stage of run `number` ended with.
    pub(super) fn keep(self, number: u32, role: Role, weights: Weights) {
        self.0.update_value(|all| {
            all.insert((number, role), Arc::new(weights));
        });
    }

    /// Lets go of all models of run `number`.
    pub(super) fn forget(self, number: u32) {
        self.0.update_value(|all| all.retain(|(run, _), _| *run != number));
    }

    /// The model that a stage of run `number` ended with, where it is at hand.
    pub(super) fn trained(self, number: u32, role: Role) -> Option<Arc<Weights>> {
        self.0.with_value(|all| all.get(&(number, role)).cloned())
    }

    /// A model of run `number`, once it is trained.
    pub(super) fn get(self, number: u32, record: &Record, model: ModelRef) -> Option<Arc<Weights>> {
        match model {
            ModelRef::Initial | ModelRef::NeverHad | ModelRef::Random => record.spec.untrained(model).map(Arc::new),
            ModelRef::After(role) => self.trained(number, role),
        }
    }
}

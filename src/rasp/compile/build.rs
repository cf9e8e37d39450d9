//! From a program to heads and hidden units in their layers.

use super::super::bounds::MOST_WEIGHTS;
use super::super::error::{Fault, Place, ProgramError};
use super::super::node::{Encoding, Named, Node, Selector, SelectorId, Sequence, SequenceId};
use super::super::program::Program;
use super::super::term::Term;
use super::super::value::Value;
use super::attention::{Fixed, Selection, aggregate, share};
use super::basis::{AFTER, BEFORE, Basis, Direction, ONE};
use super::layers::layers;
use super::layout::{basis, labels, share_of};
use super::lookup::Lookup;
use super::mlp::{blend, pairs, sizes, table};
use super::sizes::Sizes;
use super::value_sets::{ValueSets, value_sets};
use super::{AnswerReadout, Compiled, Layer, Unit};
use std::collections::BTreeMap;

/// The largest slope of lookups that the compiler chooses by itself: with more, single precision loses what it gains.
const STEEPEST: f64 = 1e5;
/// The smallest one.
const GENTLEST: f64 = 1e2;
/// Hidden units of the largest table from two sequences.
const MOST_PAIRS: usize = 4096;

impl Program {
    /// Compiles the program to a transformer.
    ///
    /// # Errors
    /// [`Fault::NotCompilable`] with the place of what cannot be compiled.
    pub fn compile(&self) -> Result<Compiled, ProgramError> {
        let order = self.reading_order();
        if order.iter().all(|node| matches!(node, Node::Sequence(id) if *id == Self::TOKENS || *id == Self::INDICES)) {
            let why = "it answers with its input, so that there is nothing for a layer to do";
            return Err(Fault::NotCompilable(why.to_owned()).at(self.output_place));
        }
        let labels = labels(self, &order);
        let sets = value_sets(self)?;
        let build = Build { program: self, basis: basis(self, &labels, &sets), labels, sets };
        build.all()
    }
}

impl Program {
    fn fits(&self, weights: u64) -> Result<(), ProgramError> {
        if weights <= MOST_WEIGHTS {
            return Ok(());
        }
        let why = format!("the transformer would have more than {MOST_WEIGHTS} weights");
        Err(Fault::NotCompilable(why).at(self.output_place))
    }
}

struct Build<'a> {
    program: &'a Program,
    basis: Basis,
    labels: BTreeMap<SequenceId, String>,
    sets: ValueSets,
}

impl Build<'_> {
    fn all(self) -> Result<Compiled, ProgramError> {
        let (placed, count) = layers(self.program);
        let mut layers = vec![Layer::default(); count];
        let mut lookups = Vec::new();
        let mut sizes = Sizes { width: self.basis.len(), layers: count, ..Sizes::default() };
        for node in self.program.reading_order() {
            let Node::Sequence(id) = node else { continue };
            let Some(layer) = placed.get(&id).copied() else { continue };
            let named = self.program.named(id);
            self.sequence(id, named, layer, &mut layers[layer], &mut lookups)?;
            self.room(sizes.with(&layers[layer]))?;
        }
        let needed = lookups.iter().filter_map(Lookup::slope).fold(0.0, f64::max);
        let rounded = [1e2, 1e3, 1e4, 1e5].into_iter().find(|slope| *slope >= needed).unwrap_or(STEEPEST);
        let exactness = self.program.exactness.unwrap_or(rounded.max(GENTLEST));
        for found in lookups {
            let layer = found.layer;
            layers[layer].units.extend(found.units(self.fixed(), exactness));
            self.room(sizes.with(&layers[layer]))?;
        }
        let output = self.program.output();
        let reading = match self.program.named(output).encoding {
            Encoding::Numerical => AnswerReadout::Length(self.along(output)),
            Encoding::Categorical => {
                AnswerReadout::Largest(self.set(output).map(|v| (v.clone(), self.at(output, v))).collect())
            }
        };
        let mut words: Vec<Value> = self.program.vocabulary().to_vec();
        words.extend([BEFORE, AFTER].map(Value::token));
        words.sort();
        let compiled = Compiled {
            words,
            layers,
            length: self.program.length(),
            causal: self.program.is_causal(),
            exactness,
            exact: exactness >= needed,
            reading,
            basis: self.basis.into_directions(),
            program: self.program.clone(),
        };
        self.program.fits(compiled.weight_count())?;
        Ok(compiled)
    }

    /// Whether what there is so far makes no model that is too large.
    fn room(&self, sizes: &Sizes) -> Result<(), ProgramError> {
        self.program.fits(sizes.weights())
    }

    fn fixed(&self) -> Fixed {
        let before = Direction::of("tokens", Value::token(BEFORE));
        Fixed { before: self.basis.index(&before), one: self.basis.index(&Direction::alone(ONE)) }
    }

    fn set(&self, id: SequenceId) -> std::slice::Iter<'_, Value> {
        self.sets.get(&id).map(Vec::as_slice).unwrap_or_default().iter()
    }

    /// The direction of one value.
    fn at(&self, id: SequenceId, value: &Value) -> usize {
        self.basis.index(&Direction::of(&self.labels[&id], value.clone()))
    }

    /// The direction of a numerical sequence.
    fn along(&self, id: SequenceId) -> usize {
        self.basis.index(&Direction::alone(&self.labels[&id]))
    }

    fn is_categorical(&self, id: SequenceId) -> bool {
        self.program.named(id).encoding == Encoding::Categorical
    }

    /// Where a value of a sequence is written, and how much of it.
    fn write(&self, id: SequenceId, value: &Value) -> Vec<(usize, f64)> {
        if self.is_categorical(id) {
            vec![(self.at(id, value), 1.0)]
        } else {
            value.size().map(|size| (self.along(id), size)).into_iter().collect()
        }
    }

    fn sequence(
        &self,
        id: SequenceId,
        named: &Named,
        place: usize,
        layer: &mut Layer,
        lookups: &mut Vec<Lookup>,
    ) -> Result<(), ProgramError> {
        let label = &self.labels[&id];
        let refuse = |why: String| Err(Fault::NotCompilable(why).at(named.place));
        match &named.sequence {
            Sequence::Tokens | Sequence::Indices => {}
            Sequence::Map { term, of } => self.map(id, term, *of, (place, layer), lookups),
            // A sequence zipped with itself is a map: the two would share their directions.
            Sequence::Zip { term, of: [x, y] } if x == y => self.map(id, term, *x, (place, layer), lookups),
            Sequence::Zip { term, of: [x, y] } => {
                if !self.is_categorical(*x) || !self.is_categorical(*y) {
                    return refuse(format!("“{}” zips a numerical sequence; only a blend does that", named.name));
                }
                let count = self.set(*x).len() * self.set(*y).len();
                if count > MOST_PAIRS {
                    return refuse(format!("“{}” zips {count} pairs of values, more than {MOST_PAIRS}", named.name));
                }
                let all = self.set(*x).flat_map(|a| self.set(*y).map(move |b| (a, b)));
                let rows: Vec<_> = all
                    .filter_map(|(a, b)| Some(([self.at(*x, a), self.at(*y, b)], self.write(id, &term.value(a, b)?))))
                    .filter_map(|(pair, written)| Some((pair, *written.first()?)))
                    .collect();
                layer.units.extend(pairs(label, self.fixed().one, &rows));
            }
            Sequence::Blend { weights, of: [x, y] } => {
                if self.is_categorical(*x) || self.is_categorical(*y) {
                    return refuse(format!(
                        "“{}” blends a categorical sequence; blends are of numerical ones",
                        named.name
                    ));
                }
                if named.encoding == Encoding::Categorical {
                    return refuse(format!("“{}” is a blend and has to be numerical", named.name));
                }
                layer.units.extend(blend(label, [self.along(*x), self.along(*y)], *weights, self.along(id)));
            }
            Sequence::Aggregate { by, of } => {
                let selection = self.selection(*by, named.place)?;
                let moved = self.moved(id, *of, named)?;
                layer.heads.push(aggregate(label, selection, self.fixed(), &moved));
            }
            Sequence::Width { of } => {
                let from = self.basis.index(&Direction::alone(&share_of(label)));
                let selection = self.selection(*of, named.place)?;
                layer.heads.push(share(&share_of(label), selection, self.fixed(), from));
                lookups.push(self.width(id, place, from));
            }
        }
        Ok(())
    }

    fn map(&self, id: SequenceId, term: &Term, of: SequenceId, to: (usize, &mut Layer), lookups: &mut Vec<Lookup>) {
        let label = &self.labels[&id];
        let results = || self.set(of).filter_map(|x| Some((x, term.value(x, x)?)));
        match (self.is_categorical(of), self.is_categorical(id)) {
            (true, true) => {
                let rows: Vec<_> = results().map(|(x, result)| (self.at(of, x), self.at(id, &result))).collect();
                to.1.units.extend(table(label, &rows));
            }
            (true, false) => {
                let rows: Vec<_> = results().filter_map(|(x, r)| Some((self.at(of, x), r.size()?))).collect();
                to.1.units.extend(sizes(label, &rows, self.along(id)));
            }
            (false, _) => {
                let row = |x: &Value| {
                    let written = term.value(x, x).map(|result| self.write(id, &result)).unwrap_or_default();
                    Some((x.size()?, written))
                };
                let mut rows: Vec<(f64, Vec<(usize, f64)>)> = self.set(of).filter_map(row).collect();
                rows.sort_by(|a, b| a.0.total_cmp(&b.0));
                let start = rows.first().map(|(_, written)| written.clone()).unwrap_or_default();
                let (from, label) = (self.along(of), label.clone());
                lookups.push(Lookup { layer: to.0, label, from, quiet: true, start, rows, beside: None });
            }
        }
    }

    /// From the share of attention that the token before the string gets, 1 / (1 + d), to d. At that token itself the share is not
    /// of this form, and a unit takes away what the lookup writes there.
    fn width(&self, id: SequenceId, layer: usize, from: usize) -> Lookup {
        let label = self.labels[&id].clone();
        let row = |d: &Value| Some((1.0 / (1.0 + d.size()?), self.write(id, d)));
        // Most selected is the smallest share.
        let rows: Vec<(f64, Vec<(usize, f64)>)> = self.set(id).rev().filter_map(row).collect();
        let start = rows.first().map(|(_, written)| written.clone()).unwrap_or_default();
        let there = rows.last().map(|(_, written)| written.clone()).unwrap_or_default();
        let writes = std::iter::once((from, -1.0)).chain(there.into_iter().map(|(to, weight)| (to, -weight)));
        let writes = writes.filter(|(_, weight)| *weight != 0.0).collect();
        let beside = Unit { name: format!("{label} clean"), reads: vec![(self.fixed().before, 1.0)], writes };
        Lookup { layer, label, from, quiet: false, start, rows, beside: Some(beside) }
    }

    fn moved(&self, id: SequenceId, of: SequenceId, named: &Named) -> Result<Vec<(usize, usize)>, ProgramError> {
        let refuse = |why: String| Err(Fault::NotCompilable(why).at(named.place));
        match (self.is_categorical(of), self.is_categorical(id)) {
            (true, true) => Ok(self.set(of).map(|value| (self.at(of, value), self.at(id, value))).collect()),
            // Zeros and ones only: the value sets refuse other means.
            (false, false) => Ok(vec![(self.along(of), self.along(id))]),
            (true, false) => refuse(format!("“{}” is numerical, and what it aggregates is not", named.name)),
            (false, true) => {
                refuse(format!("“{}” aggregates a numerical sequence and has to be numerical", named.name))
            }
        }
    }

    /// A selector as directions; `user` is the place of the sequence that attends with it.
    fn selection(&self, id: SelectorId, user: Option<Place>) -> Result<Selection, ProgramError> {
        let named = self.program.named_selector(id);
        let refuse = |why: String| Err(Fault::NotCompilable(why).at(named.place.or(user)));
        let every = Selector::Select {
            keys: Program::TOKENS,
            queries: Program::TOKENS,
            predicate: Term::Constant(Value::Truth(true)),
        };
        let selector = if named.selector == Selector::All { &every } else { &named.selector };
        let Selector::Select { keys, queries, predicate } = selector else {
            return refuse(format!("“{}” joins selectors, and a head has one; write a single select", named.name));
        };
        for (what, side) in [("keys", keys), ("queries", queries)] {
            if !self.is_categorical(*side) {
                return refuse(format!("the {what} of “{}” are numerical; they have to be categorical", named.name));
            }
        }
        let mut selected = Vec::new();
        for query in self.set_of(*queries) {
            let from = self.at(*queries, query);
            for (place, key) in self.set_of(*keys).enumerate() {
                if predicate.value(key, query) == Some(Value::Truth(true)) {
                    selected.push((from, place));
                }
            }
        }
        Ok(Selection { keys: self.set_of(*keys).map(|key| self.at(*keys, key)).collect(), selected })
    }

    /// The values of a sequence; the tokens' also where nothing else in the program needs them.
    fn set_of(&self, id: SequenceId) -> std::slice::Iter<'_, Value> {
        if id == Program::TOKENS { self.program.vocabulary().iter() } else { self.set(id) }
    }
}

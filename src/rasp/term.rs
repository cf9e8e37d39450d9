//! Terms: what a map, a zip or a select computes from one value or two. Data and not closures, so that a program can be
//! written as text, shown, and checked before it runs.

use super::value::{Kind, Value};
use std::fmt;

/// An operator between two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Sum of numbers.
    Plus,
    /// Difference of numbers.
    Minus,
    /// Product of numbers.
    Times,
    /// Quotient of numbers; by zero it is undefined.
    Over,
    /// The remainder, never negative; by zero it is undefined.
    Modulo,
    /// Equality within one kind.
    Equal,
    /// Its opposite.
    Unequal,
    /// Order of numbers, or of tokens by their letters.
    Less,
    /// Less or equal.
    AtMost,
    /// The opposite of at most.
    Greater,
    /// The opposite of less.
    AtLeast,
    /// Both truths.
    And,
    /// At least one of two truths.
    Or,
}

impl Operator {
    /// How it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
            Self::Modulo => "%",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// A term over the values x and y; for a select, x is the key and y the query.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// The first value.
    X,
    /// The second value.
    Y,
    /// Always the same.
    Constant(Value),
    /// The other truth.
    Not(Box<Term>),
    /// A number below zero for one above.
    Negative(Box<Term>),
    /// Two terms and what stands between them.
    Two(Operator, Box<Term>, Box<Term>),
    /// If the first holds the second, otherwise the third.
    If(Box<Term>, Box<Term>, Box<Term>),
}

/// Why a term makes no sense for the kinds of its values.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TermError {
    /// An operator between kinds that it does not take.
    #[error("“{sign}” cannot stand between {left} and {right}")]
    Between {
        /// The operator as it is written.
        sign: &'static str,
        /// Kind on its left.
        left: Kind,
        /// Kind on its right.
        right: Kind,
    },
    /// `not`, a minus sign or a condition before a kind that it does not take.
    #[error("“{sign}” asks for {wanted} and gets {found}")]
    Before {
        /// What stands there.
        sign: &'static str,
        /// What it takes.
        wanted: Kind,
        /// What it gets.
        found: Kind,
    },
    /// The two branches of a condition differ.
    #[error("“then” gives {then} and “else” gives {otherwise}")]
    Branches {
        /// Kind of the first branch.
        then: Kind,
        /// Kind of the second.
        otherwise: Kind,
    },
}

impl Term {
    /// `left operator right`.
    pub fn two(operator: Operator, left: Self, right: Self) -> Self {
        Self::Two(operator, Box::new(left), Box::new(right))
    }

    /// Key equals query.
    pub fn same() -> Self {
        Self::two(Operator::Equal, Self::X, Self::Y)
    }

    /// The kind of its value, for the kinds of x and y.
    ///
    /// # Errors
    /// [`TermError`] where an operator gets a kind that it does not take.
    pub fn kind(&self, x: Kind, y: Kind) -> Result<Kind, TermError> {
        let wants = |sign, wanted: Kind, of: &Self| {
            let found = of.kind(x, y)?;
            if found == wanted { Ok(found) } else { Err(TermError::Before { sign, wanted, found }) }
        };
        match self {
            Self::X => Ok(x),
            Self::Y => Ok(y),
            Self::Constant(value) => Ok(value.kind()),
            Self::Not(of) => wants("not", Kind::Truth, of),
            Self::Negative(of) => wants("-", Kind::Number, of),
            Self::If(condition, then, otherwise) => {
                wants("if", Kind::Truth, condition)?;
                let (then, otherwise) = (then.kind(x, y)?, otherwise.kind(x, y)?);
                if then == otherwise { Ok(then) } else { Err(TermError::Branches { then, otherwise }) }
            }
            Self::Two(operator, left, right) => {
                use Operator::{And, AtLeast, AtMost, Equal, Greater, Less, Or, Unequal};
                let (left, right) = (left.kind(x, y)?, right.kind(x, y)?);
                let (fits, gives) = match operator {
                    Equal | Unequal => (left == right, Kind::Truth),
                    Less | AtMost | Greater | AtLeast => (left == right && left != Kind::Truth, Kind::Truth),
                    And | Or => (left == right && left == Kind::Truth, Kind::Truth),
                    _ => (left == right && left == Kind::Number, Kind::Number),
                };
                if fits { Ok(gives) } else { Err(TermError::Between { sign: operator.sign(), left, right }) }
            }
        }
    }

    /// Its value; none where it is undefined, as after a division by zero.
    pub fn value(&self, x: &Value, y: &Value) -> Option<Value> {
        let truth = |of: &Self| match of.value(x, y)? {
            Value::Truth(truth) => Some(truth),
            _ => None,
        };
        let number = |of: &Self| match of.value(x, y)? {
            Value::Number(number) => Some(number),
            _ => None,
        };
        match self {
            Self::X => Some(x.clone()),
            Self::Y => Some(y.clone()),
            Self::Constant(value) => Some(value.clone()),
            Self::Not(of) => Some(Value::Truth(!truth(of)?)),
            Self::Negative(of) => Value::number(-number(of)?),
            Self::If(condition, then, otherwise) => if truth(condition)? { then } else { otherwise }.value(x, y),
            Self::Two(operator, left, right) => {
                let ordering = || Some(left.value(x, y)?.cmp(&right.value(x, y)?));
                let quotient = |of: fn(f64, f64) -> f64| {
                    let (left, right) = (number(left)?, number(right)?);
                    if right == 0.0 { None } else { Value::number(of(left, right)) }
                };
                match operator {
                    Operator::Plus => Value::number(number(left)? + number(right)?),
                    Operator::Minus => Value::number(number(left)? - number(right)?),
                    Operator::Times => Value::number(number(left)? * number(right)?),
                    Operator::Over => quotient(|a, b| a / b),
                    Operator::Modulo => quotient(f64::rem_euclid),
                    Operator::Equal => Some(Value::Truth(ordering()?.is_eq())),
                    Operator::Unequal => Some(Value::Truth(ordering()?.is_ne())),
                    Operator::Less => Some(Value::Truth(ordering()?.is_lt())),
                    Operator::AtMost => Some(Value::Truth(ordering()?.is_le())),
                    Operator::Greater => Some(Value::Truth(ordering()?.is_gt())),
                    Operator::AtLeast => Some(Value::Truth(ordering()?.is_ge())),
                    Operator::And => Some(Value::Truth(truth(left)? && truth(right)?)),
                    Operator::Or => Some(Value::Truth(truth(left)? || truth(right)?)),
                }
            }
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::X => f.write_str("x"),
            Self::Y => f.write_str("y"),
            Self::Constant(Value::Token(word)) => write!(f, "{word:?}"),
            Self::Constant(value) => value.fmt(f),
            Self::Not(of) => write!(f, "not ({of})"),
            Self::Negative(of) => write!(f, "-({of})"),
            Self::Two(operator, left, right) => write!(f, "({left} {} {right})", operator.sign()),
            Self::If(condition, then, otherwise) => write!(f, "(if {condition} then {then} else {otherwise})"),
        }
    }
}

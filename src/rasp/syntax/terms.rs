//! Reading terms, by the strength with which operators bind.

use super::super::bounds::LONGEST_WORD;
use super::super::error::{Fault, ProgramError};
use super::super::term::{Operator, Term};
use super::super::value::Value;
use super::cursor::{Cursor, DEEPEST};
use super::lexer::Token;

/// A term and how high it is. Terms are walked by recursion, so that a long chain has to end as well as a deep nesting.
type Measured = Result<(Term, usize), ProgramError>;

/// Operators that bind alike, from the weakest on. Comparisons, the third, do not chain.
const LEVELS: [&[Operator]; 5] = {
    use Operator::{And, AtLeast, AtMost, Equal, Greater, Less, Minus, Modulo, Or, Over, Plus, Times, Unequal};
    [&[Or], &[And], &[Equal, Unequal, Less, AtMost, Greater, AtLeast], &[Plus, Minus], &[Times, Over, Modulo]]
};
const COMPARISONS: usize = 2;

/// Which values a term is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// One value.
    X,
    /// Two values.
    XAndY,
}

/// Reads a term.
///
/// # Errors
/// [`ProgramError`] at the first token that does not fit, and for terms that are nested too deep.
pub(super) fn term(cursor: &mut Cursor, over: Over) -> Result<Term, ProgramError> {
    level(cursor, over, 0).map(|(term, _)| term)
}

fn level(cursor: &mut Cursor, over: Over, strength: usize) -> Measured {
    let Some(operators) = LEVELS.get(strength) else { return signed(cursor, over) };
    if strength == COMPARISONS && cursor.takes_word("not") {
        let (of, height) = cursor.deeper(|cursor| level(cursor, over, strength))?;
        return higher(cursor, Term::Not(Box::new(of)), height);
    }
    let (mut left, mut height) = level(cursor, over, strength + 1)?;
    while let Some(operator) = operators.iter().find(|operator| takes_operator(cursor, **operator)) {
        let (right, other) = level(cursor, over, strength + 1)?;
        (left, height) = higher(cursor, Term::two(*operator, left, right), height.max(other))?;
        if strength == COMPARISONS {
            break;
        }
    }
    Ok((left, height))
}

fn takes_operator(cursor: &mut Cursor, operator: Operator) -> bool {
    cursor.takes(operator.sign()) || cursor.takes_word(operator.sign())
}

fn higher(cursor: &Cursor, term: Term, below: usize) -> Measured {
    if below < DEEPEST { Ok((term, below + 1)) } else { Err(cursor.too_deep()) }
}

fn signed(cursor: &mut Cursor, over: Over) -> Measured {
    if !cursor.takes("-") {
        return primary(cursor, over);
    }
    let (of, height) = cursor.deeper(|cursor| signed(cursor, over))?;
    match of {
        Term::Constant(Value::Number(number)) => Ok((Term::Constant(Value::Number(0.0 - number)), height)),
        of => higher(cursor, Term::Negative(Box::new(of)), height),
    }
}

fn primary(cursor: &mut Cursor, over: Over) -> Measured {
    if cursor.takes("(") {
        let inner = cursor.deeper(|cursor| level(cursor, over, 0))?;
        closing(cursor)?;
        return Ok(inner);
    }
    if cursor.takes_word("if") {
        return cursor.deeper(|cursor| condition(cursor, over));
    }
    let simple = match cursor.peek() {
        Some(Token::Number(number)) => Some(Term::Constant(Value::Number(*number))),
        Some(Token::Quoted(word)) => Some(Term::Constant(Value::token(word))),
        Some(Token::Word(word)) => match word.as_str() {
            "x" => Some(Term::X),
            "y" if over == Over::XAndY => Some(Term::Y),
            "y" => return Err(cursor.wanted("“x” (a map is over one value)")),
            "true" => Some(Term::Constant(Value::Truth(true))),
            "false" => Some(Term::Constant(Value::Truth(false))),
            _ => None,
        },
        _ => None,
    };
    let Some(term) = simple else {
        let values = if over == Over::X { "x" } else { "x, y" };
        return Err(cursor.wanted(format!("a term: {values}, a number, a word in quotes, true, false, not, if or “(”")));
    };
    if matches!(&term, Term::Constant(Value::Token(word)) if word.chars().count() > LONGEST_WORD) {
        return Err(Fault::Limits(format!("a word has at most {LONGEST_WORD} characters")).at(Some(cursor.place())));
    }
    cursor.part()?;
    Ok((term, 1))
}

fn condition(cursor: &mut Cursor, over: Over) -> Measured {
    let (condition, height) = level(cursor, over, 0)?;
    if !cursor.takes_word("then") {
        return Err(cursor.wanted("“then”"));
    }
    let (then, second) = level(cursor, over, 0)?;
    if !cursor.takes_word("else") {
        return Err(cursor.wanted("“else”"));
    }
    let (otherwise, third) = level(cursor, over, 0)?;
    let term = Term::If(Box::new(condition), Box::new(then), Box::new(otherwise));
    higher(cursor, term, height.max(second).max(third))
}

/// The parenthesis behind a term.
pub(super) fn closing(cursor: &mut Cursor) -> Result<(), ProgramError> {
    if cursor.takes(")") {
        return Ok(());
    }
    let comma = matches!(cursor.peek(), Some(Token::Sign(",")));
    let point = if comma { " (decimals have a point, and not a comma)" } else { "" };
    Err(cursor.wanted(format!("an operator or “)”{point}")))
}

// One number at a time: rows of any width.
alias V = f32;
const LANES = 1u;
fn total(v: V) -> f32 {
    return v;
}

// Four numbers at a time: every row is a multiple of four wide.
alias V = vec4<f32>;
const LANES = 4u;
fn total(v: V) -> f32 {
    return dot(v, V(1.0));
}

// The distribution function of the standard normal by the approximation 7.1.26 of Abramowitz and Stegun, whose absolute error
// is below 1.5e-7, and exp(-x * x / 2).
struct Normal { below: V, bell: V }
fn normal(x: V) -> Normal {
    let z = abs(x) * 0.70710678;
    let t = V(1.0) / (V(1.0) + z * 0.3275911);
    let bell = exp(-z * z);
    let series = (((0.5307027 * t - 0.726576) * t + 0.71070687) * t - 0.14224837) * t + 0.12741479;
    let tail = series * t * bell;
    return Normal(select(tail, V(1.0) - tail, x > V(0.0)), bell);
}

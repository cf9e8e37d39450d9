// The gradients of layer normalisation with respect to gain and bias, one column a workgroup.
struct Sizes { rows: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> grad: array<f32>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read_write> of_gain: array<f32>;
@group(0) @binding(4) var<storage, read_write> of_bias: array<f32>;
@group(0) @binding(5) var<uniform> s: Sizes;
var<workgroup> parts: array<vec2<f32>, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let column = group.x;
    var sums = vec2<f32>();
    for (var row = local; row < s.rows; row += 64u) {
        let at = row * s.width + column;
        let moment = moments[row];
        let g = grad[at];
        sums += vec2<f32>(g * (x[at] - moment.x) * moment.y, g);
    }
    parts[local] = sums;
    workgroupBarrier();
    for (var half = 32u; half > 0u; half /= 2u) {
        if (local < half) {
            parts[local] += parts[local + half];
        }
        workgroupBarrier();
    }
    if (local == 0u) {
        of_gain[column] = parts[0].x;
        of_bias[column] = parts[0].y;
    }
}

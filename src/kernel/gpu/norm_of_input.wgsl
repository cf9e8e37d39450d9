// The gradient of layer normalisation with respect to its input, one row a thread, and each row's mean and inverse deviation.
struct Sizes { rows: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> x: array<V>;
@group(0) @binding(1) var<storage, read_write> gain: array<V>;
@group(0) @binding(2) var<storage, read_write> grad: array<V>;
@group(0) @binding(3) var<storage, read_write> of_x: array<V>;
@group(0) @binding(4) var<storage, read_write> moments: array<vec2<f32>>;
@group(0) @binding(5) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let row = (group.y * groups.x + group.x) * 64u + local;
    if (row >= s.rows) {
        return;
    }
    let n = s.width / LANES;
    let at = row * n;
    let width = f32(s.width);
    var sum = V();
    for (var i = 0u; i < n; i++) {
        sum += x[at + i];
    }
    let mean = total(sum) / width;
    var squares = V();
    var flat = V();
    var along = V();
    for (var i = 0u; i < n; i++) {
        let d = x[at + i] - mean;
        let g = grad[at + i] * gain[i];
        squares += d * d;
        flat += g;
        along += g * d;
    }
    let inverse = 1.0 / sqrt(total(squares) / width + 1e-5);
    let shift = total(flat) / width;
    let turn = total(along) * inverse * inverse / width;
    for (var i = 0u; i < n; i++) {
        let g = grad[at + i] * gain[i];
        of_x[at + i] = inverse * (g - shift - (x[at + i] - mean) * turn);
    }
    moments[row] = vec2<f32>(mean, inverse);
}

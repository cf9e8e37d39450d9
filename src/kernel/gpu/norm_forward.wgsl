// Layer normalisation, one row a thread.
struct Sizes { rows: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> x: array<V>;
@group(0) @binding(1) var<storage, read_write> gain: array<V>;
@group(0) @binding(2) var<storage, read_write> bias: array<V>;
@group(0) @binding(3) var<storage, read_write> out: array<V>;
@group(0) @binding(4) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let row = (group.y * groups.x + group.x) * 64u + local;
    if (row >= s.rows) {
        return;
    }
    let n = s.width / LANES;
    let at = row * n;
    var sum = V();
    for (var i = 0u; i < n; i++) {
        sum += x[at + i];
    }
    let mean = total(sum) / f32(s.width);
    var squares = V();
    for (var i = 0u; i < n; i++) {
        let d = x[at + i] - mean;
        squares += d * d;
    }
    let inverse = 1.0 / sqrt(total(squares) / f32(s.width) + 1e-5);
    for (var i = 0u; i < n; i++) {
        out[at + i] = (x[at + i] - mean) * inverse * gain[i] + bias[i];
    }
}

// The gradient of mean cross-entropy with respect to the logits, one row a thread.
struct Sizes { rows: u32, classes: u32 }
@group(0) @binding(0) var<storage, read_write> logits: array<f32>;
@group(0) @binding(1) var<storage, read_write> targets: array<i32>;
@group(0) @binding(2) var<storage, read_write> grad: array<f32>;
@group(0) @binding(3) var<storage, read_write> of_logits: array<f32>;
@group(0) @binding(4) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let row = (group.y * groups.x + group.x) * 64u + local;
    if (row >= s.rows) {
        return;
    }
    let at = row * s.classes;
    var high = logits[at];
    for (var c = 1u; c < s.classes; c++) {
        high = max(high, logits[at + c]);
    }
    var sum = 0.0;
    for (var c = 0u; c < s.classes; c++) {
        let e = exp(logits[at + c] - high);
        of_logits[at + c] = e;
        sum += e;
    }
    let weight = grad[0] / f32(s.rows);
    for (var c = 0u; c < s.classes; c++) {
        of_logits[at + c] *= weight / sum;
    }
    of_logits[at + u32(targets[row])] -= weight;
}

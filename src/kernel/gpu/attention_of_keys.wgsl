// The gradients of causal attention with respect to key and value, one position of one head a thread.
struct Sizes { batch: u32, seq: u32, rows: u32, heads: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> query: array<V>;
@group(0) @binding(1) var<storage, read_write> patterns: array<f32>;
@group(0) @binding(2) var<storage, read_write> of_scores: array<f32>;
@group(0) @binding(3) var<storage, read_write> grad: array<V>;
@group(0) @binding(4) var<storage, read_write> of_key: array<V>;
@group(0) @binding(5) var<storage, read_write> of_value: array<V>;
@group(0) @binding(6) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let thread = (group.y * groups.x + group.x) * 64u + local;
    if (thread >= s.batch * s.heads * s.seq) {
        return;
    }
    let position = thread % s.seq;
    let head = (thread / s.seq) % s.heads;
    let sequence = thread / (s.seq * s.heads);
    let width = s.width / LANES;
    let n = width / s.heads;
    let here = (sequence * s.seq + position) * width + head * n;
    let there = sequence * s.rows * width + head * n;
    let pattern = (sequence * s.heads + head) * s.rows * s.seq + position;
    let past = s.seq - s.rows;
    let first = max(position, past) - past;
    for (var d = 0u; d < n; d++) {
        var keys = V();
        var values = V();
        for (var row = first; row < s.rows; row++) {
            keys += of_scores[pattern + row * s.seq] * query[there + row * width + d];
            values += patterns[pattern + row * s.seq] * grad[there + row * width + d];
        }
        of_key[here + d] = keys;
        of_value[here + d] = values;
    }
}

// The gradients of causal attention with respect to its scores and its query, one query of one head a thread.
struct Sizes { batch: u32, seq: u32, rows: u32, heads: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> key: array<V>;
@group(0) @binding(1) var<storage, read_write> value: array<V>;
@group(0) @binding(2) var<storage, read_write> patterns: array<f32>;
@group(0) @binding(3) var<storage, read_write> grad: array<V>;
@group(0) @binding(4) var<storage, read_write> of_scores: array<f32>;
@group(0) @binding(5) var<storage, read_write> of_query: array<V>;
@group(0) @binding(6) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let thread = (group.y * groups.x + group.x) * 64u + local;
    if (thread >= s.batch * s.heads * s.rows) {
        return;
    }
    let row = thread % s.rows;
    let head = (thread / s.rows) % s.heads;
    let sequence = thread / (s.rows * s.heads);
    let width = s.width / LANES;
    let n = width / s.heads;
    let here = (sequence * s.rows + row) * width + head * n;
    let there = sequence * s.seq * width + head * n;
    let pattern = thread * s.seq;
    let seen = s.seq - s.rows + row + 1u;
    let scale = 1.0 / sqrt(f32(s.width / s.heads));
    var mean = 0.0;
    for (var j = 0u; j < seen; j++) {
        var sum = V();
        for (var d = 0u; d < n; d++) {
            sum += grad[here + d] * value[there + j * width + d];
        }
        let of_pattern = total(sum);
        of_scores[pattern + j] = of_pattern;
        mean += patterns[pattern + j] * of_pattern;
    }
    for (var j = 0u; j < seen; j++) {
        of_scores[pattern + j] = patterns[pattern + j] * (of_scores[pattern + j] - mean) * scale;
    }
    for (var d = 0u; d < n; d++) {
        var out = V();
        for (var j = 0u; j < seen; j++) {
            out += of_scores[pattern + j] * key[there + j * width + d];
        }
        of_query[here + d] = out;
    }
}

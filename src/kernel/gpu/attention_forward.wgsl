// Causal attention, one query of one head a thread. Tensors are [batch, positions, heads, head width]; patterns are
// [batch, heads, rows, seq].
struct Sizes { batch: u32, seq: u32, rows: u32, heads: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> query: array<V>;
@group(0) @binding(1) var<storage, read_write> key: array<V>;
@group(0) @binding(2) var<storage, read_write> value: array<V>;
@group(0) @binding(3) var<storage, read_write> mixed: array<V>;
@group(0) @binding(4) var<storage, read_write> patterns: array<f32>;
@group(0) @binding(5) var<uniform> s: Sizes;

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
    var high = -3.0e38;
    for (var j = 0u; j < seen; j++) {
        var sum = V();
        for (var d = 0u; d < n; d++) {
            sum += query[here + d] * key[there + j * width + d];
        }
        let score = total(sum) * scale;
        patterns[pattern + j] = score;
        high = max(high, score);
    }
    var sum = 0.0;
    for (var j = 0u; j < seen; j++) {
        let e = exp(patterns[pattern + j] - high);
        patterns[pattern + j] = e;
        sum += e;
    }
    for (var j = 0u; j < seen; j++) {
        patterns[pattern + j] /= sum;
    }
    for (var j = seen; j < s.seq; j++) {
        patterns[pattern + j] = 0.0;
    }
    for (var d = 0u; d < n; d++) {
        var out = V();
        for (var j = 0u; j < seen; j++) {
            out += patterns[pattern + j] * value[there + j * width + d];
        }
        mixed[here + d] = out;
    }
}

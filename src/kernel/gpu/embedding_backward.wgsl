// The gradients of the two tables: each thread sums what belongs to its numbers, so that the order is fixed.
struct Sizes { tokens: u32, seq: u32, width: u32, entries: u32, places: u32 }
@group(0) @binding(0) var<storage, read_write> tokens: array<i32>;
@group(0) @binding(1) var<storage, read_write> grad: array<V>;
@group(0) @binding(2) var<storage, read_write> of_token: array<V>;
@group(0) @binding(3) var<storage, read_write> of_position: array<V>;
@group(0) @binding(4) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = (group.y * groups.x + group.x) * 64u + local;
    let n = s.width / LANES;
    if (i >= (s.entries + s.places) * n) {
        return;
    }
    let row = i / n;
    let d = i % n;
    var sum = V();
    if (row < s.entries) {
        for (var at = 0u; at < s.tokens; at++) {
            if (u32(tokens[at]) == row) {
                sum += grad[at * n + d];
            }
        }
        of_token[i] = sum;
    } else {
        let place = row - s.entries;
        if (place < s.seq) {
            for (var at = place; at < s.tokens; at += s.seq) {
                sum += grad[at * n + d];
            }
        }
        of_position[place * n + d] = sum;
    }
}

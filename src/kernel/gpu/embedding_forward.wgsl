// A token's row plus its position's.
struct Sizes { tokens: u32, seq: u32, width: u32 }
@group(0) @binding(0) var<storage, read_write> tokens: array<i32>;
@group(0) @binding(1) var<storage, read_write> token: array<V>;
@group(0) @binding(2) var<storage, read_write> position: array<V>;
@group(0) @binding(3) var<storage, read_write> out: array<V>;
@group(0) @binding(4) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = (group.y * groups.x + group.x) * 64u + local;
    let n = s.width / LANES;
    if (i >= s.tokens * n) {
        return;
    }
    let at = i / n;
    let d = i % n;
    out[i] = token[u32(tokens[at]) * n + d] + position[(at % s.seq) * n + d];
}

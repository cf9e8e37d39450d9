// GELU of every number, and its derivative.
struct Sizes { count: u32 }
@group(0) @binding(0) var<storage, read_write> x: array<V>;
@group(0) @binding(1) var<storage, read_write> out: array<V>;
@group(0) @binding(2) var<storage, read_write> slope: array<V>;
@group(0) @binding(3) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = (group.y * groups.x + group.x) * 64u + local;
    if (i >= s.count / LANES) {
        return;
    }
    let at = x[i];
    let n = normal(at);
    out[i] = at * n.below;
    slope[i] = n.below + at * n.bell * 0.3989423;
}

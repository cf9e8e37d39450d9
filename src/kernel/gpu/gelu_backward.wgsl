// The gradient of GELU: that of its result times its derivative.
struct Sizes { count: u32 }
@group(0) @binding(0) var<storage, read_write> slope: array<V>;
@group(0) @binding(1) var<storage, read_write> grad: array<V>;
@group(0) @binding(2) var<storage, read_write> of_x: array<V>;
@group(0) @binding(3) var<uniform> s: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = (group.y * groups.x + group.x) * 64u + local;
    if (i >= s.count / LANES) {
        return;
    }
    of_x[i] = slope[i] * grad[i];
}

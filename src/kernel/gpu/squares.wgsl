// The sums of squares of 64 parts of the flat gradient.
struct Sizes { count: u32 }
@group(0) @binding(0) var<storage, read_write> grad: array<f32>;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
@group(0) @binding(2) var<uniform> s: Sizes;
var<workgroup> parts: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var sum = 0.0;
    for (var i = group.x * 64u + local; i < s.count; i += 4096u) {
        sum += grad[i] * grad[i];
    }
    parts[local] = sum;
    workgroupBarrier();
    for (var half = 32u; half > 0u; half /= 2u) {
        if (local < half) {
            parts[local] += parts[local + half];
        }
        workgroupBarrier();
    }
    if (local == 0u) {
        out[group.x] = parts[0];
    }
}

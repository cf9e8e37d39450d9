// AdamW over the flat parameters; `squares` are the sums of squares of 64 parts of the gradient.
struct Step {
    count: u32, rate: f32, keep: f32, beta_1: f32,
    beta_2: f32, correction_1: f32, correction_2: f32, epsilon: f32,
    limit: f32
}
@group(0) @binding(0) var<storage, read_write> parameter: array<f32>;
@group(0) @binding(1) var<storage, read_write> grad: array<f32>;
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read_write> second: array<f32>;
@group(0) @binding(4) var<storage, read_write> squares: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;
@group(0) @binding(6) var<uniform> s: Step;
var<workgroup> parts: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    parts[local] = squares[local];
    workgroupBarrier();
    for (var half = 32u; half > 0u; half /= 2u) {
        if (local < half) {
            parts[local] += parts[local + half];
        }
        workgroupBarrier();
    }
    let scale = min(s.limit / (sqrt(parts[0]) + 1e-6), 1.0);
    for (var i = group.x * 64u + local; i < s.count; i += groups.x * 64u) {
        let g = grad[i] * scale;
        let a = first[i] * s.beta_1 + g * (1.0 - s.beta_1);
        let b = second[i] * s.beta_2 + g * g * (1.0 - s.beta_2);
        first[i] = a;
        second[i] = b;
        out[i] = parameter[i] * s.keep - s.rate * (a / s.correction_1) / (sqrt(b / s.correction_2) + s.epsilon);
    }
}

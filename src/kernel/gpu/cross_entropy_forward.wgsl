// Mean cross-entropy: one workgroup, whose threads share the rows.
struct Sizes { rows: u32, classes: u32 }
@group(0) @binding(0) var<storage, read_write> logits: array<f32>;
@group(0) @binding(1) var<storage, read_write> targets: array<i32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@group(0) @binding(3) var<uniform> s: Sizes;
var<workgroup> parts: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
    var losses = 0.0;
    for (var row = local; row < s.rows; row += 64u) {
        let at = row * s.classes;
        var high = logits[at];
        for (var c = 1u; c < s.classes; c++) {
            high = max(high, logits[at + c]);
        }
        var sum = 0.0;
        for (var c = 0u; c < s.classes; c++) {
            sum += exp(logits[at + c] - high);
        }
        losses += log(sum) + high - logits[at + u32(targets[row])];
    }
    parts[local] = losses;
    workgroupBarrier();
    for (var half = 32u; half > 0u; half /= 2u) {
        if (local < half) {
            parts[local] += parts[local + half];
        }
        workgroupBarrier();
    }
    if (local == 0u) {
        out[0] = parts[0] / f32(s.rows);
    }
}

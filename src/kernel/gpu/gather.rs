//! The program that gathers tensors in one buffer, written for their number.

/// The program that copies `tensors` tensors into their places in the flat buffer.
pub(super) fn gather(tensors: usize) -> String {
    let mut text = String::from(
        "// Copies tensors into their places in one buffer. A segment is where it begins among this launch's threads, its\n\
         // length, and where it goes.\n\
         struct Segments { at: array<vec4<u32>, 8> }\n",
    );
    for index in 0..tensors {
        text += &format!("@group(0) @binding({index}) var<storage, read_write> a{index}: array<f32>;\n");
    }
    text += &format!(
        "@group(0) @binding({tensors}) var<storage, read_write> flat: array<f32>;\n\
         @group(0) @binding({}) var<uniform> s: Segments;\n\
         @compute @workgroup_size(64)\n\
         fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, \
         @builtin(local_invocation_index) local: u32) {{\n\
         let thread = (group.y * groups.x + group.x) * 64u + local;\n",
        tensors + 1
    );
    for index in (0..tensors).rev() {
        text += &format!(
            "if (thread >= s.at[{index}].x) {{\n\
             let i = thread - s.at[{index}].x;\n\
             if (i < s.at[{index}].w) {{ var v = 0.0; if (i < s.at[{index}].y) {{ v = a{index}[i]; }} \
             flat[s.at[{index}].z + i] = v; }}\n\
             return;\n}}\n"
        );
    }
    text + "}\n"
}

//! The text of the matrix products: each thread holds a tile of results and reads what it needs straight from memory, four
//! numbers at a time. The tiles are written out because neither WGSL nor every driver unrolls a loop over registers.

use std::fmt::Write;

/// Which product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Product {
    /// `left · right`: `[rows, depth]`, `[depth, columns]`.
    Forward,
    /// The same plus a bias, `[columns]`.
    Affine,
    /// `left · rightᵀ`: `[rows, depth]`, `[columns, depth]`.
    OfInput,
    /// `leftᵀ · right`: `[depth, rows]`, `[depth, columns]`.
    OfWeight,
    /// The same, and the sums of the columns of `right`, `[columns]`.
    OfWeightAndBias,
}

/// Rows of a thread's tile where threads share nothing; its columns are four.
const TALL: u32 = 8;
/// Rows of a thread's tile where eight threads share a tile, each with every eighth layer of the depth.
const SHARED: u32 = 4;

impl Product {
    fn is_shared(self) -> bool {
        matches!(self, Self::OfWeight | Self::OfWeightAndBias)
    }

    fn has_bias(self) -> bool {
        matches!(self, Self::Affine | Self::OfWeightAndBias)
    }

    /// Workgroups along columns and rows.
    pub(super) fn groups(self, rows: usize, columns: usize) -> [usize; 3] {
        let (tall, broad) = if self.is_shared() { (16, 16) } else { (8 * TALL as usize, 32) };
        [columns.div_ceil(broad), rows.div_ceil(tall), 1]
    }

    /// The program; `wide` where rows of all matrices are multiples of four.
    pub(super) fn text(self, wide: bool) -> String {
        let mut text = bindings(self.has_bias(), wide);
        // Writing into a String cannot fail.
        let _ = if self.is_shared() { shared(&mut text, self) } else { alone(&mut text, self) };
        text
    }
}

fn bindings(bias: bool, wide: bool) -> String {
    let mut text = String::from("struct Sizes { rows: u32, columns: u32, depth: u32 }\n");
    let names: &[&str] = if bias { &["left", "right", "out", "bias"] } else { &["left", "right", "out"] };
    for (index, name) in names.iter().enumerate() {
        text += &format!("@group(0) @binding({index}) var<storage, read_write> {name}: array<V>;\n");
    }
    text += &format!("@group(0) @binding({}) var<uniform> s: Sizes;\n", names.len());
    for name in names {
        text += &if wide { wide_access(name) } else { narrow_access(name) };
    }
    text
}

/// Four numbers of a row that is `width` wide, from `at` on; a multiple of four.
fn wide_access(name: &str) -> String {
    format!(
        "fn {name}_at(row: u32, width: u32, at: u32) -> vec4<f32> {{ return {name}[(row * width + at) / 4u]; }}\n\
         fn {name}_set(row: u32, width: u32, at: u32, v: vec4<f32>) {{ {name}[(row * width + at) / 4u] = v; }}\n"
    )
}

/// The same for rows of any width; what lies beyond a row's end is read as zero and not written.
fn narrow_access(name: &str) -> String {
    let mut text = format!(
        "fn {name}_at(row: u32, width: u32, at: u32) -> vec4<f32> {{\n let i = row * width + at;\n let n = width - at;\n \
         var v = vec4<f32>({name}[i], 0.0, 0.0, 0.0);\n"
    );
    let mut set = format!(
        "fn {name}_set(row: u32, width: u32, at: u32, v: vec4<f32>) {{\n let i = row * width + at;\n let n = width - at;\n \
         {name}[i] = v.x;\n"
    );
    for (lane, part) in ["y", "z", "w"].into_iter().enumerate() {
        let lane = lane + 1;
        text += &format!(" if (n > {lane}u) {{ v.{part} = {name}[i + {lane}u]; }}\n");
        set += &format!(" if (n > {lane}u) {{ {name}[i + {lane}u] = v.{part}; }}\n");
    }
    text + " return v;\n}\n" + &set + "}\n"
}

const PARTS: [&str; 4] = ["x", "y", "z", "w"];

/// One tile a thread, 8 × 8 threads.
fn alone(text: &mut String, product: Product) -> std::fmt::Result {
    writeln!(
        text,
        "@compute @workgroup_size(8, 8)\n\
         fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {{\n\
         let r = (group.y * 8u + local.y) * {TALL}u;\n\
         let c = (group.x * 8u + local.x) * 4u;\n\
         if (r >= s.rows || c >= s.columns) {{ return; }}\n\
         let last = s.depth - 1u;"
    )?;
    for i in 0..TALL {
        writeln!(text, "let r{i} = min(r + {i}u, s.rows - 1u);\nvar a{i} = vec4<f32>();")?;
    }
    if product == Product::OfInput {
        for j in 0..4 {
            writeln!(text, "let c{j} = min(c + {j}u, s.columns - 1u);")?;
        }
    }
    writeln!(text, "for (var d = 0u; d < s.depth; d += 4u) {{")?;
    for j in 0..4 {
        match product {
            Product::OfInput => writeln!(text, "let b{j} = right_at(c{j}, s.depth, d);")?,
            _ => writeln!(text, "let b{j} = right_at(min(d + {j}u, last), s.columns, c);")?,
        }
    }
    for i in 0..TALL {
        writeln!(text, "let v{i} = left_at(r{i}, s.depth, d);")?;
        if product == Product::OfInput {
            writeln!(text, "a{i} += vec4<f32>(dot(v{i}, b0), dot(v{i}, b1), dot(v{i}, b2), dot(v{i}, b3));")?;
        } else {
            for (j, part) in PARTS.iter().enumerate() {
                writeln!(text, "a{i} += v{i}.{part} * b{j};")?;
            }
        }
    }
    writeln!(text, "}}")?;
    if product.has_bias() {
        writeln!(text, "let more = bias_at(0u, s.columns, c);")?;
    }
    for i in 0..TALL {
        let more = if product.has_bias() { " + more" } else { "" };
        writeln!(text, "if (r + {i}u < s.rows) {{ out_set(r + {i}u, s.columns, c, a{i}{more}); }}")?;
    }
    writeln!(text, "}}")
}

/// A tile of 16 × 16 a workgroup: 4 × 4 threads' tiles, eight times over the depth, added up in the end.
fn shared(text: &mut String, product: Product) -> std::fmt::Result {
    let held = SHARED + u32::from(product.has_bias());
    writeln!(
        text,
        "var<workgroup> parts: array<vec4<f32>, {}>;\n\
         @compute @workgroup_size(4, 4, 8)\n\
         fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {{\n\
         let r = (group.y * 4u + local.y) * {SHARED}u;\n\
         let c = (group.x * 4u + local.x) * 4u;\n\
         let inside = r < s.rows && c < s.columns;",
        128 * held
    )?;
    for i in 0..held {
        writeln!(text, "var a{i} = vec4<f32>();")?;
    }
    writeln!(text, "if (inside) {{ for (var d = local.z; d < s.depth; d += 8u) {{")?;
    writeln!(text, "let v = left_at(d, s.rows, r);\nlet b = right_at(d, s.columns, c);")?;
    for (i, part) in PARTS.iter().enumerate() {
        writeln!(text, "a{i} += v.{part} * b;")?;
    }
    if product.has_bias() {
        writeln!(text, "a{SHARED} += b;")?;
    }
    writeln!(text, "}} }}\nlet tile = local.y * 4u + local.x;")?;
    for i in 0..held {
        writeln!(text, "parts[(local.z * 16u + tile) * {held}u + {i}u] = a{i};")?;
    }
    writeln!(
        text,
        "workgroupBarrier();\n\
         if (inside && local.z < {held}u) {{\n\
         var sum = vec4<f32>();\n\
         for (var z = 0u; z < 8u; z++) {{ sum += parts[(z * 16u + tile) * {held}u + local.z]; }}\n\
         if (local.z < {SHARED}u) {{ if (r + local.z < s.rows) {{ out_set(r + local.z, s.columns, c, sum); }} }}"
    )?;
    if product.has_bias() {
        writeln!(text, "else if (r == 0u) {{ bias_set(0u, s.columns, c, sum); }}")?;
    }
    writeln!(text, "}}\n}}")
}

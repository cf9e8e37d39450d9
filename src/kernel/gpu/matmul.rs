//! The text of the matrix products: each thread holds a tile of results and reads what it needs straight from memory, four
//! numbers at a time. The tiles are written out because neither WGSL nor every driver unrolls a loop over registers.

use std::fmt::Write;

/// Which product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Matmul {
    /// `left · right`: `[rows, depth]`, `[depth, columns]`.
    Forward,
    /// The same plus a bias, `[columns]`.
    WithBias,
    /// `left · rightᵀ`: `[rows, depth]`, `[columns, depth]`.
    OfInput,
    /// `leftᵀ · right`: `[depth, rows]`, `[depth, columns]`.
    OfWeight,
    /// The same, and the sums of the columns of `right`, `[columns]`.
    OfWeightAndBias,
}

/// Rows of a thread's tile, and its columns.
const TILE: usize = 8;
/// Columns of a thread's tile, in fours.
const QUADS: usize = TILE / 4;

impl Matmul {
    fn is_shared(self) -> bool {
        matches!(self, Self::OfWeight | Self::OfWeightAndBias)
    }

    fn has_bias(self) -> bool {
        matches!(self, Self::WithBias | Self::OfWeightAndBias)
    }

    /// Workgroups along columns and rows.
    pub(super) fn groups(self, rows: usize, columns: usize) -> [usize; 3] {
        let side = TILE * if self.is_shared() { 2 } else { 8 };
        [columns.div_ceil(side), rows.div_ceil(side), 1]
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

/// Four numbers of the row that begins at `base`, from the quad `at` on.
fn wide_access(name: &str) -> String {
    format!(
        "fn {name}_base(row: u32, width: u32) -> u32 {{ return row * (width / 4u); }}\n\
         fn {name}_at(base: u32, width: u32, at: u32) -> vec4<f32> {{ return {name}[base + at]; }}\n\
         fn {name}_set(base: u32, width: u32, at: u32, v: vec4<f32>) {{ {name}[base + at] = v; }}\n"
    )
}

/// The same for rows of any width; what lies beyond a row's end is read as zero and not written.
fn narrow_access(name: &str) -> String {
    let mut read = format!(
        "fn {name}_base(row: u32, width: u32) -> u32 {{ return row * width; }}\n\
         fn {name}_at(base: u32, width: u32, at: u32) -> vec4<f32> {{\n\
         var v = vec4<f32>();\nlet i = base + at * 4u;\n"
    );
    let mut write =
        format!("fn {name}_set(base: u32, width: u32, at: u32, v: vec4<f32>) {{\nlet i = base + at * 4u;\n");
    for (lane, part) in PARTS.into_iter().enumerate() {
        read += &format!("if (at * 4u + {lane}u < width) {{ v.{part} = {name}[i + {lane}u]; }}\n");
        write += &format!("if (at * 4u + {lane}u < width) {{ {name}[i + {lane}u] = v.{part}; }}\n");
    }
    read + "return v;\n}\n" + &write + "}\n"
}

const PARTS: [&str; 4] = ["x", "y", "z", "w"];

/// One tile a thread, 8 × 8 threads.
fn alone(text: &mut String, matmul: Matmul) -> std::fmt::Result {
    writeln!(
        text,
        "@compute @workgroup_size(8, 8)\n\
         fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {{\n\
         let r = (group.y * 8u + local.y) * {TILE}u;\n\
         let c = (group.x * 8u + local.x) * {TILE}u;\n\
         if (r >= s.rows || c >= s.columns) {{ return; }}\n\
         let quad = c / 4u;"
    )?;
    for i in 0..TILE {
        writeln!(text, "let r{i} = left_base(min(r + {i}u, s.rows - 1u), s.depth);")?;
        for q in 0..QUADS {
            writeln!(text, "var a{i}_{q} = vec4<f32>();")?;
        }
        if matmul == Matmul::OfInput {
            writeln!(text, "let c{i} = right_base(min(c + {i}u, s.columns - 1u), s.depth);")?;
        }
    }
    writeln!(text, "for (var d = 0u; d < s.depth; d += 4u) {{\nlet at = d / 4u;")?;
    if matmul == Matmul::OfInput {
        for j in 0..TILE {
            writeln!(text, "let b{j} = right_at(c{j}, s.depth, at);")?;
        }
    } else {
        for j in 0..4 {
            // Beyond the depth the left side is zero; the right side only has to be some number.
            writeln!(text, "let d{j} = right_base(min(d + {j}u, s.depth - 1u), s.columns);")?;
            for q in 0..QUADS {
                writeln!(text, "let b{j}_{q} = right_at(d{j}, s.columns, quad + {q}u);")?;
            }
        }
    }
    for i in 0..TILE {
        writeln!(text, "let v{i} = left_at(r{i}, s.depth, at);")?;
        for q in 0..QUADS {
            if matmul == Matmul::OfInput {
                let dots: Vec<String> = (4 * q..4 * q + 4).map(|j| format!("dot(v{i}, b{j})")).collect();
                writeln!(text, "a{i}_{q} += vec4<f32>({});", dots.join(", "))?;
            } else {
                for (j, part) in PARTS.iter().enumerate() {
                    writeln!(text, "a{i}_{q} += v{i}.{part} * b{j}_{q};")?;
                }
            }
        }
    }
    writeln!(text, "}}")?;
    for q in 0..QUADS {
        writeln!(text, "if (c + {}u < s.columns) {{", 4 * q)?;
        if matmul.has_bias() {
            writeln!(text, "let more = bias_at(0u, s.columns, quad + {q}u);")?;
        }
        let more = if matmul.has_bias() { " + more" } else { "" };
        for i in 0..TILE {
            let base = format!("out_base(r + {i}u, s.columns)");
            writeln!(text, "if (r + {i}u < s.rows) {{ out_set({base}, s.columns, quad + {q}u, a{i}_{q}{more}); }}")?;
        }
        writeln!(text, "}}")?;
    }
    writeln!(text, "}}")
}

/// A tile of 16 × 16 a workgroup: 2 × 2 threads' tiles, eight times over the depth, added up in the end.
fn shared(text: &mut String, matmul: Matmul) -> std::fmt::Result {
    let held = TILE * QUADS + if matmul.has_bias() { QUADS } else { 0 };
    writeln!(
        text,
        "var<workgroup> parts: array<vec4<f32>, {}>;\n\
         @compute @workgroup_size(2, 2, 8)\n\
         fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>, \
         @builtin(local_invocation_index) index: u32) {{\n\
         let r = (group.y * 2u + local.y) * {TILE}u;\n\
         let c = (group.x * 2u + local.x) * {TILE}u;",
        32 * held
    )?;
    for i in 0..held {
        writeln!(text, "var a{i} = vec4<f32>();")?;
    }
    writeln!(
        text,
        "if (r < s.rows && c < s.columns) {{\n\
         for (var d = local.z; d < s.depth; d += 8u) {{\n\
         let left_row = left_base(d, s.rows);\nlet right_row = right_base(d, s.columns);"
    )?;
    for q in 0..QUADS {
        writeln!(text, "let v{q} = left_at(left_row, s.rows, r / 4u + {q}u);")?;
        writeln!(text, "let b{q} = right_at(right_row, s.columns, c / 4u + {q}u);")?;
    }
    for i in 0..TILE {
        for q in 0..QUADS {
            writeln!(text, "a{} += v{}.{} * b{q};", i * QUADS + q, i / 4, PARTS[i % 4])?;
        }
    }
    if matmul.has_bias() {
        for q in 0..QUADS {
            writeln!(text, "a{} += b{q};", TILE * QUADS + q)?;
        }
    }
    writeln!(text, "}}\n}}\nlet own = index * {held}u;")?;
    for i in 0..held {
        writeln!(text, "parts[own + {i}u] = a{i};")?;
    }
    writeln!(
        text,
        "workgroupBarrier();\n\
         for (var i = index; i < {}u; i += 32u) {{\n\
         let tile = i / {held}u;\nlet part = i % {held}u;\n\
         var sum = vec4<f32>();\n\
         for (var z = 0u; z < 8u; z++) {{ sum += parts[(z * 4u + tile) * {held}u + part]; }}\n\
         let row = (group.y * 2u + tile / 2u) * {TILE}u + part / {QUADS}u;\n\
         let column = (group.x * 2u + tile % 2u) * {TILE}u + (part % {QUADS}u) * 4u;\n\
         if (column < s.columns) {{",
        4 * held
    )?;
    writeln!(
        text,
        "if (part < {}u) {{ if (row < s.rows) {{ out_set(out_base(row, s.columns), s.columns, column / 4u, sum); }} }}",
        TILE * QUADS
    )?;
    if matmul.has_bias() {
        // Only the first row of tiles: they all hold the same sums.
        writeln!(text, "else if (group.y == 0u && tile < 2u) {{ bias_set(0u, s.columns, column / 4u, sum); }}")?;
    }
    writeln!(text, "}}\n}}\n}}")
}

# Compilers: the pinned one for this machine, and one that makes WebAssembly.
# shellcheck shell=bash

# An installed toolchain with the pinned version, whatever its name is.
pinned_toolchain() {
  local name
  for name in "$channel" $(rustup toolchain list | cut -d' ' -f1); do
    if rustup run "$name" rustc --version 2>/dev/null | grep -q "^rustc $channel "; then
      echo "$name"
      return
    fi
  done
  return 1
}

# Native code is always built by the pinned compiler; only a machine without rustup uses what it has.
native_compiler() {
  has cc || packages gcc libc6-dev
  if ! has rustup; then
    has cargo || die 'Rust is missing: install rustup from https://rustup.rs'
    return
  fi
  if ! RUSTUP_TOOLCHAIN=$(pinned_toolchain); then
    step "Installing Rust $channel" "rustup toolchain install $channel"
    quiet timeout 900 rustup toolchain install "$channel" --profile minimal --component clippy,rustfmt
    RUSTUP_TOOLCHAIN=$channel
  fi
  export RUSTUP_TOOLCHAIN
  if ! { cargo clippy --version && cargo fmt --version; } >/dev/null 2>&1; then
    step "Adding clippy and rustfmt to Rust $channel" 'rustup component add clippy rustfmt'
    quiet timeout 300 rustup component add clippy rustfmt
  fi
}

debian_lib=/usr/lib/rustlib/$wasm/lib
debian_stamp=$debian_lib/unwrap-lab.stamp
# What the standard library in debian_lib has to be built by.
debian_identity() { /usr/bin/rustc -vV && dpkg-query -W rustc-web rust-web-src; }
debian_ready() {
  [ -f "$debian_stamp" ] && [ "$(debian_identity 2>/dev/null)" = "$(cat "$debian_stamp")" ]
}

# Sets `wasm_env`, the variables that select a compiler with the wasm target: the pinned one where rustup can fetch its
# standard library, else Debian's newer one, with a standard library compiled here from Debian's sources.
# UNWRAP_WASM_COMPILER=debian asks for the second.
wasm_compiler() {
  if [ "${UNWRAP_WASM_COMPILER:-}" != debian ] && has rustup; then
    wasm_env=()
    has_pinned_target && return
    if ! debian_ready; then
      step "Adding the wasm target to Rust $channel"
      # Without a way to rustup's server this fails at once or hangs.
      timeout 120 rustup target add "$wasm" >/dev/null 2>&1 && has_pinned_target && return
      step 'rustup cannot fetch it; using the compiler that Debian packages instead'
    fi
  fi
  if has rustup; then wasm_env=(RUSTUP_TOOLCHAIN=debian-wasm); else wasm_env=("PATH=/usr/bin:$PATH"); fi
  # lld-22 has the rust-lld that linking asks for.
  packages rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy lld-22
  # A link gets lost when rustup is installed anew, so it is not covered by the stamp.
  if has rustup && ! rustup run debian-wasm rustc --version >/dev/null 2>&1; then
    quiet rustup toolchain link debian-wasm /usr
  fi
  debian_ready || debian_standard_library
}
has_pinned_target() { compgen -G "$(rustc --print target-libdir --target "$wasm")/libstd-*.rlib" >/dev/null; }

# Compiles std once, by way of an empty crate, and puts it where the compiler looks for an installed target. The bitcode is
# for link-time optimisation; the two unstable switches are needed here and nowhere else.
debian_standard_library() {
  local seed=$cache/std-seed
  step "Compiling Rust's standard library for wasm" "remove $seed and $debian_lib, then run this again"
  rm -rf "$seed"
  mkdir -p "$seed/src"
  printf '[package]\nname = "std_seed"\nversion = "0.0.0"\nedition = "2021"\n' >"$seed/Cargo.toml"
  : >"$seed/src/lib.rs"
  quiet env -C "$seed" "${wasm_env[@]}" CARGO_TARGET_DIR="$seed/target" \
    RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort \
    RUSTFLAGS='-C embed-bitcode=yes -C target-feature=+simd128' cargo build --release --target "$wasm"
  rm -f "$seed/target/$wasm"/release/deps/libstd_seed-*
  as_root mkdir -p "$debian_lib"
  as_root find "$debian_lib" -name '*.rlib' -delete
  as_root cp "$seed/target/$wasm"/release/deps/*.rlib "$debian_lib"
  # Last, so that an interrupted copy is not taken for a whole one.
  debian_identity | as_root tee "$debian_stamp" >/dev/null
  rm -rf "$seed"
}


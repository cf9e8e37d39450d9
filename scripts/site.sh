# The site in dist/: the page, which Trunk builds, and the engines beside it.
# shellcheck shell=bash

cpu_engines=(worker_fma worker_cpu)
all_engines=("${cpu_engines[@]}" worker_webgpu)
stamp=target/dist.stamp

# Everything that dist/ is made from, and dist/ itself, as one checksum.
fingerprint() {
  {
    env "${wasm_env[@]}" rustc -vV
    find lab scripts tools.versions Trunk.toml Cargo.toml Cargo.lock .cargo index.html src www dist -type f -print0 |
      sort -z | xargs -0 sha256sum
  } | sha256sum
}
up_to_date() { [ -f "$stamp" ] && [ -d dist ] && [ "$(fingerprint)" = "$(cat "$stamp")" ]; }

build_page() {
  step 'Building the page' 'read the first error above; ./lab setup checks the tools'
  # All clones share the folder: one page at a time, and no leftovers from another.
  (
    flock 9
    rm -rf "$wasm_target/wasm-bindgen"
    # Trunk takes NO_COLOR=1, which is what the convention asks for, for a mistake; its backtraces hide the compiler's errors.
    env -u NO_COLOR "${wasm_env[@]}" RUST_BACKTRACE=0 CARGO_TARGET_DIR="$wasm_target" CARGO_NET_OFFLINE=true \
      trunk --log warn build --release --locked --offline --skip-version-check --dist "$parts/page"
  ) 9>"$cache/page.lock"
}

# build_parts ENGINE...: the page and these engines, compiled beside each other and beside the tools.
build_parts() {
  rm -f "$stamp"
  start_beside engines compile_engines "$@"
  install_tools
  start_beside page build_page
  await engines
  finish_engines "$@"
  await page
}

# publish WEBGPU ENGINE...: puts dist/ together. WEBGPU is what the page reads in engines.json: ready, building or failed.
publish() {
  local webgpu=$1 new=target/dist.new old=target/dist.old name
  shift
  rm -rf "$new" "$old"
  cp -r "$parts/page" "$new"
  for name in "$@"; do cp -r "$parts/$name/." "$new"; done
  printf '{"webgpu": "%s"}\n' "$webgpu" >"$new/engines.json"
  state_policy "$new"
  list_files "$new"
  # It may be served meanwhile.
  [ ! -e dist ] || mv dist "$old"
  mv "$new" dist
  rm -rf "$old"
}

# The SHA-256 of a text, as a security policy has it.
policy_hash() {
  local hex
  hex=$(printf %s "$1" | sha256sum | cut -c1-64)
  # shellcheck disable=SC2059 # The format is the bytes.
  printf "'sha256-%s'" "$(printf "$(sed 's/../\\x&/g' <<<"$hex")" | base64)"
}

# state_policy FOLDER: writes into the page what it may load and run: its own files, and the scripts that stand in it.
state_policy() {
  local page hashes='' rest body
  page=$1/index.html
  rest=$(<"$page")
  while [[ $rest == *'<script'* ]]; do
    rest=${rest#*<script}
    body=${rest#*>}
    body=${body%%</script>*}
    rest=${rest#*</script>}
    [ -z "$body" ] || hashes+=" $(policy_hash "$body")"
  done
  local policy="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'$hashes; worker-src 'self'; connect-src 'self'; style-src 'self'; \
style-src-attr 'unsafe-inline'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
  sed -i "s|POLICY_OF_PAGE|$policy|" "$page"
}

# list_files FOLDER: tells the service worker which files the page has, and the SHA-256 of each.
list_files() {
  local list version program
  # All but the page itself and the service worker, which both state it.
  program=$(cd "$1" && find . -type f ! -name sw.js ! -name index.html -printf '%P\n' | LC_ALL=C sort | xargs sha256sum |
    sha256sum | cut -c1-16)
  sed -i "s/VERSION_OF_PROGRAM/$program/" "$1/index.html" "$1/sw.js"
  list=$(cd "$1" && find . -type f ! -name sw.js -printf '%P\n' | LC_ALL=C sort | xargs sha256sum |
    awk 'BEGIN { printf "{" } { printf "%s\"%s\": \"%s\"", (NR > 1 ? ", " : ""), $2, $1 } END { printf "}" }')
  version=$(printf %s "$list" | sha256sum | cut -c1-16)
  sed -i -e "s/VERSION_OF_FILES/$version/" -e "s|LIST_OF_FILES|$list|" "$1/sw.js"
}

publish_all() {
  publish ready "${all_engines[@]}"
  fingerprint >"$stamp"
}

build() {
  prepare_to_compile
  if up_to_date; then
    echo 'lab: dist/ is up to date' >&2
    return
  fi
  step 'Building the page and its engines (20 minutes or more from nothing)'
  build_parts "${all_engines[@]}"
  publish_all
}

# total COMPRESSOR FILE...: the compressed bytes of all files together.
total() {
  local compressor=$1 file sum=0
  shift
  for file in "$@"; do sum=$((sum + $($compressor <"$file" | wc -c))); done
  echo "$sum"
}
over_budget=0
# part NAME BUDGET FILE...: one line of the report; the budget, in bytes, is for gzip, which every host has.
part() {
  local name=$1 budget=$2 gzip brotli='' verdict=''
  shift 2
  gzip=$(total 'gzip -9' "$@")
  if has brotli; then brotli=$(total 'brotli -q 11 -w 24 -c' "$@"); fi
  if [ "$gzip" -gt "$budget" ]; then
    verdict='  OVER BUDGET'
    over_budget=1
  fi
  printf '%-14s %5d KB gzip%s, budget %d KB%s\n' \
    "$name" $((gzip / 1000)) "${brotli:+, $((brotli / 1000)) KB brotli}" $((budget / 1000)) "$verdict"
}
sizes() {
  step 'Measuring the compressed sizes'
  # All views together: 900 KB was the budget before the truth bench came, 930 before the third setup, 1,000 before it had
  # instruments, exhibits, a lesson and files of one's own, 1,070 before the front page, results in the gallery, present mode and bounds.
  # 1,215 before the lens of compiled skills, lessons presented with notes, and models of files looked into again.
  # 1,230 before learned skills. 1,252 before tables, other pages' frames and the comparison of engines.
  part page 1305000 dist/*.html dist/*.css dist/app*.js dist/app*.wasm
  # The engines: 1,600 and 4,170 before what no step spends its time in was compiled for size.
  part 'CPU engine' 1450000 dist/worker_fma* dist/worker_cpu_loader.js
  part 'CPU, no FMA' 1450000 dist/worker_cpu*
  part 'WebGPU engine' 3400000 dist/worker_webgpu*
  [ "$over_budget" = 0 ] || die 'a part of the page is over its budget'
}

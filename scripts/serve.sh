# Serving: the page as soon as it and its CPU engine stand, WebGPU when it is built.
# shellcheck shell=bash

# A program of its own, so that serving does not wait for the tensor library to be compiled for this machine; it needs no
# optimising.
compile_server() {
  step 'Compiling the server' 'read the first error above'
  native build --locked --no-default-features --features serve --bin serve
}

add_webgpu() {
  # The page may be training meanwhile.
  renice -n 10 "$BASHPID" >/dev/null
  compile_engines worker_webgpu
  finish_engines worker_webgpu
  publish_all
  step 'The WebGPU engine is built: the page has it when all its tabs were closed and one is opened again'
}

serve() {
  local port=8080
  case "${1:-}" in
    --port) port=${2:?'--port needs a number'} ;;
    '') ;;
    *) usage >&2; die "serve does not know $1" ;;
  esac
  # It prints the address once it answers.
  local server=("$target/debug/serve" dist --port "$port")
  prepare_to_compile
  if up_to_date; then
    compile_server
    exec "${server[@]}"
  fi
  start_beside server compile_server
  build_parts "${cpu_engines[@]}"
  await server
  publish building "${cpu_engines[@]}"

  step 'Serving; the WebGPU engine follows in some minutes'
  start_beside server "${server[@]}"
  start_beside webgpu add_webgpu
  local ended='' status=0
  wait -n -p ended "${beside[@]}" || status=$?
  [ "$ended" = "${beside[webgpu]}" ] || die 'the server ended'
  unset 'beside[webgpu]'
  if [ "$status" != 0 ]; then
    publish failed "${cpu_engines[@]}"
    step 'Serving without the WebGPU engine'
  fi
  await server
}

# Steps: saying what happens and where it failed, and doing two things at once.
# shellcheck shell=bash

current='starting'
advice=''
# step TEXT [ADVICE]: announces a step; the advice is printed if the step fails.
step() {
  current=$1
  advice=${2:-}
  printf 'lab: %s\n' "$current" >&2
}
die() {
  printf 'lab: %s\n' "$*" >&2
  current=''
  exit 1
}
on_exit() {
  local status=$? group
  # What goes on beside has process groups of its own, so that all of it ends with `lab`.
  for group in "${beside[@]}"; do kill -- "-$group" 2>/dev/null || true; done
  if [ "$status" = 0 ] || [ -z "$current" ]; then return; fi
  printf 'lab: failed (%s) at: %s\n' "$status" "$current" >&2
  [ -z "$advice" ] || printf 'lab: try: %s\n' "$advice" >&2
}
trap on_exit EXIT

# What goes on beside, by name: the process group of each.
declare -A beside=()
# start_beside NAME COMMAND...: runs it beside what follows. Single threads, such as a linker's, leave a core idle.
start_beside() {
  local name=$1
  shift
  set -m
  (
    set +m
    beside=()
    trap on_exit EXIT
    "$@"
  ) </dev/null &
  set +m
  beside[$name]=$!
}
# await NAME: waits for its end, and fails if it failed; the failed step has been said.
await() {
  local status=0
  wait "${beside[$1]}" || status=$?
  unset "beside[$1]"
  [ "$status" = 0 ] || die "failed: $1"
}

has() { command -v "$1" >/dev/null 2>&1; }

# quiet COMMAND...: keeps a noisy command's output for the case that it fails.
quiet() {
  local status=0 log
  mkdir -p "$cache"
  log=$(mktemp "$cache/log.XXXXXX")
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" = 0 ] || tail -n 30 "$log" >&2
  rm -f "$log"
  return "$status"
}

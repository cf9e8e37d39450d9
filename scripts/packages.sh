# Debian packages: what a machine lacks is installed, as root or through sudo.
# shellcheck shell=bash

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    die "needs to be root, or to have sudo, for: $*"
  fi
}

# packages NAME...: installs those that are missing, and asks the servers only then.
packages() {
  local name missing=()
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  has apt-get || die "please install what Debian calls: ${missing[*]}"
  step "Installing Debian packages: ${missing[*]}" "apt-get update && apt-get install ${missing[*]}, to see the whole message"
  quiet as_root apt-get update
  quiet as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}


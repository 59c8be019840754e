#!/usr/bin/env bash
# run.sh LOG PROGRAM [ARGUMENT...]: runs a server until it ends, or until standard input is closed: then it is killed.
# Whoever starts this script holds the other end of its input, and however that process dies, the kernel closes it.
log=$1
shift
# Ctrl-C is meant for the program that started us, which may need the server while it stops.
trap '' INT
"$@" </dev/null >>"$log" 2>&1 &
server=$!
exec 3<&0
(
  while read -r _ <&3; do :; done
  kill -KILL "$server" 2>/dev/null
) &
watcher=$!
exec 3<&- 0</dev/null
wait "$server" 2>/dev/null # bash says there that it was killed
code=$?
kill "$watcher" 2>/dev/null
exit "$code"

#!/usr/bin/env bash
# All tests of the solution: one build, then every test project, the process-level ones last.
#   ./test.sh                      everything
#   ./test.sh client               one project under tests/, or several
#   ./test.sh --method '*Kill*'    tests whose full name matches; * stands for anything
#   ./test.sh --strict             build warnings of every sort are errors
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  sed -n '2,6s/^# \{0,1\}//p' test.sh >&2
  exit 2
}

projects=() filter=() strict=()
while (($#)); do
  case $1 in
    --method) (($# > 1)) || usage; filter=(-method "$2"); shift 2 ;;
    --strict) strict=(-warnaserror); shift ;;
    -*) usage ;;
    *) [[ -d tests/$1 ]] || { echo "test.sh: there is no project tests/$1." >&2; exit 2; }
       projects+=("$1"); shift ;;
  esac
done
if ((${#projects[@]} == 0)); then
  for folder in tests/*/; do
    name=$(basename "$folder")
    [[ $name != client ]] && compgen -G "$folder*.Tests.csproj" >/dev/null && projects+=("$name")
  done
  projects+=(client)
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# What cannot be installed is told here; the tests that need it are skipped, or fail where CI=true.
tests/servers/install.sh || true
dotnet build OpenPayments.sln -c Release -v quiet --disable-build-servers ${strict[@]+"${strict[@]}"}
# The program as users start it: compiled ahead of time it starts sooner, and the tests start it often.
if [[ " ${projects[*]} " =~ \ (client|silo)\  ]]; then
  ./openpayments version
  export OPENPAYMENTS_TEST_PROGRAM=$PWD/artifacts/launcher/app/openpayments.dll
fi

runner=()
# Tests send Ctrl-C to programs, who would ignore it where this script was started in the background.
if env --default-signal=INT true 2>/dev/null; then runner+=(env --default-signal=INT); fi
# A test that never ends must not keep the others waiting; the log names it.
if command -v timeout >/dev/null; then runner+=(timeout --foreground --kill-after=10 30m); fi

passed=0 failed=0 skipped=0 broken=0 failures=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in "${projects[@]}"; do
  assembly=$(basename "$(compgen -G "tests/$project/*.csproj")" .csproj)
  echo "== $assembly"
  code=0
  ${runner[@]+"${runner[@]}"} dotnet "tests/$project/bin/Release/net10.0/$assembly.dll" -noLogo -noColor -longRunning 120 ${filter[@]+"${filter[@]}"} >"$log" 2>&1 || code=$?
  # Tests make things go wrong on purpose, and the programs under test say so: shown only when a test fails.
  if ((code == 0)); then
    grep -a -A1 -F '[SKIP]' "$log" || true
  else
    cat "$log"
    while IFS= read -r line; do failures+=("$line"); done < <(grep -a -F '[FAIL]' "$log")
  fi
  # The runner's summary: "Total: 12, Errors: 0, Failed: 1, Skipped: 2, Not Run: 0, Time: 0.4s".
  if [[ $(grep -a 'Total: ' "$log" | tail -1) =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+) ]]; then
    total=${BASH_REMATCH[1]} errors=${BASH_REMATCH[2]} bad=${BASH_REMATCH[3]} omitted=${BASH_REMATCH[4]}
    passed=$((passed + total - bad - omitted)) failed=$((failed + bad + errors)) skipped=$((skipped + omitted))
    echo "   $((total - bad - omitted)) passed, $((bad + errors)) failed, $omitted skipped"
    ((code == 0 || bad + errors > 0)) || broken=1
  elif ((code == 0 && ${#filter[@]} > 0)); then
    echo "   no test of that name"
  else
    echo "test.sh: $assembly ended with code $code and without a summary." >&2
    failed=$((failed + 1))
  fi
done

# Again at the end, below what the failing program had to say.
((${#failures[@]} == 0)) || printf '%s\n' "${failures[@]}"
((passed + failed > 0)) || { echo "test.sh: no test ran." >&2; broken=1; }
summary="$passed passed, $failed failed"
((skipped == 0)) || summary+=", $skipped skipped"
echo "$summary"
((failed == 0 && broken == 0))

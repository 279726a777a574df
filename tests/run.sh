#!/usr/bin/env bash
# All tests:  tests/run.sh [Debug|Release] [--long]
#
# For a Debian machine with the .NET 10 SDK; installs what else it needs (tests/tools.sh; npm packages in tests/interop).
# Default is Release. --long: twenty rounds of kill -9 in place of three, and every fault in place of some (a quarter of an hour more).
# The last line is the sum of everything that ran: "N passed, N failed", with ", N skipped" where something was.
# Exit code 0 only when tests ran and none failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

configuration=Release
rounds=3
faults=()
for argument in "$@"; do
  case "$argument" in
    Debug | Release) configuration=$argument ;;
    --long) rounds=20 faults=(--long) ;;
    *) echo "usage: tests/run.sh [Debug|Release] [--long]" >&2; exit 2 ;;
  esac
done

. tests/tools.sh
install_tools

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0 skipped=0
reasons=$logs/reasons
: > "$reasons"
started=$SECONDS

say() { printf '== %s (%d s)\n' "$*" $((SECONDS - started)); }

# A part that breaks off before it counted anything is one failure, never silence.
add() { # name passed failed skipped exit-code log
  local name=$1 p=${2:-0} f=${3:-0} s=${4:-0} code=$5 log=$6
  if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
  if [ $((p + f + s)) -eq 0 ]; then f=1; echo "$name: nothing ran"; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  printf '   %s: %d ok, %d not, %d left out\n' "$name" "$p" "$f" "$s"
  if [ "$f" -ne 0 ]; then
    echo "---- $name, end of its output"
    tail -n 80 "$log" | cut -c1-400
    echo "----"
  fi
}

dotnet_tests() { # project
  local name=${1##*/} log=$logs/${1##*/}.log code counts
  say "$name"
  dotnet test --project "$1" --configuration "$configuration" --no-build > "$log" 2>&1
  code=$?
  counts=$(awk '/^  failed:/{f=$2}/^  succeeded:/{p=$2}/^  skipped:/{s=$2}END{printf "%d %d %d",p,f,s}' "$log")
  # After "skipped NAME" comes the reason.
  awk '/^skipped /{getline; sub(/^ +/,""); print}' "$log" >> "$reasons"
  [ "$code" -eq 0 ] || grep -A 12 '^failed ' "$log" | head -60 | cut -c1-400
  # shellcheck disable=SC2086
  add "$name" $counts "$code" "$log"
}

# Programs that close with "NAME checks passed=N failed=N [skipped=N]".
counted() { # name command…
  local name=$1 log=$logs/$1.log code line
  shift
  say "$name"
  "$@" > "$log" 2>&1
  code=$?
  line=$(grep -E '^[a-z-]+ checks passed=[0-9]+ failed=[0-9]+' "$log" | tail -n 1)
  sed -n 's/^skipped: //p' "$log" >> "$reasons"
  add "$name" "$(sed -n 's/.* passed=\([0-9]*\).*/\1/p' <<< "$line")" "$(sed -n 's/.* failed=\([0-9]*\).*/\1/p' <<< "$line")" \
    "$(sed -n 's/.* skipped=\([0-9]*\).*/\1/p' <<< "$line")" "$code" "$log"
}

interop() {
  local log=$logs/interop.log code
  say interop
  if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    echo "interop tests: node and npm are not here" >> "$reasons"
    # On a machine that builds for others nothing is left out in silence.
    if [ "${CI:-}" = true ]; then add interop 0 1 0 1 /dev/null; else add interop 0 0 1 0 /dev/null; fi
    return
  fi
  [ "$npm" -eq 0 ] || { add interop 0 1 0 1 "$logs/npm.log"; return; }
  node tests/interop/run.mjs "src/Issuer.Service/bin/$configuration/net10.0/Issuer.Service.dll" > "$log" 2>&1
  code=$?
  sed -n 's/.*# SKIP //p' "$log" >> "$reasons"
  [ "$code" -eq 0 ] || grep -E -A 14 '^ *not ok ' "$log" | head -80 | cut -c1-400
  add interop "$(sed -n 's/^# pass //p' "$log")" "$(sed -n 's/^# fail //p' "$log")" "$(sed -n 's/^# skipped //p' "$log")" "$code" "$log"
}

say "build, $configuration"
if ! dotnet build Issuer.sln --configuration "$configuration" -m:2 > "$logs/build.log" 2>&1; then
  grep -E 'error|warn' "$logs/build.log" | sort -u | head -40
  tail -n 5 "$logs/build.log"
  echo "0 passed, 1 failed"
  exit 1
fi

# Before the .NET tests: some of them ask a script of tests/interop for a second opinion.
npm=1
if command -v npm > /dev/null; then
  say "npm ci"
  (cd tests/interop && npm ci) > "$logs/npm.log" 2>&1
  npm=$?
fi

benchmarks=tests/Issuer.Benchmarks/bin/$configuration/net10.0/Issuer.Benchmarks.dll
dotnet_tests tests/Issuer.Core.Tests
dotnet_tests tests/Issuer.Service.Tests
interop
counted parallel dotnet "$benchmarks" parallel
counted crash dotnet "$benchmarks" crash --rounds "$rounds"
counted faults dotnet "$benchmarks" faults "${faults[@]}"
counted container bash tests/container.sh
counted session bash tests/readme-session.sh

say "end"
if [ -s "$reasons" ]; then
  echo "Left out:"
  sort "$reasons" | uniq -c | sed 's/^ *\([0-9]*\) /  \1 × /'
fi
if [ "$failed" -ne 0 ] || [ "$passed" -eq 0 ]; then code=1; else code=0; fi
if [ "$skipped" -ne 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
exit "$code"

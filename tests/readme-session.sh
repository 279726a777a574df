#!/usr/bin/env bash
# Runs the README's session as a newcomer would: a clean copy of the repository, the commands of its blocks marked
# "```sh session" (or "```sh session background") in their order, one shell for all. "dotnet run --project src/Issuer.Service" is put in the background and waited for;
# any HTTP error fails. Then samples/session.sh against the same service.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
server=
cleanup() {
  [ -n "$server" ] && kill -TERM -- "-$server" 2> /dev/null
  rm -rf "$folder"
}
trap cleanup EXIT

passed=0 failed=0
check() { # what command…
  local what=$1
  shift
  if "$@"; then passed=$((passed + 1)); echo "ok      $what"; else failed=$((failed + 1)); echo "FAILED  $what"; fi
}

# What a clone of this tree would hold: tracked and new files, nothing ignored, no build output.
clone=$folder/clone
mkdir "$clone"
if git -C "$root" rev-parse --git-dir > /dev/null 2>&1; then
  (cd "$root" && git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do [ -e "$file" ] && printf '%s\0' "$file"; done) |
    tar -C "$root" --null -T - -cf - | tar -C "$clone" -xf -
else
  tar -C "$root" --exclude=bin --exclude=obj --exclude=node_modules --exclude=./data --exclude=./keys -cf - . | tar -C "$clone" -xf -
fi
cd "$clone" || exit 1

awk '/^```sh session/ { on = 1; print "# block"; next } /^```/ { on = 0 } on' README.md > "$folder/session"
blocks=$(grep -c '^# block' "$folder/session")
check "README.md has a session" test "$blocks" -ge 2
check "which starts the service" grep -q '^dotnet run --project src/Issuer.Service *&\{0,1\}$' "$folder/session"

# The session's own port, or, where something else has it, a free one.
port=5080
if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
  port=$((20000 + $$ % 20000))
  echo "port 5080 is in use: the session runs on $port"
  export ASPNETCORE_URLS=http://localhost:$port
  grep -rl --include=launchSettings.json 5080 . | xargs -r sed -i "s/5080/$port/g"
fi
git init -q . && git add -A && git -c user.name=session -c user.email=session@localhost commit -qm "As cloned"
sed -e "s/5080/$port/g" -e 's/^dotnet run --project src\/Issuer.Service *&\{0,1\}$/start_service/' \
  "$folder/session" > "$folder/session.sh"
export ISSUER_URL=http://localhost:$port ISSUER_DATA=$clone/data

cat > "$folder/prelude.sh" << 'PRELUDE'
set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body "$@"; }
start_service() {
  local -; set +x
  # A session of its own: dotnet run and the service it starts end together.
  setsid dotnet run --project src/Issuer.Service > "$FOLDER/service.log" 2>&1 < /dev/null &
  echo $! > "$FOLDER/pid"
  for _ in $(seq 1200); do
    if [ -e "$ISSUER_DATA/development.json" ] && command curl --silent --fail "$ISSUER_URL/health/ready" > /dev/null 2>&1; then return 0; fi
    kill -0 "$(cat "$FOLDER/pid")" 2> /dev/null || break
    sleep 0.25
  done
  echo "the service did not become ready:"; cat "$FOLDER/service.log"; return 1
}
set -x
PRELUDE
export FOLDER=$folder
cat "$folder/prelude.sh" "$folder/session.sh" > "$folder/whole.sh"
check "the README's session runs from its first line to its last ($blocks blocks)" bash "$folder/whole.sh"
[ -f "$folder/pid" ] && server=$(cat "$folder/pid")
check "the first start printed its API key and three curl lines" \
  bash -c 'test "$(grep -c "curl " "$0")" -ge 3 && grep -qF "$(sed -n "s/.*\"apiKey\": *\"\([^\"]*\)\".*/\1/p" "$1")" "$0"' "$folder/service.log" "$ISSUER_DATA/development.json"
check "samples/session.sh runs" bash samples/session.sh
check "nothing is left behind beside the data" test -z "$(git status --porcelain -- src tests samples openapi)"

if [ -n "$server" ]; then
  # dotnet run and the service: the group is empty when both have ended.
  kill -TERM -- "-$server"
  for _ in $(seq 120); do kill -0 -- "-$server" 2> /dev/null || break; sleep 0.25; done
  check "SIGTERM ends the service" bash -c '! kill -0 -- "-$0" 2> /dev/null' "$server"
fi

[ "$failed" -eq 0 ] || { echo "the service's output:"; tail -n 40 "$folder/service.log"; }
echo "session checks passed=$passed failed=$failed"
[ "$failed" -eq 0 ]

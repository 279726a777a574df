#!/usr/bin/env bash
# The Dockerfile without a container engine: parses it, runs its restore, publish, start and health commands in a temporary folder,
# the service as a user without rights where this script may choose one, outside Development, with data and keys where the volumes would be.
# Not shown here: that the base images exist and that their apt-get works.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
chmod 755 "$folder"
service=
cleanup() {
  [ -n "$service" ] && kill -KILL "$service" 2> /dev/null
  rm -rf "$folder"
}
trap cleanup EXIT

passed=0 failed=0
check() { # what command…
  local what=$1
  shift
  if "$@"; then passed=$((passed + 1)); echo "ok      $what"; else failed=$((failed + 1)); echo "FAILED  $what"; fi
}

# One instruction a line: continuation lines joined, comments gone; numbered by stage.
awk '/^[ \t]*#/ { next } { if (sub(/\\[ \t]*$/, "")) { printf "%s ", $0; next } print }' "$root/Dockerfile" |
  awk 'NF { if ($1 == "FROM") stage++; print stage "\t" $0 }' > "$folder/instructions"
build() { sed -n "s/^1\t$1 //p" "$folder/instructions"; }
runtime() { sed -n "s/^2\t$1 //p" "$folder/instructions"; }
json() { tr -d '[]"' | sed 's/, */ /g'; }

check "two stages, SDK and ASP.NET runtime of .NET 10" \
  test "$(sed -n 's/^[0-9]*\tFROM [^ ]*\/\([a-z]*:[0-9.]*\).*/\1/p' "$folder/instructions" | tr '\n' ' ')" = "sdk:10.0 aspnet:10.0 "
check "the runtime installs libsodium23" grep -qw libsodium23 <<< "$(runtime RUN)"
for package in librsvg2-bin weasyprint poppler-utils zbar-tools; do
  check "the runtime installs $package" grep -qw "$package" <<< "$(runtime RUN)"
done
check "it runs as the image's own user without rights" test "$(runtime USER)" = app
check "data and keys are two volumes" test "$(runtime VOLUME | json)" = "/data /keys"
check "port 8080 is exposed, and bound" test "$(runtime EXPOSE) $(runtime ENV | grep -o 'ASPNETCORE_URLS=[^ ]*')" = "8080 ASPNETCORE_URLS=http://+:8080"

# The build context: what git would clone, less what .dockerignore keeps out (it lets through names at the root and nothing else).
context=$folder/context
mkdir "$context" "$folder/source"
(cd "$root" && { git ls-files -co --exclude-standard -z 2> /dev/null || find . -type f -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/node_modules/*' -print0; }) |
  (cd "$root" && while IFS= read -r -d '' file; do
    file=${file#./}
    [ -e "$file" ] && grep -qxF -e "!${file%%/*}" -e "!${file%%/*}/" .dockerignore && printf '%s\0' "$file"
  done) | tar -C "$root" --null -T - -cf - | tar -C "$context" -xf -
check "the build context holds sources and settings only" \
  test "$(find "$context" -mindepth 1 -maxdepth 1 -printf '%f\n' | LC_ALL=C sort | tr '\n' ' ')" = ".editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json src "

# The build stage, instruction by instruction: /source and /app are folders here.
publish() {
  local instruction rest sources target
  while IFS=$'\t' read -r stage line; do
    [ "$stage" = 1 ] || continue
    instruction=${line%% *} rest=${line#* }
    case "$instruction" in
      FROM | WORKDIR) ;;
      COPY)
        read -ra sources <<< "$rest"
        target=${sources[-1]}
        unset 'sources[-1]'
        mkdir -p "$folder/source/$target"
        for source in "${sources[@]}"; do
          if [ -d "$context/$source" ]; then cp -r "$context/$source/." "$folder/source/$target" || return 1
          else cp "$context/$source" "$folder/source/$target" || return 1; fi
        done ;;
      RUN)
        echo "RUN ${rest}"
        (cd "$folder/source" && env -u CI bash -c "${rest//\/app/$folder/app}") > "$folder/publish.log" 2>&1 || { cat "$folder/publish.log"; return 1; } ;;
      *) echo "not understood: $line"; return 1 ;;
    esac
  done < "$folder/instructions"
}
check "the build stage publishes" publish
touch "$folder/published"
check "the assembly of the entry point is published" test -f "$folder/app/Issuer.Service.dll"
check "no sources, tests or settings of Development go along" \
  bash -c '! find "$0" \( -name "*.cs" -o -name "*.Development.json" -o -iname "*test*" -o -iname "*xunit*" \) | grep .' "$folder/app"

# The user: nobody, where this script may become somebody else.
as=()
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$(readlink -f "$(command -v dotnet)")"; then
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  install --directory --owner=65534 --group=65534 --mode=0700 "$folder/data" "$folder/keys" "$folder/home"
else
  install --directory --mode=0700 "$folder/data" "$folder/keys" "$folder/home"
  echo "not root: the service runs as $(id -un)"
fi

free_port() { # a port that nothing on loopback listens on
  local port
  while :; do
    port=$((20000 + RANDOM % 30000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
  done
}
port=$(free_port)
# ENV of the runtime stage, with the volumes and the port of this run; nothing of this shell's environment but the PATH.
settings=(PATH="$PATH" HOME="$folder/home")
for setting in $(runtime ENV); do
  setting=${setting/=\/data/=$folder/data}
  setting=${setting/=\/keys/=$folder/keys}
  settings+=("${setting/http:\/\/+:8080/http:\/\/127.0.0.1:$port}")
done
read -ra entry <<< "$(runtime ENTRYPOINT | json)"
read -ra health <<< "$(runtime HEALTHCHECK | sed 's/.*CMD //' | json)"
health=("${health[@]/:8080/:$port}")
in_container() { (cd "$folder/app" && exec env -i "${settings[@]}" "$@"); }
public=Issuer__PublicUrl=https://issuer.example.org

# Refusals: a status of its own, a sentence that names the setting, nothing made.
refuses() { # log word setting…
  local log=$folder/$1.log word=$2 code
  shift 2
  in_container "$@" timeout 60 "${as[@]}" "${entry[@]}" > "$log" 2>&1
  code=$?
  if [ "$code" -eq 0 ] || [ "$code" -eq 124 ] || ! grep -q "$word" "$log"; then
    echo "exit code $code:"; head -n 20 "$log"; return 1
  fi
  if grep -q '^ *at .*(' "$log"; then echo "a stack in place of a sentence:"; head -n 20 "$log"; return 1; fi
}
check "without Issuer__PublicUrl it refuses to start, and says so" refuses no-url Issuer__PublicUrl
check "without Issuer__KeysDirectory it refuses to start, and says so" refuses no-keys Issuer__KeysDirectory "$public" Issuer__KeysDirectory=
check "keys inside the data directory are refused" refuses inside Issuer__KeysDirectory "$public" "Issuer__KeysDirectory=$folder/data/keys"
check "a public address without https is refused" refuses http https Issuer__PublicUrl=http://issuer.example.org
check "an address in place of a host name is refused" refuses address Issuer__PublicUrl Issuer__PublicUrl=https://192.0.2.1
check "the example keys are refused" refuses example Issuer__KeysDirectory "$public" "Issuer__KeysDirectory=$root/keys.example"
check "nothing was made by the refused starts" test -z "$(find "$folder/data" "$folder/keys" -mindepth 1)"

# A new installation, as the README says. A forgotten or wrong volume must not pass for one.
check "without a key-encryption key it refuses to start, and says what to run" refuses no-kek "keys init" "$public"
verb() { in_container "$public" "${as[@]}" "${entry[@]}" "$@"; }
quietly() { "$@" > "$folder/verb.log" 2>&1 || { cat "$folder/verb.log"; return 1; }; }
check "keys init" quietly verb keys init
check "institutions add" quietly verb institutions add --slug university-of-example --name en="University of Example" --country GBR
verb apikeys new --institution university-of-example --scopes issue,revoke,read --name Registry > "$folder/key.log" 2>&1
key=$(grep -oE '[A-Za-z0-9_.-]{30,}' "$folder/key.log" | head -n 1)
check "apikeys new prints a key" test -n "$key"

start() {
  (cd "$folder/app" && exec env -i "${settings[@]}" "$public" "${as[@]}" "${entry[@]}") >> "$folder/service.log" 2>&1 &
  service=$!
  for _ in $(seq 240); do
    curl --silent --fail "http://127.0.0.1:$port/health/ready" > /dev/null && return 0
    kill -0 "$service" 2> /dev/null || break
    sleep 0.25
  done
  cat "$folder/service.log"
  return 1
}
stop() {
  kill -TERM "$service"
  wait "$service"
  local code=$?
  service=
  [ "$code" -eq 0 ] || { echo "exit code $code"; tail "$folder/service.log"; return 1; }
}
check "it starts outside Development with the documented settings" start
check "the health command of the image passes" in_container "${as[@]}" "${health[@]}"
if [ "${#as[@]}" -gt 0 ]; then
  check "the process has no rights" bash -c 'grep -q "^Uid:.65534.65534" /proc/$0/status && grep -q "^CapEff:.0*$" /proc/$0/status' "$service"
fi
issue() {
  curl --silent --show-error --fail-with-body "http://127.0.0.1:$port/v1/credentials" --header "Authorization: Bearer $key" \
    --header 'Content-Type: application/json' --data "@$root/samples/sport-management-1-principles.json" > "$folder/issued.json" || { cat "$folder/issued.json"; return 1; }
}
check "a first credential is issued" issue
check "with the host of Issuer__PublicUrl, not of the request" \
  bash -c 'grep -q "https://issuer.example.org/s/" "$0" && ! grep -q "127.0.0.1" "$0"' "$folder/issued.json"
check "no development.json" test ! -e "$folder/data/development.json"
check "SIGTERM ends it with 0" stop
check "the health command fails when nothing answers" bash -c '! "$@" > /dev/null 2>&1' - env -i -C "$folder/app" "${settings[@]}" "${health[@]}"
check "it starts again on the same volumes" start
id=$(grep -o '"id" *: *"[^"]*"' "$folder/issued.json" | head -n 1 | sed 's/.*"\([^"]*\)"$/\1/')
check "and has the credential" \
  curl --silent --show-error --fail --output "$folder/read.json" --header "Authorization: Bearer $key" "http://127.0.0.1:$port/v1/credentials/$id"
check "SIGTERM ends it again" stop
check "files in data and keys are the service's alone" \
  bash -c '! find "$0" "$1" -type f -perm /077 | grep .' "$folder/keys" "$folder/data"
check "nothing was written outside the volumes" \
  bash -c '! find "$0/app" "$0/home" -newer "$0/published" -type f | grep .' "$folder"

echo "container checks passed=$passed failed=$failed"
[ "$failed" -eq 0 ]

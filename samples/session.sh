#!/usr/bin/env bash
# The main job with curl: check a request, issue it, share it, verify it, withdraw it.
# Start the service first (README.md). ISSUER_URL and ISSUER_DATA say where it is and where its data directory.
set -euo pipefail
url=${ISSUER_URL:-http://localhost:5080}
data=${ISSUER_DATA:-data}
samples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
request=$samples/sport-management-1-principles.json

# The first string member of that name in the JSON on standard input. (jq -r would do; a bare Debian has none.)
member() { tr -d '\n' | grep -o "\"$1\" *: *\"[^\"]*\"" | head -n 1 | sed 's/^"[^"]*" *: *"//; s/"$//'; }
call() { curl --silent --show-error --fail-with-body "$@"; }
api() { call --header "Authorization: Bearer $key" --header 'Content-Type: application/json' "$@"; }
expect() { if [ "$2" = "$3" ]; then echo "$1: $2"; else echo "$1: expected $3, got $2" >&2; exit 1; fi; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

key=$(member apiKey < "$data/development.json")
did=$(member did < "$data/development.json")

echo '# A dry run: every fault and warning, and nothing is issued.'
api "$url/v1/credentials/check" --data "@$request"
echo

echo '# Issue. The same Idempotency-Key, sent again, answers the same credential.'
once=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
api "$url/v1/credentials" --header "Idempotency-Key: $once" --data "@$request" > "$folder/issued.json"
api "$url/v1/credentials" --header "Idempotency-Key: $once" --data "@$request" > "$folder/again.json"
id=$(member id < "$folder/issued.json")
page=$(member page < "$folder/issued.json")
token=$(member 'vc+jwt' < "$folder/issued.json")
expect 'issued' "$(member status < "$folder/issued.json")" active
expect 'issued once' "$(member id < "$folder/again.json")" "$id"

echo '# What the learner shares: a page, a QR code.'
echo "$page"
call --header 'Accept: text/html' "$page" > "$folder/page.html"
call "$page/qr.svg" > "$folder/qr.svg"
call "$page/qr.png" > "$folder/qr.png"

echo '# What an employer does: send the file, get a verdict with its reasons.'
verdict() { call "$url/v1/verify" --header 'Content-Type: application/json' --data "{\"credential\":\"$1\"}" | member verdict; }
expect 'verdict' "$(verdict "$token")" valid

echo '# Who signed it: the DID document and the key set of the institution.'
call "$url/institutions/${did##*:}/did.json" > "$folder/did.json"
expect 'DID' "$(member id < "$folder/did.json")" "$did"
call "$url/institutions/${did##*:}/jwks.json" > "$folder/jwks.json"

echo '# Withdraw it. Whoever holds a copy learns of it.'
api "$url/v1/credentials/$id/revoke" --data '{"reason":"issued-in-error"}' > "$folder/revoked.json"
expect 'status' "$(api "$url/v1/credentials/$id" | member status)" revoked
expect 'verdict' "$(verdict "$token")" invalid

echo '# What happened, in order.'
api "$url/v1/credentials/$id/events"
echo

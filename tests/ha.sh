#!/usr/bin/env bash
# High availability, tried out:  tests/ha.sh [Debug|Release]
#
# Installs Debian's patroni, etcd and haproxy (as root; started by nobody but this run), then runs three PostgreSQL nodes, two service nodes and what
# stands before them on loopback ports, with the configurations of samples/high-availability: the primary is killed under load, the leader changes,
# the service nodes restart one after the other. Everything is ended and removed afterwards. The last line counts the checks. Not a part of CI.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
configuration=${1:-Release}

log=$(mktemp)
made=()
trap 'rm -f "$log" "${made[@]}"' EXIT
missing=()
need() { command -v "$1" > /dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing+=("$2"); }
need patroni patroni
need etcd etcd-server
need haproxy haproxy
need initdb postgresql
[ -e /usr/lib/postgresql ] && missing=("${missing[@]/#postgresql/}")
if [ -n "${missing[*]// /}" ]; then
  # Debian starts what it installs; here nothing may be started but by this run.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' > $policy && chmod +x $policy || exit 1
    made+=("$policy")
  fi
  # shellcheck disable=SC2068
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ${missing[@]} python3-etcd; } > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    exit 1
  fi
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Issuer.Benchmarks --configuration "$configuration" -m:2 > "$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
dotnet "tests/Issuer.Benchmarks/bin/$configuration/net10.0/Issuer.Benchmarks.dll" ha

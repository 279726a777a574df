#!/usr/bin/env bash
# Installs what the tests need and this machine lacks, from Debian's packages. Source it or run it.
# Without root or a password-less sudo it names what is missing and goes on.

install_tools() {
  local missing=()
  need() { command -v "$1" > /dev/null 2>&1 || missing+=("$2"); }
  need curl curl
  need git git
  need chromium chromium              # page tests
  need zbarimg zbar-tools             # reads our QR codes, and photos of them
  need rsvg-convert librsvg2-bin      # draws the SVG ones for it, and badges
  need pngcheck pngcheck              # judges our PNG badges
  need pdftotext poppler-utils        # reads what our pages print, and PDFs that are handed in
  need weasyprint weasyprint          # makes certificates as PDF
  need qpdf qpdf                      # judges those, and makes PDFs of every kind to hand in
  need prlimit util-linux             # limits for these programs
  need node nodejs                    # interop tests
  need npm npm
  need psql postgresql                # tests run clusters of their own
  need strace strace                  # makes system calls fail
  ls /usr/lib/*/faketime/libfaketime.so.1 > /dev/null 2>&1 || missing+=(libfaketime)   # moves a service's clock
  ldconfig -p 2> /dev/null | grep -q 'libsodium\.so\.2[36]' || missing+=(libsodium23)
  fc-list 2> /dev/null | grep -q DejaVuSans || missing+=(fonts-dejavu-core) # Arabic, Greek and Cyrillic names
  [ ${#missing[@]} -eq 0 ] && return 0

  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2> /dev/null; then root=(sudo -n); else
      echo "tests: not installed, and no right to install them: ${missing[*]} (apt-get install ${missing[*]})" >&2
      return 0
    fi
  fi
  if ! command -v apt-get > /dev/null; then
    echo "tests: not installed, and this is no Debian: ${missing[*]}" >&2
    return 0
  fi
  echo "tests: installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${root[@]}" apt-get update && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
    tail -20 "$log" >&2
    echo "tests: could not install ${missing[*]}" >&2
  fi
  rm -f "$log"
}

[ "${BASH_SOURCE[0]}" = "$0" ] && install_tools

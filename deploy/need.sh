#!/bin/sh
# need.sh COMMAND:PACKAGE ... - install the Debian packages of the commands that are missing.
set -eu

missing=
for pair in "$@"; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Sightline needs these programs:$missing. Install them with your system's package manager," >&2
  echo "then run the same command again." >&2
  exit 2
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

# Of what apt says only its errors are of interest.
quiet_apt() {
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

echo "Installing$missing"
quiet_apt update
# shellcheck disable=SC2086  # a list of packages
quiet_apt install -y --no-install-recommends $missing

#!/usr/bin/env bash
# The browser tests need a Chromium. Installs Debian's where that is possible; says what to do where it is not.
command -v chromium chromium-browser google-chrome >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests."
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) >/dev/null && exit 0
fi
echo "No Chromium: the browser tests will be skipped. Install it (Debian: apt-get install chromium) to run them."

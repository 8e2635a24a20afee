#!/bin/bash
# Sets Eglot and lsp-mode up with the lines of editors/emacs/README.md, and runs check.el once with each.
# usage: run.sh EMACS SERVER
set -euo pipefail
emacs=$1 server=$2
here=$(cd "$(dirname "$0")" && pwd)
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

mkdir -p "$run"/{bin,tmp}
ln -s "$server" "$run/bin/aadsts"
"$here/../lines-of.sh" elisp "$here/../../emacs/README.md" > "$run/readme.el"

for client in eglot lsp-mode; do
    mkdir -p "$run/$client"
    cp "$here/../sample/login.py" "$run/$client/"
    cd "$run/$client"
    env -i PATH="$run/bin:$PATH" HOME="$run" TMPDIR="$run/tmp" TERM=dumb LANG=C.UTF-8 CHECK_CLIENT="$client" CHECK_LINES="$run/readme.el" \
        timeout 120 "$emacs" -Q --batch -l "$here/check.el" 2> "$run/messages" || { code=$?; tail -20 "$run/messages"; exit "$code"; }
done

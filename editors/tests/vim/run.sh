#!/bin/bash
# Sets ALE up with the lines of editors/vim/README.md in a fresh home, and runs check.vim in it.
# usage: run.sh VIM SERVER
set -euo pipefail
vim=$1 server=$2
here=$(cd "$(dirname "$0")" && pwd)
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

mkdir -p "$run"/{bin,tmp,work,.vim/after/plugin,.vim/pack/ale/start}
ln -s "$server" "$run/bin/aadsts"
ln -s /usr/share/vim-ale "$run/.vim/pack/ale/start/ale"
"$here/../lines-of.sh" vim "$here/../../vim/README.md" > "$run/.vim/after/plugin/aadsts.vim"
cat > "$run/vimrc" <<'VIMRC'
set nocompatible hidden nomore
filetype plugin on
let g:ale_linters = {'python': ['aadsts']}
let g:ale_hover_to_preview = 1
VIMRC
cp "$here/../sample/login.py" "$run/work/"

cd "$run/work"
env -i PATH="$run/bin:$PATH" HOME="$run" TMPDIR="$run/tmp" TERM=dumb LANG=C.UTF-8 CHECK_OUTPUT="$run/output" \
    timeout 120 "$vim" -Nes -n -i NONE -u "$run/vimrc" -S "$here/check.vim" < /dev/null > "$run/messages" 2>&1 || code=$?
cat "$run/output" || true
[ -z "${code:-}" ] || { cat "$run/messages"; exit "$code"; }

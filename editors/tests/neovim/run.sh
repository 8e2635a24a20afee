#!/bin/bash
# Installs the plugin into a fresh profile as its README says, and runs check.lua in it.
# usage: run.sh NEOVIM SERVER
set -euo pipefail
nvim=$1 server=$2
here=$(cd "$(dirname "$0")" && pwd)
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

mkdir -p "$run"/{bin,tmp,work,data/nvim/site/pack/aadsts/start}
cp -r "$here/../../neovim" "$run/data/nvim/site/pack/aadsts/start/aadsts"
echo "nothing here" > "$run/work/notes.unheard-of"
touch "$run/work/aadsts.toml" # marks the root of the project
ln -s "$server" "$run/bin/aadsts"

"$nvim" --version | head -1
check() {
    cp "$here/../sample/login.py" "$run/work/"
    (cd "$run/work" && env -i PATH="$run/bin:$PATH" HOME="$run" TMPDIR="$run/tmp" TERM=dumb LANG=C.UTF-8 CHECK_PLACEHOLDER="$1" \
        XDG_CONFIG_HOME="$run/config" XDG_DATA_HOME="$run/data" XDG_STATE_HOME="$run/state" XDG_CACHE_HOME="$run/cache" \
        timeout 120 "$nvim" --headless -n -i NONE -S "$here/check.lua" 2> "$run/messages") ||
        { code=$?; cat "$run/messages"; echo; exit "$code"; }
}

check YOUR_TENANT_APP_CLIENT_ID

echo "# with settings, and the program named by its path"
mkdir -p "$run/config/nvim"
mv "$run/bin/aadsts" "$run/server"
cat > "$run/config/nvim/init.lua" <<INIT
require('aadsts').setup({
  cmd = { '$run/server', 'lsp' },
  settings = { placeholder = 'OUR_OWN_APP' },
})
INIT
check OUR_OWN_APP

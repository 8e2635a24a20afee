#!/bin/bash
# Prints the fenced blocks of one language of a page: the lines that a reader is told to put into a file.
# usage: lines-of.sh LANGUAGE PAGE
set -euo pipefail
awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } /^```/ { inside = 0 } inside' "$2"

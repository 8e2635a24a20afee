" Runs inside Vim with ALE; see run.sh. Every check is one line of $CHECK_OUTPUT.
let s:failures = 0

function! s:Say(line) abort
  call writefile([a:line], $CHECK_OUTPUT, 'a')
endfunction

function! s:Check(name, passed, seen) abort
  let s:failures += a:passed ? 0 : 1
  call s:Say((a:passed ? 'ok - ' : 'not ok - ') . a:name . (a:passed ? '' : ' # ' . string(a:seen)))
endfunction

function! s:WaitFor(Condition) abort
  let l:start = reltime()
  while !a:Condition() && reltimefloat(reltime(l:start)) < 15
    sleep 20m
  endwhile
  return a:Condition()
endfunction

function! s:Findings() abort
  return filter(copy(ale#engine#GetLoclist(bufnr(''))), {_, found -> get(found, 'code', '') ==# 'first-party-client-id'})
endfunction

function! s:Preview() abort
  for l:window in getwininfo()
    if getbufvar(l:window.bufnr, '&filetype') =~# '^ale-preview'
      return join(getbufline(l:window.bufnr, 1, '$'), "\n")
    endif
  endfor
  return ''
endfunction

" ALE asks for a number: the answer is the fix with the placeholder.
runtime autoload/ale/util.vim
let s:asked = ''
function! ale#util#Input(message, value) abort
  let s:asked = a:message
  return matchstr(a:message, '\v\d+\ze\) [^\n]*YOUR_TENANT_APP_CLIENT_ID')
endfunction

call s:Say('# Vim ' . v:versionlong)
edit login.py
call ale#Queue(0)
call s:Check('a finding arrives', s:WaitFor({-> !empty(s:Findings())}), ale#engine#GetLoclist(bufnr('')))
let s:found = get(s:Findings(), 0, {'lnum': 1, 'col': 1, 'text': ''})
call s:Check('the comment with the same id is no finding', len(s:Findings()) == 1, s:Findings())
call s:Check('it stands on the client id', getline(s:found.lnum)[s:found.col - 1 :] =~# '\v^"?04b07795-' && getline(s:found.lnum) =~# 'client_id=', s:found)
call s:Check('it names the error', s:found.text =~# '65002', s:found.text)

call cursor(s:found.lnum, s:found.col + 3)
ALEHover
call s:Check('hover names the application and the error', s:WaitFor({-> s:Preview() =~# 'Microsoft Azure CLI' && s:Preview() =~# 'AADSTS65002'}), s:Preview())

ALECodeAction
let s:want = '    client_id="YOUR_TENANT_APP_CLIENT_ID",'
call s:Check('the quick fix writes the placeholder', s:WaitFor({-> getline(s:found.lnum) ==# s:want}), [getline(s:found.lnum), s:asked])

if s:failures
  cquit!
endif
qall!

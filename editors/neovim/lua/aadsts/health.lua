-- `:checkhealth aadsts`: can the server run here, and does it?
local M = {}

-- The module and its functions were renamed in 0.8 and 0.10.
local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local failed = health.error or health.report_error
local info = health.info or health.report_info

function M.check()
  start('aadsts')
  if vim.fn.has('nvim-0.7') == 0 then
    failed('this plugin needs Neovim 0.7 or later')
    return
  end
  info(vim.lsp.config and 'configured through vim.lsp.config' or 'configured through autocommands')

  local program = require('aadsts').cmd()[1]
  if vim.fn.executable(program) == 0 then
    failed(program .. ' cannot be run', {
      'Install the aadsts program and put its folder on PATH',
      "or name it: require('aadsts').setup({ cmd = { '/path/to/aadsts', 'lsp' } })",
    })
    return
  end
  local version = vim.fn.system({ program, '--version' })
  if vim.v.shell_error ~= 0 then
    failed(program .. ' --version failed: ' .. vim.trim(version))
    return
  end
  ok(vim.fn.exepath(program) .. ': ' .. vim.trim(version))

  local running = 0
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == 'aadsts' then
      running = running + 1
    end
  end
  if running == 0 then
    warn('no server is running; it starts with the first file that is opened')
  else
    ok(('%d server%s running'):format(running, running == 1 and '' or 's'))
  end
end

return M

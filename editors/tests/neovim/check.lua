-- Runs inside Neovim, installed as the README says; see run.sh. Every check is one line of output.
local placeholder = os.getenv('CHECK_PLACEHOLDER')
local failures = 0

local function check(name, passed, seen)
  failures = failures + (passed and 0 or 1)
  local note = passed and '' or (' # ' .. vim.inspect(seen):gsub('\n', ' '))
  io.stdout:write((passed and 'ok - ' or 'not ok - ') .. name .. note .. '\n')
end

local function wait_for(condition)
  return vim.wait(15000, condition, 20)
end

local function findings(bufnr)
  return vim.tbl_filter(function(diagnostic)
    local code = diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp.code)
    return code == 'first-party-client-id' and diagnostic.source == 'aadsts'
  end, vim.diagnostic.get(bufnr))
end

local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

local function attached_to(bufnr)
  return vim.tbl_filter(function(client)
    return client.name == 'aadsts' and vim.lsp.buf_is_attached(bufnr, client.id)
  end, clients())
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
      return table.concat(lines, '\n'), window
    end
  end
end

local function finding_hover_fix()
  vim.cmd('edit login.py')
  local bufnr = vim.api.nvim_get_current_buf()
  check('a finding arrives', wait_for(function() return #findings(bufnr) > 0 end), vim.diagnostic.get(bufnr))
  local found = findings(bufnr)
  if #found == 0 then return end

  check('the comment with the same id is no finding', #found == 1, found)
  local row, column = found[1].lnum, found[1].col
  local line = vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1]
  check('it stands on the client id', line:sub(column + 1):match('^"?04b07795%-') ~= nil, { row, column, line })
  check('it is a warning', found[1].severity == vim.diagnostic.severity.WARN, found[1].severity)
  check('it names the error', found[1].message:find('65002') ~= nil, found[1].message)

  vim.api.nvim_win_set_cursor(0, { row + 1, line:find('04b07795', 1, true) + 3 })
  vim.lsp.buf.hover()
  wait_for(function() return floating_text() ~= nil end)
  local text, window = floating_text()
  check('hover names the application', (text or ''):find('Microsoft Azure CLI', 1, true) ~= nil, text)
  check('hover names the error', (text or ''):find('AADSTS65002', 1, true) ~= nil, text)
  if window then vim.api.nvim_win_close(window, true) end

  local offered = {}
  vim.ui.select = function(items, _, choose)
    for _, item in ipairs(items) do
      -- 0.7 hands over { client_id, action }; later versions { action = ..., ctx = ... }.
      local action = item.action or item[2]
      table.insert(offered, action.title)
      if action.title:find(placeholder, 1, true) then
        return choose(item)
      end
    end
    choose(nil)
  end
  vim.lsp.buf.code_action()
  local function fixed_line()
    return vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1]
  end
  local want = ('    client_id="%s",'):format(placeholder)
  wait_for(function() return fixed_line() == want end)
  check('the quick fix writes the placeholder', fixed_line() == want, { fixed_line(), offered })
  check('the finding goes away', wait_for(function() return #findings(bufnr) == 0 end), findings(bufnr))
  vim.cmd('silent write')
end

local function any_file()
  vim.cmd('edit notes.unheard-of')
  local bufnr = vim.api.nvim_get_current_buf()
  check('a file without a type has none', vim.bo[bufnr].filetype == '', vim.bo[bufnr].filetype)
  local attached = wait_for(function() return #attached_to(bufnr) > 0 end)
  check('a file without a type is served', attached, clients())
  check('one server serves both', #clients() == 1, #clients())
end

local function documentation()
  vim.cmd('helptags ALL')
  local found = pcall(vim.cmd, 'help aadsts-settings')
  check('the help is found', found and vim.bo.filetype == 'help', vim.bo.filetype)
  vim.cmd('checkhealth aadsts')
  local report = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  check('the health check finds the program', report:find('aadsts %d+%.%d+%.%d+') ~= nil, report)
  check('the health check finds the server', report:find('1 server running', 1, true) ~= nil, report)
end

for _, part in ipairs({ finding_hover_fix, any_file, documentation }) do
  local fine, problem = xpcall(part, debug.traceback)
  if not fine then check('no error', false, problem) end
end
vim.cmd(failures == 0 and 'qall!' or 'cquit 1')

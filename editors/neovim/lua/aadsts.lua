-- Settings of the server, and the ways to start it in each version of Neovim.
local M = {}

-- What `lsp/aadsts.lua` says, for the versions that do not read that folder.
local config = {
  name = 'aadsts',
  cmd = { 'aadsts', 'lsp' },
  root_markers = { 'aadsts.toml', '.git' },
}

-- Neovim 0.7 cannot find a running client again by itself: one id per root folder.
local client_ids = {}

--- Changes the command or the settings; not needed where the defaults will do.
--- @param opts { cmd: string[]?, settings: table? }?
function M.setup(opts)
  opts = opts or {}
  local changes = { cmd = opts.cmd }
  if opts.settings then
    changes.init_options = opts.settings
    changes.settings = { aadsts = opts.settings }
  end
  config = vim.tbl_deep_extend('force', config, changes)
  if vim.lsp.config then
    vim.lsp.config('aadsts', changes)
  end
end

--- The command in use.
--- @return string[]
function M.cmd()
  return vim.lsp.config and vim.lsp.config.aadsts.cmd or config.cmd
end

--- The folder of the nearest marker above a file, if there is one.
local function root_of(path)
  local nearest
  for _, marker in ipairs(config.root_markers) do
    -- `.;` looks upward; a marker may be a file or, as .git mostly is, a folder.
    local from = vim.fn.fnameescape(vim.fn.fnamemodify(path, ':p:h')) .. ';'
    for _, find in ipairs({ vim.fn.findfile, vim.fn.finddir }) do
      local found = find(marker, from)
      if nearest == nil and found ~= '' then
        nearest = vim.fn.fnamemodify(found, ':p'):gsub('/$', '')
        nearest = vim.fn.fnamemodify(nearest, ':h')
      end
    end
  end
  return nearest
end

--- Starts the server for a buffer, or attaches the one that runs for the same root.
--- @param bufnr integer
function M.attach(bufnr)
  local path = vim.api.nvim_buf_get_name(bufnr)
  if vim.bo[bufnr].buftype ~= '' or path == '' or vim.fn.executable(M.cmd()[1]) == 0 then
    return
  end
  local start_config = vim.lsp.config and vim.deepcopy(vim.lsp.config.aadsts) or vim.deepcopy(config)
  start_config.root_dir = root_of(path)

  if vim.lsp.start then
    vim.api.nvim_buf_call(bufnr, function()
      vim.lsp.start(start_config)
    end)
    return
  end

  local key = start_config.root_dir or ''
  start_config.on_exit = function()
    client_ids[key] = nil
  end
  client_ids[key] = client_ids[key] or vim.lsp.start_client(start_config)
  if client_ids[key] then
    vim.lsp.buf_attach_client(bufnr, client_ids[key])
  end
end

--- Makes every buffer that is a file start the server; `plugin/aadsts.lua` calls this once.
function M.register()
  local group = vim.api.nvim_create_augroup('aadsts', {})
  local function attach(event)
    M.attach(event.buf)
  end

  if vim.lsp.enable then
    vim.lsp.enable('aadsts')
    -- `vim.lsp.enable` waits for a file type, and a log file may never get one.
    vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
      group = group,
      callback = vim.schedule_wrap(function(event)
        if vim.api.nvim_buf_is_loaded(event.buf) and vim.bo[event.buf].filetype == '' then
          attach(event)
        end
      end),
    })
  else
    vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile', 'FileType' }, {
      group = group,
      callback = attach,
    })
  end
end

return M

-- Starts the server for every buffer that is a file; `:help aadsts`.
if vim.g.loaded_aadsts then
  return
end
vim.g.loaded_aadsts = true

require('aadsts').register()

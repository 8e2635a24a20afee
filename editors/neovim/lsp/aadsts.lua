-- The language server as Neovim 0.11 and later read it: `vim.lsp.enable('aadsts')`.
-- No `filetypes`: an error code or a client id can stand in any text.
return {
  cmd = { 'aadsts', 'lsp' },
  root_markers = { 'aadsts.toml', '.git' },
}

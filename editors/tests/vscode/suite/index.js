// Loaded by VS Code into its extension host, which calls run().
const assert = require('node:assert/strict');
const { readdirSync, readFileSync, readlinkSync } = require('node:fs');
const vscode = require('vscode');

const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const PLACEHOLDER = 'YOUR_TENANT_APP_CLIENT_ID';
const SNIPPET = `credential = InteractiveBrowserCredential(client_id="${AZURE_CLI}")\n`;

async function until(what, ask, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) { return answer; }
    if (Date.now() > end) { throw new Error(`waited ${seconds} s for ${what}`); }
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

const ruleOf = ({ code }) => typeof code === 'object' ? code.value : code;

const findings = (uri) => vscode.languages.getDiagnostics(uri)
  .filter((diagnostic) => diagnostic.source === 'aadsts' && ruleOf(diagnostic) === 'first-party-client-id');

const findingIn = (uri) => until(`a finding in ${uri}`, () => findings(uri)[0]);

async function openSample() {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'login.py');
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** The ids of the servers that this extension host started, as Linux shows them. */
function servers() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return state !== 'Z' && Number(parent) === process.pid && command.includes('lsp')
        && command.some((word) => /[\\/]bin[\\/]aadsts$/.test(word));
    } catch {
      return false; // it ended while it was looked at
    }
  });
}

const tests = {
  async 'a finding stands on the client id, and only there'() {
    const document = await openSample();
    const finding = await findingIn(document.uri);
    assert.equal(findings(document.uri).length, 1);
    assert.match(document.getText(finding.range), new RegExp(`^"?${AZURE_CLI}"?$`));
    assert.match(document.lineAt(finding.range.start.line).text, /client_id=/);
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(finding.message, /AADSTS65002/);
  },

  async 'hover names the application and the error'() {
    const document = await openSample();
    const { range } = await findingIn(document.uri);
    const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, range.start.translate(0, 4));
    const text = hovers.flatMap((hover) => hover.contents).map((content) => content.value).join('\n');
    assert.match(text, /Microsoft Azure CLI/);
    assert.match(text, /AADSTS65002/);
  },

  async 'the quick fix writes the placeholder, and undo brings the id back'() {
    const document = await openSample();
    const before = document.getText();
    const { range } = await findingIn(document.uri);
    // Asked again: VS Code answers nothing where the document changed under the request.
    const fix = await until('the quick fix', async () => {
      const offered = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, vscode.CodeActionKind.QuickFix.value);
      return offered.find(({ title, edit }) => edit && title.includes(PLACEHOLDER));
    });
    assert.ok(fix.isPreferred, 'it is the preferred fix');
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(), before.replace(`client_id="${AZURE_CLI}"`, `client_id="${PLACEHOLDER}"`));
    await until('the end of the finding', () => findings(document.uri).length === 0);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await findingIn(document.uri);
  },

  async 'an unsaved document is checked'() {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: SNIPPET });
    assert.equal(document.uri.scheme, 'untitled');
    await findingIn(document.uri);
  },

  async 'a notebook cell is checked'() {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, SNIPPET, 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    assert.equal(document.uri.scheme, 'vscode-notebook-cell');
    await findingIn(document.uri);
  },

  async 'a name is followed from cell to cell'() {
    const cells = [`CLI = '${AZURE_CLI}'`, 'import msal\napp = msal.PublicClientApplication(CLI)'];
    const data = cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'));
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData(data));
    await vscode.window.showNotebookDocument(notebook);
    await findingIn(notebook.cellAt(0).document.uri);
  },

  async 'completion and links come from the server'() {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'see AADSTS6500 and AADSTS50011' });
    await until('the completion', async () => {
      const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', document.uri, new vscode.Position(0, 14));
      return list.items.some(({ label }) => (label.label ?? label) === 'AADSTS65002');
    });
    await until('the link', async () => {
      const links = await vscode.commands.executeCommand('vscode.executeLinkProvider', document.uri);
      return links.some(({ target }) => target?.query === 'code=50011');
    });
  },

  async 'all files of the workspace are looked at on command'() {
    const closed = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'not open', '[slug].py');
    await vscode.workspace.fs.writeFile(closed, Buffer.from(SNIPPET));
    const result = await vscode.commands.executeCommand('aadsts.server.scanWorkspace');
    assert.equal(result.filesWithFindings, 1, JSON.stringify(result));
    await until('the finding in a file that is not open', () => findings(closed).length === 1);
    await vscode.commands.executeCommand('aadsts.copyDebugInformation');
    assert.match(await vscode.env.clipboard.readText(), /^aadsts \d/);
  },

  async 'a setting takes effect at once'() {
    const document = await openSample();
    const configuration = vscode.workspace.getConfiguration('aadsts');
    await findingIn(document.uri);
    await configuration.update('rules', { 'first-party-client-id': 'off' }, vscode.ConfigurationTarget.Workspace);
    await until('the end of the finding', () => findings(document.uri).length === 0);
    await configuration.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await findingIn(document.uri);
  },

  async 'an error code is explained on a page'() {
    await vscode.commands.executeCommand('aadsts.explain', 'AADSTS65002');
    await until('the preview', () => vscode.window.tabGroups.all.flatMap((group) => group.tabs)
      .some((tab) => tab.label.includes('AADSTS65002')));
    const page = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'aadsts', path: '/AADSTS65002.md', query: 'AADSTS65002' }));
    assert.match(page.getText(), /AADSTS65002/);
    assert.match(page.getText(), /preauthori[sz]ation|pre-authori[sz]/i);
  },

  async 'what cannot be explained says so on the page'() {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'aadsts', path: '/x.md', query: 'qwxyz' }));
    assert.match(page.getText(), /^# No explanation\n\n\S/);
  },

  async 'a restart replaces the server'() {
    const document = await openSample();
    await findingIn(document.uri);
    const [first, ...others] = await until('one server', () => servers().length === 1 && servers());
    assert.deepEqual(others, []);
    await Promise.all([1, 2].map(() => vscode.commands.executeCommand('aadsts.restartServer')));
    await until('another server, alone', () => servers().length === 1 && servers()[0] !== first);
    await findingIn(document.uri);
  },

  async 'a server that dies is started again'() {
    const document = await openSample();
    await findingIn(document.uri);
    const [killed] = servers();
    process.kill(killed, 'SIGKILL');
    await until('a new server', () => servers().length === 1 && servers()[0] !== killed);
    await findingIn(document.uri);
  },

  async 'the log is shown'() {
    await vscode.commands.executeCommand('aadsts.showOutput');
    await until('the log', () => vscode.window.visibleTextEditors
      .some(({ document: { uri } }) => uri.scheme === 'output' && uri.path.includes('aadsts.aadsts')));
  },
};

exports.run = async () => {
  console.log(`# VS Code ${vscode.version}, Node ${process.version}, extension ${vscode.extensions.getExtension('aadsts.aadsts')?.packageJSON.version}`);
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok - ${name}`);
      for (const line of String(error.stack ?? error).split('\n').slice(0, 12)) { console.log(`    ${line}`); }
    }
  }
  if (failed) { throw new Error(`${failed} failed`); }
};

// What a person sees and does: the squiggle, the hover, Ctrl+., the saved file; then a workspace nobody trusts.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { here, PICTURES, until, withVsCode } from './harness.mjs';

// The README's pictures are these pictures; UPDATE=1 takes them anew.
const pictures = process.env.UPDATE ? join(here, '../../vscode/images') : PICTURES;
mkdirSync(pictures, { recursive: true });

const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const squiggle = (page) => page.locator('.monaco-editor .squiggly-warning').first();

async function openWorkspace({ page, base, workspace }) {
  const elsewhere = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(base)) { elsewhere.push(request.url()); }
  });
  await page.goto(`${base}/?folder=${workspace}`);
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'login.py' }).dblclick({ timeout: 60_000 });
  return elsewhere;
}

async function openSample(vscode) {
  const elsewhere = await openWorkspace(vscode);
  await squiggle(vscode.page).waitFor({ state: 'attached', timeout: 60_000 });
  return elsewhere;
}

const test = async (name, options, body) => {
  await withVsCode(options, body);
  console.log(`ok - ${name}`);
};

await test('squiggle, hover, quick fix, saved file', {}, async (vscode) => {
  const { page, workspace } = vscode;
  const elsewhere = await openSample(vscode);
  await page.keyboard.press('Control+b'); // the side bar is not what the picture is about
  await page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });

  await page.locator('.statusbar-item', { hasText: 'Activating Extensions' }).waitFor({ state: 'hidden', timeout: 60_000 });

  const line = page.locator('.monaco-editor .view-line', { hasText: 'client_id=' });
  const id = line.locator('span', { hasText: AZURE_CLI }).last();
  // The hover's own words, not the finding's, which show above them and come first.
  const hover = page.locator('.monaco-hover:not(.hidden)').filter({ has: page.locator('.rendered-markdown', { hasText: 'Microsoft Azure CLI' }) }).first();
  await until('the hover', async () => {
    await page.mouse.move(5, 300);
    await id.hover({ position: { x: 100, y: 8 } });
    return hover.waitFor({ timeout: 4000 }).then(() => true, () => false);
  });
  assert.match(await hover.innerText(), /AADSTS65002/);
  await page.screenshot({ path: join(pictures, 'hover.png') });

  await line.click({ position: { x: 160, y: 8 } });
  const row = (state) => page.locator(`.action-widget .monaco-list-row${state}`, { hasText: 'YOUR_TENANT_APP_CLIENT_ID' });
  const fix = row('').first();
  await until('the quick-fix menu', async () => {
    await page.keyboard.press('Escape'); // a hover that goes away swallows the next key
    await page.keyboard.press('Control+.');
    return fix.waitFor({ timeout: 4000 }).then(() => true, () => false);
  });
  await page.screenshot({ path: join(pictures, 'quick-fix.png') });
  for (let pressed = 0; !await row('.focused').isVisible(); pressed += 1) {
    assert.ok(pressed < 20, 'the arrow keys reach the fix');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.locator('.monaco-editor .view-line', { hasText: 'client_id="YOUR_TENANT_APP_CLIENT_ID"' }).waitFor();
  await page.keyboard.press('Control+s');
  const saved = () => readFileSync(join(workspace, 'login.py'), 'utf8');
  await until('the saved file', () => saved().includes('client_id="YOUR_TENANT_APP_CLIENT_ID"'));
  const sample = readFileSync(join(here, '../sample/login.py'), 'utf8');
  assert.equal(saved(), sample.replace(`client_id="${AZURE_CLI}"`, 'client_id="YOUR_TENANT_APP_CLIENT_ID"'));
  assert.deepEqual(elsewhere, [], 'the page asked nobody but its own server');
});

await test('an untrusted workspace is served, and does not choose the server', {
  trust: false,
  workspaceSettings: { 'aadsts.server.path': '/nowhere/chosen-by-the-workspace' },
}, async (vscode) => {
  await openSample(vscode);
  await vscode.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
});

await test('a trusted workspace chooses the server, and one that is not there is named', {
  workspaceSettings: { 'aadsts.server.path': '/nowhere/aadsts' },
}, async (vscode) => {
  const { page, workspace } = vscode;
  await openWorkspace(vscode);
  // The test driver keeps toasts hidden; the list behind the bell has them.
  const message = page.locator('.notification-list-item-message', { hasText: 'there is no server program at /nowhere/aadsts' }).first();
  await until('the message', async () => {
    await page.locator('[id="status.notifications"]').click();
    return message.waitFor({ timeout: 2000 }).then(() => true, () => false);
  });
  writeFileSync(join(workspace, '.vscode/settings.json'), '{}');
  await squiggle(page).waitFor({ state: 'attached' });
});

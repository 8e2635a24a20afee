// A real VS Code in a profile of its own: the packed extension installed into its web server, a headless browser in front.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));

/** The tests' own arguments; `cargo xtask test` sets them. */
export const [NODE, VSCODE, VSIX, BROWSER, PICTURES] =
  ['NODE', 'VSCODE', 'VSIX', 'BROWSER', 'PICTURES'].map((name) => {
    const value = process.env[`AADSTS_${name}`];
    if (!value) { throw new Error(`AADSTS_${name} is not set; run cargo xtask test`); }
    return value;
  });

const QUIET = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.hover.above': false, // the picture shows the call above
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Asks until the answer is true, or fails with what was waited for. */
export async function until(what, ask, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) { return answer; }
    if (Date.now() > end) { throw new Error(`waited ${seconds} s for ${what}`); }
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/**
 * Runs `test` against a fresh VS Code on a workspace with the sample file, and cleans up whatever happens.
 * `trust`: whether the workspace is trusted. `workspaceSettings`: what the repository itself would like.
 */
export async function withVsCode({ trust = true, workspaceSettings }, test) {
  // Short: VS Code makes sockets below it, and a socket's path may have 107 bytes.
  const run = mkdtempSync(join(tmpdir(), 'vs-'));
  const folder = (name) => { const path = join(run, name); mkdirSync(path, { recursive: true }); return path; };
  const [home, user, extensions, data, temporary, workspace] =
    ['home', 'user', 'ext', 'data', 't', 'storage-report'].map(folder);
  writeFileSync(join(folder('user/User'), 'settings.json'), JSON.stringify(QUIET));
  cpSync(join(here, '../sample'), workspace, { recursive: true });
  if (workspaceSettings) {
    writeFileSync(join(folder('storage-report/.vscode'), 'settings.json'), JSON.stringify(workspaceSettings));
  }

  const env = {
    PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: home, TMPDIR: temporary, XDG_RUNTIME_DIR: temporary,
    EXTENSIONS_GALLERY: '{}', // nothing can be installed but what is handed over
  };
  const profile = ['--user-data-dir', user, '--extensions-dir', extensions, '--server-data-dir', data];
  const logFile = join(run, 'server.log');
  const log = openSync(logFile, 'a');
  const start = (...more) => spawn(NODE, [VSCODE, ...profile, ...more], { env, detached: true, stdio: ['ignore', log, log] });

  const installing = start('--install-extension', VSIX, '--force');
  const code = await new Promise((resolve) => installing.once('exit', resolve));
  if (code !== 0) { throw new Error(`the extension was not installed:\n${readFileSync(logFile, 'utf8')}`); }

  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const server = start('--host', '127.0.0.1', '--port', `${port}`, '--without-connection-token',
    '--accept-server-license-terms', '--telemetry-level', 'off', '--enable-smoke-test-driver',
    ...(trust ? ['--disable-workspace-trust'] : []));
  let browser;
  try {
    await until('the server of VS Code', () => fetch(`${base}/version`).then((answer) => answer.ok, () => false));
    browser = await chromium.launchPersistentContext(folder('browser'), {
      executablePath: BROWSER,
      headless: true,
      viewport: { width: 1180, height: 620 },
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: home, TMPDIR: temporary },
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    });
    const page = browser.pages()[0] ?? await browser.newPage();
    try {
      return await test({ page, base, port, workspace });
    } catch (error) {
      mkdirSync(PICTURES, { recursive: true });
      const picture = join(PICTURES, 'failure.png');
      await page.screenshot({ path: picture }).catch(() => undefined);
      console.log(`the screen at the failure: ${picture}`);
      console.log(readFileSync(logFile, 'utf8').split('\n').filter((line) => /\[(error|warning)\]|Error:/i.test(line)).slice(-20).join('\n'));
      throw error;
    }
  } finally {
    await browser?.close();
    await end(server);
    rmSync(run, { recursive: true, force: true, maxRetries: 5 });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Ends the server and the extension host below it: they are one process group, begun here. */
async function end(server) {
  const signal = (name) => { try { process.kill(-server.pid, name); } catch { /* gone */ } };
  const gone = () => { try { process.kill(-server.pid, 0); return false; } catch { return true; } };
  signal('SIGTERM');
  await until('the end of VS Code', gone, 3).catch(() => signal('SIGKILL'));
}

// Runs suite/ inside VS Code's extension host, where the whole API is at hand.
import { join } from 'node:path';
import { here, withVsCode } from './harness.mjs';

const failures = await withVsCode({}, async ({ page, base, port, workspace }) => {
  const finished = new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('the extension host did not report within 180 s')), 180_000);
    page.exposeFunction('codeAutomationLog', (_kind, [text]) => {
      if (/^(# |ok |not ok |    )/.test(String(text))) { console.log(text); }
    });
    page.exposeFunction('codeAutomationExit', (code) => { clearTimeout(deadline); resolve(code); });
  });
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(join(here, 'suite'))],
    ['extensionTestsPath', remote(join(here, 'suite/index.js'))],
  ]);
  await page.goto(`${base}/?folder=${workspace}&payload=${encodeURIComponent(payload)}`);
  return finished;
});
process.exit(failures === 0 ? 0 : 1);

/** Explanation pages: the bundled program writes them, a read-only document shows them. */

import { execFile } from 'node:child_process';
import { Uri, window } from 'vscode';

export const PAGE_SCHEME = 'aadsts';

const SUBJECT = /AADSTS\d{5,7}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The address of the page about `text`. It holds the whole question, so a page restored after a reload fills again. */
export function pageUri(text: string): Uri {
	const name = SUBJECT.exec(text)?.[0] ?? text.trim().replace(/[^\w.:-]+/g, ' ').slice(0, 40);
	return Uri.from({ scheme: PAGE_SCHEME, path: `/${name}.md`, query: text });
}

/** What the cursor stands on: the selection, else the code or id around it. */
export function subjectAtCursor(): string {
	const editor = window.activeTextEditor;
	if (!editor) { return ''; }
	const range = editor.selection.isEmpty
		? editor.document.getWordRangeAtPosition(editor.selection.active, SUBJECT)
		: editor.selection;
	return range ? editor.document.getText(range) : '';
}

/** The page about `text` in Markdown; a failure is a page too, since a preview has nowhere else to say it. */
export function explain(program: string, text: string): Promise<string> {
	return new Promise((resolve) => {
		const child = execFile(program, ['explain', '--format', 'markdown', '-'], (error, stdout, stderr) => {
			resolve(error ? `# No explanation\n\n${stderr.trim() || error.message}\n\n${stdout}` : stdout);
		});
		// Standard input: a pasted message may be long, or begin with a dash.
		child.stdin?.on('error', () => undefined);
		child.stdin?.end(text);
	});
}

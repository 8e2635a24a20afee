/** Starts the language server, and offers what cannot be done from inside a document. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
	commands, env, ExtensionContext, LogOutputChannel, TextDocument, window, workspace,
} from 'vscode';
import { LanguageClient, LanguageClientOptions, Middleware, StaticFeature } from 'vscode-languageclient/node';

import { explain, PAGE_SCHEME, pageUri, subjectAtCursor } from './explain';

const SERVER_NAME = process.platform === 'win32' ? 'aadsts.exe' : 'aadsts';

/** What is handed to the server as it is. */
const SETTINGS = [
	'placeholder', 'tenantAppId', 'environmentVariable', 'rules', 'confidence', 'inlayHints', 'codeLens',
	'workspaceDiagnostics',
];

let client: LanguageClient | undefined;
/** Starts and stops follow each other in this chain, so that two quick restarts never leave two servers. */
let lifecycle: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
	const output = window.createOutputChannel('aadsts', { log: true });
	const restart = () => {
		lifecycle = lifecycle.then(stop).then(() => start(context, output));
		return lifecycle;
	};

	context.subscriptions.push(
		output,
		commands.registerCommand('aadsts.restartServer', restart),
		commands.registerCommand('aadsts.showOutput', () => output.show()),
		commands.registerCommand('aadsts.copyDebugInformation', async () => {
			// The server's own command; the client registers it while the server runs.
			const text = await commands.executeCommand<string>('aadsts.server.debugInformation');
			await env.clipboard.writeText(text);
			void window.showInformationMessage('aadsts: the debug information is in the clipboard');
		}),
		commands.registerCommand('aadsts.explain', async (argument?: string) => {
			const text = argument ?? await window.showInputBox({
				title: 'Explain Error Code or Application Id',
				prompt: 'An AADSTS code, an application id, a scope, or a whole error message',
				value: subjectAtCursor(),
			});
			if (text?.trim()) {
				await commands.executeCommand('markdown.showPreview', pageUri(text));
			}
		}),
		workspace.registerTextDocumentContentProvider(PAGE_SCHEME, {
			provideTextDocumentContent: (uri) => explain(serverPath(context), uri.query),
		}),
		workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('aadsts.server.path')) { void restart(); }
		}),
		workspace.onDidGrantWorkspaceTrust(() => void restart()),
	);
	await restart();
}

export async function deactivate(): Promise<void> {
	await lifecycle.then(stop);
}

async function start(context: ExtensionContext, output: LogOutputChannel): Promise<void> {
	const command = serverPath(context);
	// A bare name is looked up on PATH by the system; anything else must be there.
	if (basename(command) !== command && !existsSync(command)) {
		complain(`aadsts: there is no server program at ${command}`);
		return;
	}
	const options: LanguageClientOptions = {
		// Every language: an error code or a client id can stand in any text.
		documentSelector: ['file', 'untitled', 'vscode-notebook-cell', 'output'].map((scheme) => ({ scheme })),
		initializationOptions: settings(),
		outputChannel: output,
		middleware: withoutDocuments((document) => isOwnOutput(document, context)),
	};
	client = new LanguageClient('aadsts', 'aadsts', { command, args: ['lsp'] }, options);
	client.registerFeature(withoutPull);
	try {
		await client.start();
	} catch (error) {
		output.error(`cannot start ${command}: ${String(error)}`);
		complain(`aadsts: cannot start ${command}`);
	}
}

async function stop(): Promise<void> {
	const stopping = client;
	client = undefined;
	try {
		await stopping?.dispose();
	} catch {
		// It had failed to start, or had crashed: gone already, which is what was wanted.
	}
}

/** The program to run. VS Code drops the workspace's own value of this setting until the workspace is trusted. */
function serverPath(context: ExtensionContext): string {
	return workspace.getConfiguration('aadsts').get<string>('server.path')
		|| context.asAbsolutePath(`bin/${SERVER_NAME}`);
}

function settings(): Record<string, unknown> {
	const configuration = workspace.getConfiguration('aadsts');
	const named = SETTINGS.map((name) => [name, configuration.get(name)]);
	return { ...Object.fromEntries(named), trusted: workspace.isTrusted };
}

/** Says what is wrong without holding anything up: the answer to the button is not waited for. */
function complain(message: string): void {
	void window.showErrorMessage(message, 'Open Settings').then((button) =>
		button && commands.executeCommand('workbench.action.openSettings', 'aadsts.server.path'));
}

/**
 * Makes the server publish its findings. The client would ask for them, but only for documents that have a tab of
 * their own: notebook cells and Output panels have none.
 */
const withoutPull: StaticFeature = {
	fillClientCapabilities: (capabilities) => { delete capabilities.textDocument?.diagnostic; },
	initialize: () => undefined,
	getState: () => ({ kind: 'static' }),
	clear: () => undefined,
};

/** Our own log is an `output:` document too; checking it would log, which would change it, without end. */
function isOwnOutput({ uri }: TextDocument, context: ExtensionContext): boolean {
	return uri.scheme === 'output' && uri.path.includes(context.extension.id);
}

function withoutDocuments(excluded: (document: TextDocument) => boolean): Middleware {
	const nothing = Promise.resolve();
	return {
		didOpen: (document, next) => excluded(document) ? nothing : next(document),
		didChange: (event, next) => excluded(event.document) ? nothing : next(event),
		didClose: (document, next) => excluded(document) ? nothing : next(document),
	};
}

import { resolve } from 'node:path';
import { ts } from '../../packages/codegen/test/support/typescript.ts';
import type { Trial } from './target.ts';
import { forbidden } from './words.ts';

const root = resolve(import.meta.dirname, '../..');

/** Whether text that was made of a document is what it should be, and says nothing by itself. */
export function checkFile(path: string, text: string, trial: Trial): void {
  if (!/^[\w./-]+$/.test(path) || path.split('/').includes('..') || path.startsWith('/'))
    trial.fault('a file has a name that a document made', path.slice(0, 200));
  if (path.endsWith('.ts')) checkCode(path, text, trial);
  else if (path.endsWith('.json')) JSON.parse(text);
  else if (path.endsWith('.md')) checkMarkdown(path, text, trial);
}

/** TypeScript that parses, and that calls nothing that only a document names. */
export function checkCode(path: string, text: string, trial: Trial): void {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false);
  const [error] =
    ts.transpileModule(text, { reportDiagnostics: true, fileName: path }).diagnostics ?? [];
  if (error !== undefined) {
    const at = error.start ?? 0;
    trial.fault(
      'generated code does not parse',
      `${path}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}\n${text.slice(Math.max(at - 300, 0), at + 200)}`,
    );
  }
  if (!text.includes(forbidden)) return;
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === forbidden
    )
      trial.fault(
        'generated code has what a document says as code',
        `${path}: ${text.slice(Math.max(node.pos - 200, 0), node.end + 100)}`,
      );
    ts.forEachChild(node, visit);
  };
  visit(source);
}

/** Markdown in which no tag and no link comes from a document. */
export function checkMarkdown(path: string, text: string, trial: Trial): void {
  const plain = withoutCode(text);
  const found =
    /(?<!\\)<(?:script|img|b) |(?<!\\)<script>|(?<!\\)\]\(javascript:|^ {0,3}(?:```|~~~)/m.exec(
      plain,
    );
  if (found !== null)
    trial.fault(
      'Markdown has what a document says as markup',
      `${path}: ${plain.slice(Math.max(found.index - 200, 0), found.index + 100)}`,
    );
  // What begins a line that a document broke.
  if (/^injected\(\)/m.test(text.replaceAll(/[\r\u2028\u2029]/g, '\n')))
    trial.fault('Markdown has a line that a document began', path);
}

/** Without its spans of code: as many backticks begin one as end it. */
function withoutCode(text: string): string {
  let out = '';
  for (let at = 0; at < text.length;) {
    const run = /^`+/.exec(text.slice(at, at + 50))?.[0];
    if (run === undefined || text[at - 1] === '\\') {
      out += text[at] ?? '';
      at += 1;
      continue;
    }
    const closing = new RegExp(`(?<!\`)${run}(?!\`)`, 'g');
    closing.lastIndex = at + run.length;
    // A span ends with its paragraph at the latest.
    const end = text.indexOf('\n\n', at);
    const close = closing.exec(end < 0 ? text : text.slice(0, end));
    if (close === null) {
      out += run;
      at += run.length;
    } else {
      out += 'code';
      at = close.index + run.length;
    }
  }
  return out;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['skewline-source'],
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  isolatedDeclarations: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
};
/** Files of libraries and of the runtime, parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What TypeScript 5.9 says of a package, strict flags on. Nothing is written. */
export function compilerMessages(files: ReadonlyMap<string, string>): readonly string[] {
  const folder = resolve(root, 'fuzz/input/.memory');
  const texts = new Map([...files].map(([path, text]) => [resolve(folder, path), text]));
  texts.set(resolve(folder, 'package.json'), '{"type":"module"}');
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram({
    rootNames: [...texts.keys()].filter((path) => path.endsWith('.ts')),
    options,
    host: {
      ...host,
      getCurrentDirectory: () => root,
      fileExists: (path) => texts.has(path) || host.fileExists(path),
      readFile: (path) => texts.get(path) ?? host.readFile(path),
      directoryExists: (path) => path.startsWith(folder) || ts.sys.directoryExists(path),
      getSourceFile: (path, version) => {
        const text = texts.get(path);
        if (text !== undefined) return ts.createSourceFile(path, text, version);
        if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, version));
        return parsed.get(path);
      },
    },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || texts.has(file.fileName))
    .map(({ file, start = 0, messageText }) => {
      const at = file?.text.slice(Math.max(start - 100, 0), start + 150) ?? '';
      return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}\n${at}`;
    });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from '../../../../packages/codegen/test/support/typescript.ts';
import { example } from './history.ts';

const config = join(example, 'test/tsconfig.src.json');

/** Hand-written sources: absolute paths. */
export function handWritten(): readonly string[] {
  const folder = join(example, 'src');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The package in a TypeScript 5.9 that compiles it again and again with one file changed in memory. */
export class Overlay {
  readonly #texts = new Map<string, { text: string; version: number }>();
  readonly #service: ts.LanguageService;
  readonly #files: readonly string[];

  constructor() {
    const read = ts.readConfigFile(config, (path) => ts.sys.readFile(path));
    const { fileNames, options } = ts.parseJsonConfigFileContent(read.config, ts.sys, join(example, 'test'));
    this.#files = fileNames;
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...fileNames],
      getScriptVersion: (path) => String(this.#texts.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => {
        const text = this.#texts.get(path)?.text ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => example,
      getDefaultLibFileName: (one) => ts.getDefaultLibFilePath(one),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      readDirectory: (path, ...rest) => ts.sys.readDirectory(path, ...rest),
      realpath: (path) => ts.sys.realpath?.(path) ?? path,
    });
  }

  /** Of all files, generated ones too. */
  allMessages(): readonly string[] {
    return this.#messages(this.#files);
  }

  /** Of hand-written files, with another text in place of one. */
  messagesWith(path: string, text: string): readonly string[] {
    const version = (this.#texts.get(path)?.version ?? 0) + 1;
    this.#texts.set(path, { text, version });
    const messages = this.#messages(handWritten());
    this.#texts.set(path, { text: readFileSync(path, 'utf8'), version: version + 1 });
    return messages;
  }

  #messages(paths: readonly string[]): readonly string[] {
    return paths.flatMap((path) =>
      [
        ...this.#service.getSyntacticDiagnostics(path),
        ...this.#service.getSemanticDiagnostics(path),
      ].map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    );
  }
}

/** A decision, or the object of all decisions of a step and direction, where it is written. */
export interface Written {
  /** `v10 up NetworkInterface.ip_config`; of an object `v10 up`. */
  readonly id: string;
  readonly path: string;
  /** Of the member with its comma, or the position after the opening brace of the object. */
  readonly start: number;
  readonly end: number;
}

/** Finds the members of objects that are the `up` or `down` of a version. */
export function findDecisions(): { readonly members: readonly Written[]; readonly objects: readonly Written[] } {
  const members: Written[] = [];
  const objects: Written[] = [];
  for (const path of handWritten()) {
    const text = readFileSync(path, 'utf8');
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.initializer)) {
        const direction = nameText(node.name);
        const version = versionAround(node);
        if ((direction === 'up' || direction === 'down') && version !== undefined) {
          const id = `${version} ${direction}`;
          const inside = node.initializer.getStart() + 1;
          objects.push({ id, path, start: inside, end: inside });
          for (const member of node.initializer.properties) {
            const name = member.name === undefined ? '' : nameText(member.name);
            const comma = text[member.end] === ',' ? 1 : 0;
            members.push({ id: `${id} ${name}`, path, start: member.pos, end: member.end + comma });
          }
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { members, objects };
}

function nameText(name: ts.PropertyName): string {
  return ts.isComputedPropertyName(name) ? name.getText() : name.text;
}

/** `v10: { up: … }` or `const v10 = { up: … }`. */
function versionAround(node: ts.Node): string | undefined {
  const around = node.parent.parent;
  if (ts.isPropertyAssignment(around)) return nameText(around.name);
  return ts.isVariableDeclaration(around) && ts.isIdentifier(around.name) ? around.name.text : undefined;
}

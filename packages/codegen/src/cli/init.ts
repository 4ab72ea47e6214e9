import { basename, join, resolve } from 'node:path';
import { exists } from '../read/package-files.ts';
import { writeNew } from '../write.ts';
import type { Io } from './io.ts';
import { exitCodes, type Outcome, refused } from './outcome.ts';
import { codegenVersion } from './codegen-version.ts';

export interface InitOptions {
  readonly package: string;
  readonly name?: string;
  readonly documents: string;
  /** Folder for types written in TypeScript, in place of documents. */
  readonly types?: string;
}

/** What a package starts with. Nothing that is there already is touched. */
export async function init(options: InitOptions, io: Io): Promise<Outcome> {
  const folder = resolve(io.folder, options.package);
  const name = options.name ?? basename(folder);
  const { types, documents } = options;
  const files = new Map(
    types === undefined
      ? [
          ['skewline.json', json({ name, documents })],
          ['src/decisions.ts', decisionsStub],
        ]
      : [
          ['skewline.json', json({ name, types })],
          [`${types}/versions.ts`, versionsStub],
          [`${types}/operations.ts`, operationsStub],
          [`${types}/v1/thing.ts`, thingStub],
          [`${types}/decisions.ts`, decisionsStub],
        ],
  );
  // A package that exists already keeps its own of these.
  const optional: readonly (readonly [string, string])[] = [
    ['package.json', json(packageJson(name))],
    ['tsconfig.json', json(tsconfig(types ?? 'src'))],
    ['.gitignore', 'node_modules/\ndist/\n.skewline-stamp.json\n'],
  ];
  const kept: string[] = [];
  for (const [path, text] of optional) {
    if (await exists(join(folder, path))) kept.push(path);
    else files.set(path, text);
  }
  const problems = await writeNew(folder, files);
  if (problems.length > 0) return refused(problems);
  const written = [...files.keys()].sort();
  return {
    exitCode: exitCodes.fine,
    problems: [],
    data: { name, written, kept },
    text: (style) => [
      `${style.title(name)}: wrote ${written.join(', ')}`,
      ...(kept.length === 0 ? [] : [`left as it was: ${kept.join(', ')}`]),
      types === undefined
        ? `Next: put one OpenAPI document per version into ${documents}, then run \`skewline generate\`.`
        : `Next: replace what is in ${types}/v1 and ${types}/operations.ts by your API, then run \`skewline generate\`.`,
    ],
  };
}

const decisionsStub = `import type { Decisions } from './generated/decisions.ts';

/**
 * What the codegen cannot derive. \`skewline generate\` writes the type; tsc names each member that is
 * missing or left over, and \`skewline explain STEP TYPE\` shows what to put there.
 */
export const decisions: Decisions = {};
`;

const versionsStub = `/** The versions of the API, oldest first: number, name, and a line on what each brought. */
export interface Versions {
  /** What there was when versions began. */
  1: 'initial';
}
`;

const operationsStub = `import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Failure, Thing } from './v1/thing.ts';

export interface Operations {
  /** Shows a thing. */
  thing_view: Operation<
    'GET',
    '/things/{id}',
    { path: { id: Uuid }; responses: { 200: Thing; '4XX': Failure; '5XX': Failure } }
  >;
}
`;

const thingStub = `import type { DateTime, Uuid } from '@skewline/runtime/api';

/** Something that the API is about. */
export interface Thing {
  id: Uuid;
  /**
   * What people call it.
   * @minLength 1
   * @maxLength 63
   */
  name: string;
  time_created: DateTime;
}

/** Why a request was not answered. */
export interface Failure {
  message: string;
}
`;

function packageJson(name: string): object {
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: { generate: 'skewline generate', check: 'skewline check', types: 'tsc --noEmit' },
    dependencies: { '@skewline/runtime': codegenVersion },
    devDependencies: { '@skewline/codegen': codegenVersion },
  };
}

/** Strict, as the generated code is written for; it also compiles under less. */
function tsconfig(sources: string): object {
  const [top = 'src'] = sources.split('/');
  return {
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      rewriteRelativeImportExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      declaration: true,
      rootDir: top,
      outDir: 'dist',
    },
    include: [top],
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { emitPackage, planApi } from '../../../packages/codegen/src/index.ts';
import { readTypeScriptApi } from '../../../packages/codegen/src/read/typescript/index.ts';
import type { Draw } from '../../random.ts';
import { checkFile } from '../generated-text.ts';
import { mutateText } from '../mutate-text.ts';
import { checkChecked, checkProblems } from '../problems.ts';
import type { Target, Trial } from '../target.ts';
import { hostile, names, patterns } from '../words.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Packages of types written in TypeScript: ours, with something wrong in them. */
export class Types implements Target {
  readonly name = 'types';
  readonly #folder: string;
  readonly #sources: readonly (readonly [path: string, text: string])[][];

  constructor() {
    // Inside the repository, so that the words of the runtime are found; where git ignores it.
    const cache = join(root, 'node_modules/.cache/skewline-fuzz');
    mkdirSync(cache, { recursive: true });
    this.#folder = mkdtempSync(join(cache, 'types-'));
    process.on('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
    this.#sources = [
      'packages/gateway-types/src',
      'packages/nexus-types/src/internal',
      'packages/sled-agent-types/src',
      small,
    ].map((one) => (typeof one === 'string' ? modulesIn(join(root, one)) : Object.entries(one)));
  }

  async run(draw: Draw, trial: Trial): Promise<boolean> {
    const files = new Map(draw.of(this.#sources));
    for (let count = draw.below(4); count > 0; count -= 1) {
      const path = draw.of([...files.keys()]);
      const text = spoiled(files.get(path) ?? '', draw);
      files.set(path, text);
      trial.note(path, text);
    }
    if (draw.percent(5)) files.delete(draw.of([...files.keys()]));
    if (draw.percent(5))
      files.set(`${draw.of(['v3', 'v02', 'v1/v2', 'vx'])}/extra.ts`, draw.of([...files.values()]));
    const folder = join(this.#folder, 'package');
    rmSync(folder, { recursive: true, force: true });
    files.set(
      '../tsconfig.json',
      JSON.stringify({ compilerOptions: { customConditions: ['skewline-source'] } }),
    );
    for (const [path, text] of files) {
      const file = join(folder, 'src', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const read = await readTypeScriptApi(join(folder, 'src'), {
      name: 'fuzzed',
      packageFolder: folder,
    });
    checkChecked(read, trial);
    if (read.value === undefined) return false;
    const planned = planApi(read.value, { ask: [], refine: new Map(), server: true });
    checkProblems(planned.problems, trial);
    if (planned.problems.some(({ severity }) => severity === 'error')) return false;
    for (const [path, text] of emitPackage(planned, {
      doNotForward: new Map(),
      refine: new Map(),
      server: true,
      types: 'src',
    }))
      checkFile(path, text, trial);
    return true;
  }
}

function modulesIn(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const isModule =
      entry.isFile() &&
      path.endsWith('.ts') &&
      !path.includes('/generated/') &&
      !/decisions|refusals/.test(path);
    return isModule ? [[relative(folder, path), readFileSync(path, 'utf8')] as const] : [];
  });
}

const tags: readonly string[] = [
  '@minimum 5',
  '@minimum x',
  '@maximum 1e999',
  '@pattern ^(a+)+$',
  '@default {',
  '@default "x"',
  '@default 99999999999999999999',
  '@format x',
  '@deprecated',
  '@minLength -1',
  '@uniqueItems',
  '@TJS-type x',
  '@additionalProperties true',
  '@title */',
];

const types: readonly string[] = [
  'string',
  'number',
  'boolean',
  'null',
  'undefined',
  'never',
  'any',
  'unknown',
  'object',
  'bigint',
  'symbol',
  'Date',
  'Function',
  'string[]',
  '[string, number]',
  '[string, ...number[]]',
  'Record<string, unknown>',
  'Record<number, string>',
  '{ [name: string]: number }',
  '{ a: 1 } | { a: 2; b?: string }',
  '"a" | "b" | 1 | null',
  'Partial<Given>',
  'Given',
  'Given[]',
  'keyof Given',
  "Given['a']",
  '`a${string}`',
  'typeof globalThis',
  'Promise<string>',
  'Map<string, string>',
  '() => void',
  'unique symbol',
  'infer X',
  'A extends B ? C : D',
  'this',
  'import("node:fs").Stats',
  'Uint64',
  'Uuid',
];

function spoiled(text: string, draw: Draw): string {
  const replace = (pattern: RegExp, by: (found: string) => string): string => {
    const all = [...text.matchAll(pattern)];
    if (all.length === 0) return text;
    const found = draw.of(all);
    const at = found.index;
    return text.slice(0, at) + by(found[0]) + text.slice(at + found[0].length);
  };
  switch (draw.below(10)) {
    case 0:
      return mutateText(text, draw);
    case 1:
    case 2:
      return replace(/(?<=: )[^;{}\n]+(?=;)/g, () => draw.of(types));
    case 3:
      return replace(/\b\w+(?=\??:)/g, () =>
        JSON.stringify(draw.of(draw.percent(50) ? names : hostile)),
      );
    case 4:
      return replace(/\*\//g, () => `${draw.of(tags)} */`);
    case 5:
      return replace(/\/\*\* /g, () => `/** ${draw.of(hostile).replaceAll('*/', '')} `);
    case 6:
      return replace(/\b(?:export )?interface \w+/g, (found) => `/** ${draw.of(tags)} */ ${found}`);
    case 7:
      return replace(/\?:/g, () => ':');
    case 8:
      return replace(/'[^'\n]*'/g, () =>
        JSON.stringify(draw.of([...hostile, ...names, ...patterns])),
      );
    default:
      return replace(/\b[A-Z]\w+\b/g, (found) =>
        draw.of([`${found}[]`, `${found} | null`, 'Given', 'Nobody', `V1.${found}`, '__proto__']),
      );
  }
}

const small: Readonly<Record<string, string>> = {
  'versions.ts':
    "export interface Versions {\n  /** The first. */\n  1: 'initial';\n  2: 'second';\n}\n",
  'v1/given.ts': `import type { Closed, DateTime, OneOf, Uint8, Uint64, Uuid } from '@skewline/runtime/api';
/** What is given. */
export interface Given {
  /** @minLength 1 */
  a: string;
  b?: Uint8;
  at: DateTime;
  id: Uuid | null;
  list: Other[];
  pair: [string, Uint64];
  map: Record<string, Kind>;
  /** @default true */
  flag?: boolean;
}
export type Kind = 'one' | 'two';
export type Other = { type: 'circle'; radius: Uint64 } | { type: 'square'; side: Uint64 };
export type Event = OneOf<{ moved: { to: string }; gone: null }>;
export type Tight = Closed<{ x: string }>;
`,
  'v2/given.ts':
    "import type * as V1 from '../v1/given.ts';\nexport interface Given extends V1.Given { c: string; }\n",
  'operations.ts': `import type { Operation } from '@skewline/runtime/api';
import type { Given } from './v2/given.ts';
export interface Operations {
  /** Puts it. */
  given_put: Operation<'PUT', '/given/{id}', { path: { id: string }; query: { limit?: number }; body: Given; responses: { 200: Given; 204: void } }>;
}
`,
};

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { refusal, Refusal } from '@skewline/runtime';
import { answerTo } from '../../../packages/codegen/src/cli/convert.ts';
import { type Generated, loadGenerated } from '../../../packages/codegen/src/cli/load-generated.ts';
import { readConfig } from '../../../packages/codegen/src/index.ts';
import { findDecisions } from '../../../packages/codegen/src/read/decision-files.ts';
import type { Draw } from '../../random.ts';
import { freeze } from '../json.ts';
import { mutateText } from '../mutate-text.ts';
import { oddValue } from '../mutate.ts';
import type { Site } from '../site.ts';
import type { Target, Trial } from '../target.ts';
import { hostile, names } from '../words.ts';

const root = resolve(import.meta.dirname, '../../..');
const key = Symbol.for('skewline.fuzz.decide');

/** Decisions are somebody's code: they throw, give nonsense, and are not even modules of decisions. */
export class Decisions implements Target {
  readonly name = 'decisions';
  readonly #parcels: Site;
  readonly #folder = mkdtempSync(join(tmpdir(), 'skewline-fuzz-decisions-'));
  readonly #generated: Promise<Generated>;

  constructor(all: readonly Site[]) {
    const parcels = all.find(({ name }) => name === 'parcels');
    if (parcels === undefined) throw new Error('the parcels are not here');
    this.#parcels = parcels;
    process.on('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
    this.#generated = this.#load();
  }

  async run(draw: Draw, trial: Trial): Promise<boolean> {
    return draw.percent(15) ? this.#modules(draw, trial) : this.#asked(draw, trial);
  }

  /** The parcels, with decisions that do what the execution wants. */
  async #load(): Promise<Generated> {
    mkdirSync(join(this.#folder, 'node_modules'));
    symlinkSync(join(root, 'node_modules/@skewline'), join(this.#folder, 'node_modules/@skewline'));
    writeFileSync(join(this.#folder, 'package.json'), '{"type":"module"}');
    cpSync(join(root, 'examples/parcels/src/generated'), join(this.#folder, 'src/generated'), {
      recursive: true,
    });
    writeFileSync(
      join(this.#folder, 'src/decisions.ts'),
      `const decide = (...given) => globalThis[Symbol.for('skewline.fuzz.decide')](...given);
const direction = { get: () => new Proxy({}, { get: () => decide }) };
export const decisions = new Proxy({}, { get: () => new Proxy({}, direction) });
`,
    );
    const { value: config } = readConfig('{"name": "parcels", "documents": "documents"}');
    if (config === undefined) throw new Error('no configuration');
    const { value, problems } = await loadGenerated({ folder: this.#folder }, config);
    if (value === undefined) throw new Error(JSON.stringify(problems));
    return value;
  }

  async #asked(draw: Draw, trial: Trial): Promise<boolean> {
    const generated = await this.#generated;
    const { versions } = generated;
    const start = draw.of(generated.epochs);
    const to = draw.below(versions.length);
    const schema = this.#parcels.sides[start.first]?.lookUp(start.type);
    const value = schema && this.#parcels.values[start.first]?.of(schema, draw);
    const behaviour = draw.below(behaviours.length);
    Reflect.set(globalThis, key, (from: unknown, context: unknown) =>
      behaviours[behaviour]?.(from, context, draw),
    );
    const line = JSON.stringify({
      id: 1,
      type: start.type,
      from: versions[start.first],
      to: versions[to],
      direction: `${start.first < to ? 'up' : 'down'}grade-request`,
      input: value,
    });
    trial.note(`a line; decision ${String(behaviour)}`, line);
    const answer = answerTo(line, generated);
    const text = JSON.stringify(answer);
    if ('value' in answer && answer.value !== undefined && !text.includes('"value"'))
      trial.fault('an answer whose value is lost as JSON');
    if ('problem' in answer && answer.problem.code === '')
      trial.fault('a problem without words', text);
    return 'value' in answer;
  }

  /** Which decisions there are is read from the text of modules, whatever that is. */
  async #modules(draw: Draw, trial: Trial): Promise<boolean> {
    const folder = join(this.#folder, 'modules');
    rmSync(folder, { recursive: true, force: true });
    for (const version of ['v1', 'v2', 'v10', 'v01', 'v2_1', 'decisions']) {
      if (draw.percent(50)) continue;
      mkdirSync(join(folder, version), { recursive: true });
      let text = draw.of(modules);
      for (let count = draw.below(3); count > 0; count -= 1) text = mutateText(text, draw);
      trial.note(`${version}/decisions.ts`, text);
      if (draw.percent(5)) mkdirSync(join(folder, version, 'decisions.ts'));
      else writeFileSync(join(folder, version, 'decisions.ts'), text);
    }
    const { each } = await findDecisions(folder);
    for (const version of each.keys())
      if (!/^v[\d_]+$/.test(version)) trial.fault('decisions of no version', version);
    return each.size > 0;
  }
}

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

const behaviours: readonly ((from: unknown, context: unknown, draw: Draw) => unknown)[] = [
  () => undefined,
  () => null,
  (_from, _context, draw) => oddValue(draw),
  (_from, _context, draw) => oddValue(draw),
  (from) => from,
  () => {
    throw new Error('it cannot decide');
  },
  () => {
    throw undefined;
  },
  () => {
    throw Object.create(null);
  },
  () => {
    throw new Error('');
  },
  () => {
    throw Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('no message');
      },
    });
  },
  () => 1n,
  () => [1n],
  () => Symbol('x'),
  () => () => 1,
  () => NaN,
  () => Infinity,
  () => new Date(0),
  () => new Map([[1, 2]]),
  () => cyclic,
  () => [cyclic],
  () => Promise.resolve('x'),
  () => ({
    toJSON: () => {
      throw new Error('not as JSON');
    },
  }),
  () => Object.create({ inherited: 1 }),
  () => JSON.parse('{"__proto__": {"polluted": 1}}'),
  () =>
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys');
        },
      },
    ),
  () => Array.from({ length: 1_000 }),
  () => 'x'.repeat(1_000_000),
  () => refusal(400, 'no'),
  () => refusal(null, ''),
  () => refusal(99_999, 'no', 'x'),
  () => new Refusal('no').within('a').within(0).within('__proto__'),
  (from) => {
    Object.assign(from as object, { changed: true });
    return from;
  },
  (_from, context) => {
    // A context that something else holds must not be trusted.
    Object.assign(context as object, { lost: 1 });
    return 'x';
  },
  (from) => freeze(from),
];

const modules: readonly string[] = [
  'export const up = {};\nexport const down = {};\n',
  "import type { DecisionsUpToV2 } from '../generated/decisions.ts';\nexport const up: DecisionsUpToV2 = { 'A.b': () => 1 };\n",
  "export * from './other.ts';\n",
  "export * as up from './other.ts';\n",
  "export { up, type down } from './other.ts';\n",
  'const { up, ...down } = {};\nexport { up, down as "x" };\n',
  'export function up() {}\nexport class down {}\nexport enum Up {}\n',
  'export default {};\n',
  'export const { up: { down } } = { up: { down: 1 } };\n',
  ...hostile,
  ...names,
];

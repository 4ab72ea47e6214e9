import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ValidatorEpoch } from '@skewline/runtime/validation';
import { climb, type Epoch } from '@skewline/runtime';
import { decisionsName } from '../../../packages/codegen/src/emit/decision-form.ts';
import { styleOf } from '../../../packages/codegen/src/cli/style.ts';
import { computeShapes } from '../../../packages/codegen/src/diff/shapes.ts';
import { sideOf } from '../../../packages/codegen/src/diff/side.ts';
import {
  type Api,
  type DecisionForm,
  emitPackage,
  judgeStep,
  type Planned,
  planApi,
  readOpenApiDocuments,
} from '../../../packages/codegen/src/index.ts';
import { renderHtml } from '../../../packages/codegen/src/skew/render/html.ts';
import { renderMarkdown } from '../../../packages/codegen/src/skew/render/markdown.ts';
import { renderText } from '../../../packages/codegen/src/skew/render/text.ts';
import { skewReport } from '../../../packages/codegen/src/skew/report.ts';
import type { Draw } from '../../random.ts';
import { checkFile, checkMarkdown, compilerMessages } from '../generated-text.ts';
import { freeze, isObject, type Json, put, write } from '../json.ts';
import { lossesBetween } from '../losses.ts';
import { mutateJson } from '../mutate.ts';
import { mutateSchema } from '../mutate-schema.ts';
import { checkChecked, checkProblems } from '../problems.ts';
import { compareVerdicts, Reference } from '../reference.ts';
import { type History, histories, slice } from '../seeds.ts';
import type { Target, Trial } from '../target.ts';
import { Values } from '../values.ts';
import { forbidden, hostile } from '../words.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A decision that was asked, where nobody is there to decide. */
class Asked extends Error {}

/** Histories that somebody made: what is generated from them has to be code, and to do what it says. */
export class Packages implements Target {
  readonly name = 'packages';
  readonly #histories: readonly History[] = histories();
  readonly #folder = mkdtempSync(join(tmpdir(), 'skewline-fuzz-input-'));
  #count = 0;

  constructor() {
    mkdirSync(join(this.#folder, 'node_modules'));
    symlinkSync(join(root, 'node_modules/@skewline'), join(this.#folder, 'node_modules/@skewline'));
    writeFileSync(join(this.#folder, 'package.json'), '{"type":"module"}');
    process.on('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
  }

  async run(draw: Draw, trial: Trial): Promise<boolean> {
    const documents = this.#history(draw);
    for (const [index, document] of documents.entries())
      trial.note(`${String(index + 1)}.json`, write(document));
    const name = draw.percent(80) ? 'fuzzed' : draw.of(hostile);
    const read = readOpenApiDocuments(
      name,
      documents.map((document, index) => ({
        file: `${String(index + 1)}.json`,
        text: write(document),
      })),
    );
    checkChecked(read, trial);
    if (read.value === undefined) return false;
    const ends = { client: draw.percent(40), server: draw.percent(40) };
    const planned = planApi(read.value, { ask: [], refine: new Map(), ...ends });
    checkProblems(planned.problems, trial);
    if (planned.problems.some(({ severity }) => severity === 'error')) return false;
    const doNotForward = new Map(
      draw.percent(20)
        ? [...(read.value.versions[0]?.operations.keys() ?? [])].map((id) => [id, draw.of(hostile)])
        : [],
    );
    const form = draw.percent(70) ? 'one' : 'each';
    const files = emitPackage(planned, { doNotForward, refine: new Map(), ...ends }, form);
    for (const [path, text] of files) checkFile(path, text, trial);
    this.#reports(read.value, planned, trial);
    if (draw.percent(8)) {
      const [message] = compilerMessages(new Map([...files, ...declaredDecisions(planned, form)]));
      if (message !== undefined)
        trial.fault('generated code does not compile', message.slice(0, 1500));
    }
    if (draw.percent(50)) await this.#law(planned, draw, trial);
    return true;
  }

  /** A part of a real document, and what becomes of it: changes that people make, and odd ones. */
  #history(draw: Draw): readonly Json[] {
    const { documents } = draw.of(this.#histories);
    const at = draw.below(documents.length);
    const first = slice(documents[at] ?? null, draw, 3);
    for (let count = draw.below(3); count > 0; count -= 1) mutateSchema(first, draw);
    const second = structuredClone(first);
    for (let count = 1 + draw.below(3); count > 0; count -= 1) {
      if (draw.percent(90)) mutateSchema(second, draw);
      else mutateJson(second, draw);
    }
    const versions = [first, second].slice(0, draw.percent(85) ? 2 : 1);
    for (const [index, version] of versions.entries()) {
      const info = isObject(version) ? version['info'] : undefined;
      if (isObject(info)) {
        put(info, 'version', String(index + 1));
        if (draw.percent(10)) put(info, 'title', draw.of(hostile));
      }
    }
    return versions;
  }

  #reports(api: Api, planned: Planned, trial: Trial): void {
    const [older, newer] = api.versions;
    if (older !== undefined && newer !== undefined) judgeStep(older, newer);
    const { steps } = planned;
    const decisions = Object.fromEntries(
      steps.map(({ newer: { id }, up, down }) => [
        id.folder,
        Object.fromEntries(
          [up, down].map(({ direction, holes }) => [
            direction,
            Object.fromEntries(holes.map(({ key }) => [key, asking])),
          ]),
        ),
      ]),
    );
    const report = skewReport({ api, steps, sparse: false, decisions, doNotForward: new Map() });
    checkMarkdown('skew.md', renderMarkdown(report), trial);
    const page = renderHtml(report);
    if (new RegExp(`<(?:script|img|b)[ >][^<]*${forbidden}`).test(page))
      trial.fault('a page has what a document says as markup');
    const lines = renderText(report, styleOf(false));
    if (lines.some((line) => line.includes('\u001b')))
      trial.fault('a text has what a terminal obeys');
  }

  /** Runs what was generated: its validators beside ajv, its conversions beside its validators. */
  async #law(planned: Planned, draw: Draw, trial: Trial): Promise<void> {
    const { api } = planned;
    this.#count += 1;
    const folder = join(this.#folder, String(this.#count));
    const emitted = emitPackage(planned, { doNotForward: new Map(), refine: new Map() });
    for (const [path, text] of [...emitted, ['decisions.ts', askingDecisions] as const]) {
      if (!path.endsWith('.ts')) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    Reflect.set(globalThis, Symbol.for('skewline.fuzz.asked'), asking);
    const load = async (name: string): Promise<unknown> =>
      import(pathToFileURL(join(folder, 'generated', `${name}.ts`)).href);
    // What the emitters write has these exports.
    const { epochs } = (await load('conversions')) as { readonly epochs: readonly Epoch[] };
    const { validators } = (await load('validators')) as {
      readonly validators: { readonly [type: string]: readonly ValidatorEpoch[] };
    };
    rmSync(folder, { recursive: true, force: true });
    const reference = new Reference(planned);
    const sides = api.versions.map((version) => sideOf(version, computeShapes(version)));
    for (const [start, epoch] of epochs.entries()) {
      const side = sides[epoch.first];
      const schema = side?.lookUp(epoch.type);
      const check = validatorAt(validators, epoch.type, epoch.first, api);
      if (side === undefined || schema === undefined || check === undefined) {
        trial.fault('a type without a schema or validator', epoch.type);
        continue;
      }
      const values = new Values(side);
      for (let count = 0; count < 4; count += 1) {
        const holder: Json = { value: values.of(schema, draw) ?? null };
        const isSpoiled = draw.percent(40);
        if (isSpoiled) mutateJson(holder, draw);
        const parsed = JSON.parse(JSON.stringify(holder)) as { [name: string]: Json };
        const value = Object.hasOwn(parsed, 'value') ? (parsed['value'] ?? null) : null;
        const direct = reference.of(epoch.type, epoch.first);
        if (!compareVerdicts(value, { epoch: check, direct, type: epoch.type, side }, trial))
          continue;
        for (const to of api.versions.keys()) {
          if (to < epoch.first || to > epoch.last)
            convertBoth(
              { epochs, start, from: epoch.first, to, value, isSpoiled, validators, planned },
              trial,
            );
        }
      }
    }
  }
}

interface Given {
  readonly epochs: readonly Epoch[];
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly value: Json;
  /** It may have members that no version knows, and those are left out. */
  readonly isSpoiled: boolean;
  readonly validators: { readonly [type: string]: readonly ValidatorEpoch[] };
  readonly planned: Planned;
}

function convertBoth(
  { epochs, start, from, to, value, isSpoiled, validators, planned }: Given,
  trial: Trial,
): void {
  const epoch = epochs[start];
  const next = epochs[(to > from ? epoch?.up : epoch?.down)?.to ?? -1];
  if (epoch === undefined || next === undefined) return;
  const said = freeze(structuredClone(value));
  try {
    const there = climb(epochs, start, to, said, {});
    const check = validatorAt(validators, next.type, to, planned.api);
    if (check?.validate(there) === false)
      trial.fault(
        'a conversion gives what its validator refuses',
        `${epoch.type} ${String(from)} → ${String(to)}\n${JSON.stringify(value)}\n${JSON.stringify(there)}\n${JSON.stringify(check.validate.errors)}`,
      );
    if (isSpoiled || lossesBetween({ planned }, epoch.type, from, to)) return;
    const back = climb(epochs, epochs.indexOf(next), from, there, {});
    if (JSON.stringify(sorted(back)) !== JSON.stringify(sorted(value)) && !adds(value, back))
      trial.fault(
        'the way back does not lead back, and no loss is declared',
        `${epoch.type} ${String(from)} → ${String(to)}\n${JSON.stringify(value)}\n${JSON.stringify(there)}\n${JSON.stringify(back)}`,
      );
  } catch (error) {
    if (!(error instanceof Asked)) throw error;
  }
}

/** Whether what came back says all that was said: members that only it has are fine. */
function adds(said: unknown, back: unknown): boolean {
  if (said === back) return true;
  if (Array.isArray(said)) {
    return (
      Array.isArray(back) &&
      said.length === back.length &&
      said.every((item, index) => adds(item, back[index]))
    );
  }
  if (!isObject(said) || !isObject(back)) return false;
  return Object.keys(said).every(
    (name) => Object.hasOwn(back, name) && adds(said[name], back[name]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

function validatorAt(
  validators: { readonly [type: string]: readonly ValidatorEpoch[] },
  type: string,
  version: number,
  api: Api,
): ValidatorEpoch | undefined {
  const position = (text: string): number => api.versions.findIndex(({ id }) => id.text === text);
  return validators[type]?.find(
    ({ from, to }) => position(from) <= version && version <= position(to),
  );
}

function asking(): never {
  throw new Asked('nobody is there to decide');
}

const askingDecisions = `
const asked = globalThis[Symbol.for('skewline.fuzz.asked')];
const table = { get: (_, key) => key === 'up' || key === 'down' ? new Proxy({}, { get: () => asked }) : asked };
export const decisions = new Proxy({}, { get: () => new Proxy({}, table) });
`;

/** Modules whose types say that all is decided. */
function declaredDecisions(
  { steps }: Planned,
  form: DecisionForm,
): readonly (readonly [string, string])[] {
  if (steps.every(({ up, down }) => up.holes.length + down.holes.length === 0)) return [];
  const module = (
    folder: string,
    lines: readonly (readonly [name: string, type: string])[],
  ): string =>
    [
      `import type { ${lines.map(([, type]) => type).join(', ')} } from '${folder}generated/decisions.ts';`,
      ...lines.map(([name, type]) => `export declare const ${name}: ${type};`),
    ].join('\n');
  if (form === 'one') return [['decisions.ts', module('./', [['decisions', 'Decisions']])]];
  return steps.flatMap(({ older, newer, ...plans }) => {
    const asking = (['up', 'down'] as const).filter(
      (direction) => plans[direction].holes.length > 0,
    );
    const lines = asking.map(
      (direction) =>
        [direction, decisionsName(direction, older.id.folder, newer.id.folder)] as const,
    );
    return lines.length === 0
      ? []
      : [[`${newer.id.folder}/decisions.ts`, module('../', lines)] as const];
  });
}

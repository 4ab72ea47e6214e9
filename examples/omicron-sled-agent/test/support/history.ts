import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from '@skewline/runtime';
import { type Planned, planApi } from '../../../../packages/codegen/src/build.ts';
import { readConfig } from '../../../../packages/codegen/src/config.ts';
import type { Version } from '../../../../packages/codegen/src/model/api.ts';
import { readOpenApiFolder } from '../../../../packages/codegen/src/read/index.ts';
import { epochs, versions } from '../../src/generated/conversions.ts';
import { validators } from '../../src/generated/validators.ts';

export const example: string = resolve(import.meta.dirname, '../..');
export const repository: string = resolve(example, '../..');
export const corpus: string = join(
  resolve(repository, process.env['SKEWLINE_SHARED'] ?? '../shared'),
  'corpus',
);

/** The history as the codegen plans it, with what skewline.json says. */
export async function readHistory(): Promise<Planned> {
  const folder = join(corpus, 'sled-agent');
  if (!existsSync(folder)) throw new Error(`there is no ${folder}`);
  const { value: api, problems } = await readOpenApiFolder(folder, { name: 'sled-agent' });
  const { value: config } = readConfig(readFileSync(join(example, 'skewline.json'), 'utf8'));
  if (api === undefined || config === undefined) throw new Error(JSON.stringify(problems));
  const planned = planApi(api, config);
  if (planned.problems.length > 0) throw new Error(JSON.stringify(planned.problems));
  return planned;
}

export function versionAt(planned: Planned, position: number): Version {
  const found = planned.api.versions[position];
  if (found === undefined) throw new Error(`no version at ${String(position)}`);
  return found;
}

export function epochOf(type: string, position: number): number {
  return epochs.findIndex(
    (one) => one.type === type && one.first <= position && position <= one.last,
  );
}

/** The type that a value of an epoch is in another version; undefined where there is none. */
export function typeIn(start: number, position: number): string | undefined {
  let epoch = epochs[start];
  while (epoch !== undefined && (position < epoch.first || position > epoch.last)) {
    const way = position > epoch.last ? epoch.up : epoch.down;
    epoch = way === undefined ? undefined : epochs[way.to];
  }
  return epoch?.type;
}

export type Verdict = 'valid' | 'refined' | { readonly errors: unknown };

/** What the generated validator says; `refined` where only a hand-written rule refuses. */
export function verdictOn(type: string, position: number, value: unknown): Verdict {
  const epoch = validators[type]?.find(
    ({ from, to }) => versions.indexOf(from) <= position && position <= versions.indexOf(to),
  );
  if (epoch === undefined) throw new Error(`no validator of ${type} at ${String(position)}`);
  if (epoch.validate(value)) return 'valid';
  const errors = epoch.validate.errors ?? [];
  return errors.every(({ keyword }) => keyword === 'refine') ? 'refined' : { errors };
}

/** A value, or what can be said of a refusal, in a form that compares. */
export function outcomeOf(result: unknown): unknown {
  if (!(result instanceof Refusal)) return { value: result };
  const { code, status, message } = result;
  return { code, status, message };
}

export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}

/** For a person who reads what a run did. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { Refusal } from '@skewline/runtime';
import { resolve } from 'node:path';
import type { Api } from '../../../codegen/src/model/api.ts';
import type { Json } from '../../../codegen/src/model/json.ts';
import { readTypeScriptApi } from '../../../codegen/src/read/typescript/index.ts';
import { convert } from '../../src/convert.ts';
import { epochs, versions } from '../../src/generated/conversions.ts';
import { validators } from '../../src/generated/validators.ts';

export const packageFolder: string = resolve(import.meta.dirname, '../..');

/** The listed versions as numbers, oldest first. */
export const listed: readonly number[] = versions.map(Number);

/** The API as `src` says it now. */
export async function readApi(): Promise<Api> {
  const options = { name: 'sled-agent', packageFolder };
  const { value, problems } = await readTypeScriptApi(resolve(packageFolder, 'src'), options);
  if (value === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return value;
}

/** What a value of a type is called in another version; undefined where it is not there. */
export function typeIn(type: string, from: number, to: number): string | undefined {
  const [start, end] = [positionOf(from), positionOf(to)];
  let epoch = epochs.find((one) => one.type === type && one.first <= start && start <= one.last);
  while (epoch !== undefined && (end < epoch.first || end > epoch.last)) {
    const way = end > epoch.last ? epoch.up : epoch.down;
    epoch = way === undefined ? undefined : epochs[way.to];
  }
  return epoch?.type;
}

/** What is wrong with a value; undefined where it is valid. */
export function whyInvalid(type: string, version: number, value: unknown): string | undefined {
  const position = positionOf(version);
  const epoch = validators[type]?.find(
    ({ from, to }) => versions.indexOf(from) <= position && position <= versions.indexOf(to),
  );
  if (epoch === undefined) return `version ${String(version)} has no type ${type}`;
  return epoch.validate(value) ? undefined : JSON.stringify(epoch.validate.errors);
}

/** The same as `convert`, one listed version at a time, with nothing shared between the steps. */
export function convertStepwise(type: string, from: number, to: number, value: unknown): unknown {
  const step = from < to ? 1 : -1;
  let [current, name] = [value, type];
  for (let at = positionOf(from); at !== positionOf(to); at += step) {
    const [here, there] = [numberAt(at), numberAt(at + step)];
    const next = typeIn(name, here, there);
    current = convert(name, { from: here, to: there }, structuredClone(current));
    if (current instanceof Refusal || next === undefined) return current;
    name = next;
  }
  return current;
}

/** A value, or what is said of a refusal, in a form that compares. */
export function outcomeOf(result: unknown): unknown {
  if (!(result instanceof Refusal)) return { value: result };
  const { code, status, message } = result;
  return { code, status, message };
}

/** Absent is null, and no transit subnets are an empty list: what is left is what a document says. */
export function meaningOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(meaningOf);
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(
    ([name, member]) =>
      member !== null && !(name === 'transit_ips' && Array.isArray(member) && member.length === 0),
  );
  return Object.fromEntries(said.map(([name, member]) => [name, meaningOf(member)]));
}

export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

/** The position of a number of this sparse API. */
export function positionOf(version: number): number {
  const position = listed.findLastIndex((one) => one <= version);
  if (position === -1) throw new Error(`no version ${String(version)}`);
  return position;
}

function numberAt(position: number): number {
  const number = listed[position];
  if (number === undefined) throw new Error(`no version at ${String(position)}`);
  return number;
}

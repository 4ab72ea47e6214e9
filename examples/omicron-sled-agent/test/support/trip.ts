import { Refusal } from '@skewline/runtime';
import type { Planned } from '../../../../packages/codegen/src/build.ts';
import type { Json } from '../../../../packages/codegen/src/model/json.ts';
import { climb, epochs } from '../../src/generated/conversions.ts';
import { sameMeaning } from './equal.ts';
import { deepFreeze, epochOf, outcomeOf, typeIn, verdictOn, versionAt } from './history.ts';
import { lossyPlaces } from './losses.ts';
import { type Asked, isDeclared, recorded } from './recorder.ts';

/** A type from one version to another. */
export interface Pair {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** What came of a trip there and back, for the counts; a text is what is wrong. */
export type Finding =
  | 'refused there'
  | 'refused by a refinement'
  | 'refused on the way back'
  | 'not the same type again'
  | 'equal'
  | 'equal but for declared loss';

/** What decisions of this history look at beside the value. */
const context = {
  pathParameters: {
    dataset_id: '7b4b3f1a-0c5f-4f0e-9a63-0f5d2f6f8f11',
    zpool_id: '0f5d2f6f-8f11-4f0e-9a63-7b4b3f1a0c5f',
  },
};

function convert(type: string, from: number, to: number, value: unknown): unknown {
  return climb(epochs, epochOf(type, from), to, value, context);
}

/** The same one version at a time, with nothing shared between the steps. */
function convertStepwise({ type, from, to }: Pair, value: unknown): unknown {
  let [current, name] = [value, type];
  const step = from < to ? 1 : -1;
  for (let at = from; at !== to; at += step) {
    const next = typeIn(epochOf(name, at), at + step);
    current = convert(name, at, at + step, structuredClone(current));
    if (current instanceof Refusal || next === undefined) return current;
    name = next;
  }
  return current;
}

/** What is wrong with a refusal that nobody declared. */
function undeclared(refusal: Refusal): string | undefined {
  if (refusal.message === '') return 'a refusal without a message';
  if (isDeclared(refusal) || refusal.code === 'type_absent') return undefined;
  return `a refusal that no decision gave: ${refusal.message}`;
}

/** Goes there and back with a value that is valid in the first version. */
export function checkTrip(planned: Planned, pair: Pair, value: Json): Finding | Error {
  const { type, from, to } = pair;
  const before = JSON.stringify(value);
  deepFreeze(value);
  const there = recorded(() => convert(type, from, to, value));
  if (JSON.stringify(value) !== before) return new Error('the input was changed');
  const stepwise = JSON.stringify(outcomeOf(convertStepwise(pair, value)));
  const fused = JSON.stringify(outcomeOf(there.result));
  if (stepwise !== fused) return new Error(`stepwise gives ${stepwise}, at once ${fused}`);
  if (there.result instanceof Refusal) {
    const wrong = undeclared(there.result);
    return wrong === undefined ? 'refused there' : new Error(wrong);
  }
  const target = typeIn(epochOf(type, from), to);
  if (target === undefined) return new Error('a value of a type that is not there');
  const verdict = verdictOn(target, to, there.result);
  // A rule that a hand-written refinement states is as declared as one of a decision.
  if (verdict === 'refined') return 'refused by a refinement';
  if (verdict !== 'valid') {
    return new Error(`no valid ${target}: ${JSON.stringify(verdict.errors)}, but ${fused}`);
  }
  return checkReturn(planned, pair, value, { ...there, target });
}

function checkReturn(
  planned: Planned,
  { type, from, to }: Pair,
  value: Json,
  there: { readonly result: unknown; readonly asked: readonly Asked[]; readonly target: string },
): Finding | Error {
  if (typeIn(epochOf(there.target, to), from) !== type) return 'not the same type again';
  deepFreeze(there.result);
  const back = recorded(() => convert(there.target, to, from, there.result));
  if (back.result instanceof Refusal) {
    const wrong = undeclared(back.result);
    return wrong === undefined ? 'refused on the way back' : new Error(`back: ${wrong}`);
  }
  const verdict = verdictOn(type, from, back.result);
  if (verdict !== 'valid' && verdict !== 'refined') {
    return new Error(`no valid ${type} on the way back: ${JSON.stringify(verdict.errors)}`);
  }
  const version = versionAt(planned, from);
  const named = version.schemas.get(type);
  if (named === undefined) return new Error(`no ${type}`);
  // A valid value of a schema is JSON.
  const returned = back.result as Json;
  const equal = (lossy: ReadonlySet<string>): boolean =>
    sameMeaning(value, returned, named.schema, { path: type, version, lossy });
  if (equal(new Set())) return 'equal';
  const lossy = lossyPlaces(planned, from, to, lossOf([...there.asked, ...back.asked]));
  if (equal(lossy)) return 'equal but for declared loss';
  const asked = [...there.asked, ...back.asked].map(({ id }) => id).join('; ');
  return new Error(
    `there ${JSON.stringify(there.result)}, and back ${JSON.stringify(returned)}; asked: ${asked}`,
  );
}

function lossOf(asked: readonly Asked[]): ReadonlySet<string> {
  return new Set(asked.filter(({ loss }) => loss !== undefined).map(({ id }) => id));
}

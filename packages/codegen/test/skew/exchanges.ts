import {
  type LossReport,
  type OperationConversions,
  type OperationResponse,
  Refusal,
} from '@skewline/runtime';
import { differences, Excuses } from '@skewline/runtime/exchange';
import type { Json } from '../../src/model/json.ts';
import type { Hop } from '../../src/skew/hop.ts';

/** What has become of one value between two versions. */
export interface Outcome {
  readonly refused: boolean;
  readonly lost: boolean;
}

export type Shims = (hop: Hop) => OperationConversions;

const refused: Outcome = { refused: true, lost: false };

/** A request from its client to its server: as clients send it down, and as servers take it up. */
export function request(value: Json, hops: readonly Hop[], shims: Shims): Outcome {
  let [now, lost] = [withoutEmptyGroups(value), false];
  for (const hop of hops) {
    const { source, target, direction } = hop;
    const shim = shims(hop)[source.id]?.[direction === 'up' ? 'upRequest' : 'downRequest'];
    if (shim === undefined) continue;
    const [way, wayBack]: [LossReport[], LossReport[]] = [[], []];
    // The shims of a step take what the one before gives.
    const given = shim(now as never, { lost: (report) => way.push(report) }) as unknown;
    if (given instanceof Refusal) return refused;
    if (direction === 'down') {
      const context = { lost: (report: LossReport): void => void wayBack.push(report) };
      const back = shims(hop)[target.id]?.upRequest?.(given as never, context) ?? given;
      if (back instanceof Refusal) return refused;
      const excuses = new Excuses(way, wayBack);
      if (differences(now, back, excuses).length > 0) return refused;
      if (excuses.used.size > 0) lost = true;
    } else if (way.length > 0) {
      lost = true;
    }
    now = given;
  }
  return { refused: false, lost: lost || !holds(now, value) };
}

/** As clients do: a group of parameters in which nothing is said says nothing. */
function withoutEmptyGroups(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isSaid = ([name, group]: [string, unknown]): boolean =>
    name === 'body' || typeof group !== 'object' || group === null || Object.keys(group).length > 0;
  return Object.fromEntries(Object.entries(value).filter(isSaid));
}

/** An answer from its server to its client. */
export function response(status: number, value: Json, hops: readonly Hop[], shims: Shims): Outcome {
  let now: OperationResponse = { status, body: value };
  let lost = false;
  const context = { lost: (): void => void (lost = true) };
  for (const hop of hops) {
    const shim =
      shims(hop)[hop.source.id]?.[hop.direction === 'up' ? 'upResponse' : 'downResponse'];
    const given = shim?.(now, context) ?? now;
    if (given instanceof Refusal) return refused;
    now = given;
  }
  return { refused: false, lost: lost || !holds(now.body, value) };
}

/** Each free text of what was said is still somewhere. */
function holds(now: unknown, said: Json): boolean {
  const text = JSON.stringify(now) ?? '';
  const free = JSON.stringify(said).match(/"text \d+ \d+ \d+"/g) ?? [];
  return free.every((one) => text.includes(one));
}

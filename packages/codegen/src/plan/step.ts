import { byName, type Matching, type Pairing, pairVersions } from '../diff/pairing.ts';
import type { Side } from '../diff/side.ts';
import type { Api, Operation } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { type Derivation, type Place, same } from './derivation.ts';
import { derive } from './derive.ts';
import type { EpochsWithShapes } from './epochs.ts';
import { type OperationConversion, planOperation } from './operation.ts';
import type { Direction, Hole, NamedConversion } from './plan.ts';
import { sourceType, targetType } from './type-text.ts';

/** One version to the next, both ways. */
export interface StepPlan extends Pairing {
  /** Position of the older version; the newer is the next. */
  readonly index: number;
  readonly up: DirectionPlan;
  readonly down: DirectionPlan;
}

export interface DirectionPlan {
  readonly direction: Direction;
  /** Those that change something, in the order of their names. */
  readonly conversions: readonly NamedConversion[];
  /** Of types and of operations. */
  readonly holes: readonly Hole[];
  /** Operations whose requests or responses change. */
  readonly operations: readonly OperationConversion[];
  /** Of any two types, whatever their names; its plan may be `same`. */
  conversion(source: string, target: string): NamedConversion;
  readonly source: Side;
  readonly target: Side;
}

/** A place that skewline.json wants to be asked about although it can be derived. */
export interface Ask {
  /** The newer version of the step. */
  readonly step: string;
  readonly direction: Direction;
  /** The type in the version that a value comes from. */
  readonly type: string;
  /** A property of the result; absent: a decision sees the whole derived result. */
  readonly field?: string;
}

export interface StepOptions {
  readonly identifiers: ReadonlyMap<string, string>;
  readonly asks: readonly Ask[];
  /** Where the two ends are representations: what a person says that belongs together. */
  readonly matching?: Matching;
  /** Both, unless only one is wanted: then the other has no conversions, and asks nothing. */
  readonly directions?: readonly Direction[];
}

export function planSteps(api: Api, epochs: EpochsWithShapes, options: StepOptions): StepPlan[] {
  const steps: StepPlan[] = [];
  for (let index = 0; index + 1 < api.versions.length; index += 1) {
    const [older, newer] = [api.versions[index], api.versions[index + 1]];
    const [before, after] = [epochs.shapes[index], epochs.shapes[index + 1]];
    if (older === undefined || newer === undefined) continue;
    if (before === undefined || after === undefined) continue;
    const shapes = { older: before, newer: after };
    const pairing = pairVersions(older, newer, shapes, options.matching);
    steps.push(planStep(index, pairing, options));
  }
  return steps;
}

function planStep(index: number, pairing: Pairing, options: StepOptions): StepPlan {
  const { olderSide, newerSide, successors, predecessors, operations, newer } = pairing;
  const { identifiers, matching = byName, directions = ['up', 'down'] } = options;
  const asks = (direction: Direction): readonly Ask[] =>
    options.asks.filter((one) => one.step === newer.id.text && one.direction === direction);
  return {
    ...pairing,
    index,
    up: planDirection({
      direction: 'up',
      source: olderSide,
      target: newerSide,
      types: directions.includes('up') ? successors : new Map(),
      wanted: directions.includes('up') ? [...matching.pairs] : [],
      operations: directions.includes('up') ? operations : [],
      identifiers,
      common: matching.common,
      asks: asks('up'),
    }),
    down: planDirection({
      direction: 'down',
      source: newerSide,
      target: olderSide,
      types: directions.includes('down') ? predecessors : new Map(),
      wanted: directions.includes('down') ? [...matching.pairs].map(([a, b]) => [b, a]) : [],
      operations: directions.includes('down')
        ? operations.map(([before, after]) => [after, before])
        : [],
      identifiers,
      common: matching.common,
      asks: asks('down'),
    }),
  };
}

interface Task {
  readonly direction: Direction;
  readonly source: Side;
  readonly target: Side;
  /** What became what, in this direction. */
  readonly types: ReadonlyMap<string, string>;
  /** Those that get a conversion even where nothing changes: a person has named them. */
  readonly wanted: readonly (readonly [string, string])[];
  readonly operations: readonly (readonly [Operation, Operation])[];
  readonly identifiers: ReadonlyMap<string, string>;
  readonly common: Matching['common'];
  readonly asks: readonly Ask[];
}

function planDirection(task: Task): DirectionPlan {
  const { direction, source, target, types, identifiers, common, asks } = task;
  const conversions = new Map<string, NamedConversion>();
  const calls = new Map<NamedConversion, Set<NamedConversion>>();
  const paired = (from: string, into: string): boolean => types.get(from) === into;
  const text = (name: string): string => identifiers.get(name) ?? name;

  const conversion = (from: string, into: string, caller?: NamedConversion): NamedConversion => {
    const key = JSON.stringify([from, into]);
    let found = conversions.get(key);
    if (found === undefined) {
      found = {
        source: from,
        target: into,
        direction,
        plan: same,
        holes: [],
        losses: [],
        fallible: false,
      };
      conversions.set(key, found);
      calls.set(found, new Set());
      settle(found);
    }
    if (caller !== undefined) calls.get(caller)?.add(found);
    return found;
  };

  const settle = (one: NamedConversion): void => {
    const from = source.lookUp(one.source);
    const into = target.lookUp(one.target);
    if (from === undefined || into === undefined) return;
    const reference = source.shape({ kind: 'reference', name: one.source });
    const changed = reference !== target.shape({ kind: 'reference', name: one.target });
    if (changed) {
      // Until it is settled, a type that contains itself must not look unchanged.
      one.plan = { kind: 'call', conversion: one };
      const derivation: Derivation = {
        source,
        target,
        owner: one.source,
        holes: [],
        losses: [],
        open: [],
        conversion: (a, b) => conversion(a, b, one),
        paired,
        common,
        asked: (name) => asks.some(({ type, field }) => type === one.source && field === name),
        derive,
      };
      // A type that has become two gets both conversions, and both may ask.
      const usual = types.get(one.source) === one.target;
      const place = {
        path: usual ? one.source : `${one.source} as ${one.target}`,
        source: sourceType(text(one.source)),
        target: targetType(text(one.target)),
      };
      one.plan = derive(from, into, place, derivation);
      one.losses = derivation.losses;
      const whole = asks.some(({ type, field }) => type === one.source && field === undefined);
      if (whole && one.plan.kind !== 'same') {
        one.review = reviewOf(one, from, into, place);
        derivation.holes.push(one.review);
      }
      one.holes = derivation.holes;
    }
  };

  for (const [from, into] of types) conversion(from, into);
  const wanted = new Set(task.wanted.map(([from, into]) => conversion(from, into)));
  const operations = task.operations
    .map(([from, into]) => planOperation(from, into, { source, target, conversion, paired }))
    .filter(({ request, responses }) => request.plan.kind !== 'same' || responses.length > 0);
  spreadFallible(calls);
  const changed = [...conversions.values()]
    .filter((one) => one.plan.kind !== 'same' || wanted.has(one))
    .sort((a, b) => (a.source + a.target < b.source + b.target ? -1 : 1));
  return {
    direction,
    conversions: changed,
    holes: [
      ...changed.flatMap(({ holes }) => holes),
      ...operations.flatMap(({ request, responses }) => [
        ...request.holes,
        ...responses.flatMap(({ holes }) => holes),
      ]),
    ],
    operations,
    conversion,
    source,
    target,
  };
}

function reviewOf(one: NamedConversion, source: Schema, target: Schema, place: Place): Hole {
  return {
    key: place.path,
    reason: 'asked',
    type: one.source,
    fields: [],
    lost: [],
    parameter: place.source,
    result: place.target,
    source,
    target,
  };
}

/** A conversion can refuse if it, or one that it calls, asks a decision. */
function spreadFallible(calls: ReadonlyMap<NamedConversion, ReadonlySet<NamedConversion>>): void {
  for (const one of calls.keys()) one.fallible = one.holes.length > 0;
  for (let again = true; again;) {
    again = false;
    for (const [one, called] of calls) {
      if (one.fallible || ![...called].some(({ fallible }) => fallible)) continue;
      one.fallible = true;
      again = true;
    }
  }
}

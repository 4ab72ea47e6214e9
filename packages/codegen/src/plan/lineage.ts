/**
 * An operation through all versions: which one of a version became which one of the next, as the
 * steps pair them. Generated servers and clients are tables of these.
 *
 *     const lineages = lineagesOf(planned, config.doNotForward);
 *     const current = lineages.filter(({ isCurrent }) => isCurrent);    // what a client can call
 *     current[0].forms    // the shape on the wire, by range of versions: `formText` writes one
 *     current[0].steps    // the functions of vN/operations.ts that convert: `stepText` writes one
 */
import type { OperationForm } from '@skewline/runtime/exchange';
import type { Api, Operation, Version } from '../model/api.ts';
import { type Reasons, whyNotForwarded } from './not-forwarded.ts';
import { operationForm } from './operation-form.ts';
import { operationWords, shimFunction } from './operation-words.ts';
import type { Direction } from './plan.ts';
import { rangesOf } from './ranges.ts';
import type { DirectionPlan, StepPlan } from './step.ts';

export interface Lineage {
  /** The id in the newest version that has it. */
  readonly id: string;
  /** The id, or `id@version` where the API's newest version does not have it any more. */
  readonly key: string;
  /** Whether the API's newest version has it. */
  readonly isCurrent: boolean;
  /** Positions in the API's list of versions, both included; every version between has it too. */
  readonly first: number;
  readonly last: number;
  /** As each of these versions has it: the one of `first` stands first. */
  readonly operations: readonly Operation[];
  /** Ranges in which id, method, path, parameters and media types stay the same; oldest first. */
  readonly forms: readonly OperationForm[];
  /** Steps in which a request or a response has to be converted; oldest first. */
  readonly steps: readonly LineageStep[];
  /** Ranges whose requests must not reach the newest version's handler; oldest first. */
  readonly notForwarded: readonly {
    readonly first: number;
    readonly last: number;
    readonly reason: string;
  }[];
}

export interface LineageStep {
  /** Position of the newer of the two versions. */
  readonly newer: number;
  /** `v49`: the functions are exported by `generated/v49/operations.ts`. */
  readonly folder: string;
  /** What there is to convert; a part that is absent passes as it is. */
  readonly functions: StepFunctions;
}

/** Names of functions: `upRequest_vmm_register`. */
export interface StepFunctions {
  readonly upRequest?: string;
  readonly downRequest?: string;
  readonly upResponse?: string;
  readonly downResponse?: string;
}

/** By id in the newest version that has them, the current ones first. */
export function lineagesOf(
  { api, steps }: { readonly api: Api; readonly steps: readonly StepPlan[] },
  doNotForward: Reasons = new Map(),
): readonly Lineage[] {
  const words = operationWords(api.versions);
  const conversions = steps.map((step) => ({
    up: bySource(step.up),
    down: bySource(step.down),
  }));
  const functionsOf = (step: number, older: Operation, newer: Operation): StepFunctions => {
    const found: Record<string, string> = {};
    const add = (direction: Direction, source: Operation): void => {
      const conversion = conversions[step]?.[direction].get(source.id);
      if (conversion === undefined) return;
      const name = (part: 'Request' | 'Response'): string =>
        shimFunction(direction, part, source.id, words);
      if (conversion.request.plan.kind !== 'same') found[`${direction}Request`] = name('Request');
      if (conversion.responses.length > 0) found[`${direction}Response`] = name('Response');
    };
    add('up', older);
    add('down', newer);
    return found;
  };

  const lineage = ({ first, operations }: Chain): Lineage => {
    const last = first + operations.length - 1;
    const version = (position: number): Version => at(api.versions, position);
    const operation = (position: number): Operation => at(operations, position - first);
    const { id } = operation(last);
    const isCurrent = last === api.versions.length - 1;
    const found: LineageStep[] = [];
    for (let newer = first + 1; newer <= last; newer += 1) {
      const functions = functionsOf(newer - 1, operation(newer - 1), operation(newer));
      if (Object.keys(functions).length === 0) continue;
      found.push({ newer, folder: version(newer).id.folder, functions });
    }
    const forms = rangesOf(first, last, (position) =>
      operationForm(operation(position), version(position)),
    );
    // The first step on its way that must not be taken.
    const reason = (position: number): string | undefined => {
      for (let older = position; older < last; older += 1) {
        const why = whyNotForwarded(at(steps, older), operation(older).id, doNotForward);
        if (why !== undefined) return why;
      }
      return undefined;
    };
    return {
      id,
      key: isCurrent ? id : `${id}@${version(last).id.text}`,
      isCurrent,
      first,
      last,
      operations,
      forms: forms.map((range) => ({ first: range.first, last: range.last, ...range.value })),
      steps: found,
      notForwarded: rangesOf(first, last, reason).flatMap(({ value, ...range }) =>
        value === undefined ? [] : [{ ...range, reason: value }],
      ),
    };
  };
  return chainsOf(api, steps).map(lineage).sort(byKey);
}

/** An operation of each version from `first` on. */
interface Chain {
  readonly first: number;
  readonly operations: readonly Operation[];
}

function chainsOf({ versions }: Api, steps: readonly StepPlan[]): readonly Chain[] {
  const chains: Chain[] = [];
  let open = new Map<string, Operation[]>();
  for (const [position, { operations }] of versions.entries()) {
    const pairs = position === 0 ? [] : at(steps, position - 1).operations;
    const before = new Map(pairs.map(([older, newer]) => [newer.id, older.id]));
    const next = new Map<string, Operation[]>();
    for (const operation of operations.values()) {
      const chain = open.get(before.get(operation.id) ?? '') ?? [];
      if (chain.length === 0) chains.push({ first: position, operations: chain });
      chain.push(operation);
      next.set(operation.id, chain);
    }
    open = next;
  }
  return chains;
}

function bySource({
  operations,
}: DirectionPlan): ReadonlyMap<string, DirectionPlan['operations'][number]> {
  return new Map(operations.map((one) => [one.source, one]));
}

function byKey(a: Lineage, b: Lineage): number {
  if (a.isCurrent !== b.isCurrent) return a.isCurrent ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function at<T>(list: readonly T[], position: number): T {
  const found = list[position];
  if (found === undefined) throw new Error(`Nothing at position ${String(position)}`);
  return found;
}

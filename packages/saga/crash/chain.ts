import { randomUUID } from 'node:crypto';
import type { EngineName } from '../src/engine/port.ts';
import type { DatabaseName, Places, Taken } from './places.ts';
import type { Child, Ended, Start } from './process.ts';
import type { Answer, ChainRequest, Direction, Found, Left, Target } from './protocol.ts';
import { difference } from './snapshot.ts';

/** One saga on one engine, killed at every boundary of one direction. */
export interface ChainPlan {
  readonly scenario: string;
  readonly engine: EngineName;
  readonly database: DatabaseName;
  readonly direction: Direction;
  /** Kill at so many boundaries, evenly spread; null: at all. */
  readonly sample: number | null;
}

export interface ChainResult {
  readonly plan: ChainPlan;
  readonly boundaries: number;
  /** Processes that died by SIGKILL, each at another boundary. */
  readonly kills: number;
  /** Recoveries after which something was left that should not be there. */
  readonly leaks: number;
  readonly faults: readonly Fault[];
  readonly seconds: number;
}

export interface Fault {
  readonly where: string;
  readonly lines: readonly string[];
}

interface Link {
  readonly answers: readonly Answer[];
  readonly ended: Ended;
  readonly run: string | null;
}

const leaseMs = 400;

/**
 * A chain of processes on one database. The first runs the saga to its end; this is how it should always end, and tells
 * the boundaries. Each further one finishes what the one before it left, and dies in a saga of its own.
 */
export async function runChain(
  plan: ChainPlan,
  places: Places,
  start: Start,
): Promise<ChainResult> {
  const began = performance.now();
  const faults: Fault[] = [];
  let taken: Taken = await places.take(plan.database);
  const link = async (left: Left | null, killAt: Target | null): Promise<Link> => {
    const { engine, scenario, direction } = plan;
    // The last one only finishes what was left.
    const run = left === null || killAt !== null ? randomUUID() : null;
    const opening = { kind: 'chain', engine, place: taken.place, leaseMs } as const;
    const request: ChainRequest = { ...opening, scenario, direction, left, run, killAt };
    const child: Child = start(request);
    const ended = await child.ended();
    return { answers: child.answers, ended, run };
  };
  const result = (boundaries: number, kills: number, leaks: number): ChainResult => {
    const seconds = (performance.now() - began) / 1000;
    return { plan, boundaries, kills, leaks, faults, seconds };
  };
  try {
    const clean = await link(null, null);
    const wanted = restedIn(clean, 'own');
    const boundaries = clean.answers.flatMap((one) =>
      one.kind === 'boundary' ? [one.target] : [],
    );
    if (wanted === undefined || clean.ended.code !== 0 || boundaries.length === 0) {
      faults.push({ where: 'the run without a kill', lines: describeEnd(clean) });
      return result(boundaries.length, 0, 0);
    }
    const unclean = soundness(plan, wanted);
    if (unclean.length > 0) faults.push({ where: 'the run without a kill', lines: unclean });

    // Only before the first write there is nothing yet.
    const mayBeLost = (target: Target): boolean =>
      plan.direction === 'forward' && target === boundaries[0];
    let kills = 0;
    let leaks = 0;
    let left: (Left & { readonly target: Target }) | null = null;
    for (const target of [...sampled(boundaries, plan.sample), null]) {
      let here: Link = await link(left, target);
      if (left !== null) {
        const found = restedIn(here, 'left');
        const lines =
          found === undefined ? describeEnd(here) : compare(wanted, found, mayBeLost(left.target));
        if (lines.length > 0)
          faults.push({ where: `after the kill ${describe(left.target)}`, lines });
        if (found !== undefined && found.leftovers.length > 0) leaks += 1;
        if (found === undefined) {
          // What is not at rest would be in the way of all that follow.
          await taken.remove();
          taken = await places.take(plan.database);
          here = await link(null, target);
        }
      }
      left = null;
      if (target === null) break;
      const prepared = here.answers.find((one) => one.kind === 'prepared');
      const isKilled =
        here.ended.signal === 'SIGKILL' && here.answers.some(({ kind }) => kind === 'dying');
      if (isKilled && prepared !== undefined && here.run !== null) {
        kills += 1;
        left = { sagaId: here.run, params: prepared.params, target };
      } else {
        faults.push({ where: `no kill ${describe(target)}`, lines: describeEnd(here) });
      }
    }
    return result(boundaries.length, kills, leaks);
  } finally {
    await taken.remove();
  }
}

function sampled(targets: readonly Target[], sample: number | null): readonly Target[] {
  if (sample === null || sample >= targets.length) return targets;
  return Array.from({ length: sample }, (_, index) =>
    Math.floor(((index + 0.5) * targets.length) / sample),
  ).flatMap((at) => targets[at] ?? []);
}

/** What a run without a kill must be, or there is nothing to compare with. */
function soundness(
  { direction }: ChainPlan,
  { rest, troubled, leftovers }: Found,
): readonly string[] {
  const wanted = direction === 'forward' ? 'done' : 'unwound after injected';
  return [
    ...(rest.startsWith(wanted) ? [] : [`it is ${rest}, and not ${wanted}`]),
    ...troubled,
    ...leftovers.map((line) => `left over: ${line}`),
  ];
}

function compare(wanted: Found, found: Found, mayBeLost: boolean): readonly string[] {
  return [
    ...(found.rest === wanted.rest ? [] : [`it is ${found.rest}, and not ${wanted.rest}`]),
    ...(found.begunAgain && !mayBeLost ? ['it was stored, and is gone'] : []),
    ...found.troubled,
    ...found.leftovers.map((line) => `left over: ${line}`),
    ...difference(wanted.state, found.state),
  ];
}

function restedIn({ answers }: Link, whose: 'left' | 'own'): Found | undefined {
  const rested = answers.find((one) => one.kind === 'rested' && one.whose === whose);
  return rested?.kind === 'rested' ? rested.found : undefined;
}

function describe({ saga, when, event }: Target): string {
  return `${when} ${event}${saga < 2 ? '' : ` of saga ${String(saga)}`}`;
}

function describeEnd({ answers, ended: { code, signal, printed } }: Link): readonly string[] {
  const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
  const warnings = answers.flatMap((one) =>
    one.kind === 'warning' ? [`warning ${one.code}: ${one.message}`] : [],
  );
  return [`the process ended by ${how}`, ...warnings.slice(-5), ...printed.split('\n')];
}

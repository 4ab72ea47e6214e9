import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DatabaseProblem, openDatabase, type Tables } from '@skewline/db-model';
import { paces, type Rack, startRack } from '../src/index.ts';
import { Draw } from './draw.ts';
import { type FaultKind, faultText, targetOf, type TimedFault } from './faults/fault.ts';
import { inject, liftAll, type Scene } from './faults/inject.ts';
import type { Violation } from './invariants/invariant.ts';
import { type Account, openAccount } from './load/accounts.ts';
import { Lane } from './load/lane.ts';
import { Tally } from './load/tally.ts';
import { firstVersions, planRounds, type Round } from './plan.ts';
import { startPostgres } from '../../../packages/db-model/test/support/postgres-server.ts';
import { EndWatch } from './watch/ends.ts';
import { sledWatch } from './snapshot/sleds.ts';
import { watch } from './watch/watcher.ts';
import { type QuietPoint, quietPoint } from './quiet.ts';

export interface RunOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly sleds: number;
  readonly nexus: number;
  readonly loadMs: number;
  /** Keeps the folder with the logs also where nothing was wrong. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

export interface RunResult {
  readonly injected: ReadonlyMap<FaultKind, number>;
  readonly tally: Tally;
  readonly quietPoints: number;
  readonly violations: readonly Violation[];
  /** Null: it was removed. */
  readonly folder: string | null;
}

const users = ['ada', 'ben', 'cleo'] as const;
/** Two at a time want something of the same instances. */
const lanesOfEach = 2;
const readyTimeoutMs = 180_000;
const lookTimeoutMs = 1500;
const busyPollMs = 50;

export async function run(options: RunOptions): Promise<RunResult> {
  const { seed, sleds, nexus, say } = options;
  const folder = await mkdtemp(join(tmpdir(), 'skewline-chaos-'));
  const server = await startPostgres();
  const ends = new EndWatch();
  let rack: Rack | null = null;
  let database: Database<Tables> | null = null;
  let result: RunResult | null = null;
  try {
    rack = await startRack({
      folder,
      database: { url: server.url },
      nexus,
      sleds: firstVersions(seed, sleds),
      pace: paceOf(seed),
      hardware: hardware(),
      externalAddresses: { first: '203.0.113.1', last: '203.0.113.254' },
      readyTimeoutMs,
      onProcess: (event) => ends.hear(event),
    });
    const opened = await openDatabase<Tables>({ url: server.url });
    if (opened instanceof DatabaseProblem) throw new Error(opened.message);
    database = opened;
    say(`rack in ${folder}: ${String(nexus)} nexus, ${String(sleds)} sleds; seed ${String(seed)}`);
    result = await play(options, { rack, database: server, failed: [] }, database, ends);
  } finally {
    await database?.close();
    await rack?.kill();
    await server.remove();
  }
  const isKept = options.keep || result.violations.length > 0;
  if (!isKept) await rack.destroy();
  return { ...result, folder: isKept ? folder : null };
}

async function play(
  { seed, minutes, sleds, nexus, loadMs, say }: RunOptions,
  scene: Scene,
  database: Database<Tables>,
  ends: EndWatch,
): Promise<RunResult> {
  const { rack } = scene;
  const tally = new Tally();
  const injected = new Map<FaultKind, number>();
  const violations: Violation[] = [];
  const began = Date.now();
  const onViolation = (violation: Violation): void => {
    // What is still wrong at the next quiet point is the same.
    if (violations.some((one) => textOf(one) === textOf(violation))) return;
    violations.push(violation);
    say(`VIOLATION ${new Date().toISOString()} ${textOf(violation)}`);
  };
  const accounts: Account[] = [];
  for (const user of users) accounts.push(await openAccount(rack, user));
  const lanes = accounts.flatMap((account) =>
    Array.from({ length: lanesOfEach }, (_, index) => {
      const stream = new Draw(seed, `${account.user}-${String(index)}`);
      return new Lane(account, stream, sleds, index % nexus);
    }),
  );
  const seeSleds = sledWatch(rack.sleds, lookTimeoutMs);
  const over = new AbortController();
  const watching = watch({ database, seeSleds, onViolation }, over.signal);
  let quietPoints = 0;
  try {
    for (const round of planRounds({ seed, nexus, sleds, loadMs })) {
      await disturb(round, lanes, scene, { tally, injected, onViolation, ends, say });
      await liftAll(scene, round.off);
      for (const one of ends.take()) onViolation(one);
      const told = { accepted: tally.accepted, created: tally.created, failed: scene.failed };
      const point = await quietPoint({ rack, database, seeSleds, off: round.off, told });
      quietPoints += 1;
      for (const one of point.violations) onViolation(one);
      if (point.violations.length > 0) await writeEvidence(rack.folder, round, point);
      say(roundLine(round, point, tally, injected, began));
      // What did not come to rest would disturb all that follows.
      if (point.violations.some(({ invariant }) => invariant === 'comes_to_rest')) break;
      if (Date.now() - began >= minutes * 60_000) break;
    }
  } finally {
    over.abort();
    await watching;
  }
  return { injected, tally, quietPoints, violations, folder: null };
}

/** Load and faults of a round; resolves when the last of them is over. */
async function disturb(
  round: Round,
  lanes: readonly Lane[],
  scene: Scene,
  {
    tally,
    injected,
    onViolation,
    ends,
    say,
  }: Pick<RunResult, 'tally'> & {
    readonly injected: Map<FaultKind, number>;
    readonly onViolation: (violation: Violation) => void;
    readonly ends: EndWatch;
    readonly say: RunOptions['say'];
  },
): Promise<void> {
  const load = new AbortController();
  const working = lanes.map((lane) => lane.run(load.signal, tally, onViolation));
  // The plan leaves room between them; on a busy machine what comes up again may take longer than that.
  const busy = new Set<string>();
  const faults = round.faults.map(async ({ atMs, fault }: TimedFault) => {
    await sleep(atMs);
    const target = targetOf(fault);
    while (target !== null && busy.has(target)) await sleep(busyPollMs);
    if (target !== null) busy.add(target);
    say(`  ${new Date().toISOString()} ${faultText(fault)}`);
    if (fault.kind === 'database_stop') ends.expectTrouble();
    const isInjected = await inject(fault, scene);
    if (target !== null) busy.delete(target);
    if (isInjected) injected.set(fault.kind, (injected.get(fault.kind) ?? 0) + 1);
  });
  const settled = Promise.allSettled([...working, ...faults]);
  await sleep(round.loadMs);
  load.abort();
  const ended = await settled;
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

function textOf({ invariant, evidence }: Violation): string {
  return `${invariant}: ${evidence}`;
}

/** All that was seen, beside the logs: the database is gone afterwards. */
async function writeEvidence(
  folder: string,
  { index }: Round,
  { snapshot }: QuietPoint,
): Promise<void> {
  const { records, sleds, restarts } = snapshot;
  const seen = { records, sleds, restarts: Object.fromEntries(restarts) };
  const file = join(folder, 'logs', `quiet-point-${String(index + 1)}.json`);
  await writeFile(file, JSON.stringify(seen, null, 1));
}

function roundLine(
  { index, off, expunged }: Round,
  { restMs, violations, instances, running }: QuietPoint,
  tally: Tally,
  injected: ReadonlyMap<FaultKind, number>,
  began: number,
): string {
  const faults = [...injected.values()].reduce((sum, count) => sum + count, 0);
  const seconds = Math.round((Date.now() - began) / 1000);
  return [
    `${String(seconds)} s: quiet point ${String(index + 1)}`,
    `at rest after ${(restMs / 1000).toFixed(1)} s`,
    `${String(instances)} instances, ${String(running)} run`,
    `${String(off.length)} sleds off, ${String(expunged.length)} expunged`,
    `${String(tally.requests)} requests, ${String(faults)} faults so far`,
    `${String(violations.length)} violations`,
  ].join('; ');
}

/** Quick, and on sleds sometimes slow: the longer something takes the more often a fault is in the middle of it. */
function paceOf(seed: number): typeof paces.quick {
  const draw = new Draw(seed, 'pace');
  const { quick } = paces;
  const delays = {
    bootMs: draw.of([100, 300, 1000, 2500]),
    stopMs: draw.of([100, 300, 1000]),
    rebootMs: draw.of([200, 1000]),
    migrationMs: draw.of([300, 1000, 2500]),
    migrationLimitMs: 8000,
  };
  return { ...quick, sledAgents: { ...quick.sledAgents, delays } };
}

/** So small that there is not always room. */
function hardware() {
  const gibibyte = 2 ** 30;
  return {
    hardwareThreads: 12,
    reservoirRam: 24 * gibibyte,
    disks: 3,
    diskSize: 64 * gibibyte,
  };
}

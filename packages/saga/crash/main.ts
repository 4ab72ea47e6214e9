/**
 * `npm run test:crash`: processes are killed and paused, and others go on with what they left.
 *
 * - each instance saga on each engine: SIGKILL at every boundary, forward and undo, one process per kill
 * - two executors, one of them stopped past its lease and woken again
 * - 200 sagas that are pending at a crash, some of which cannot be loaded
 *
 * `-- --short` or CRASH_SHORT=1: a sample of boundaries, for CI. `-- --only TEXT`: only what has TEXT in its line.
 */
import { availableParallelism } from 'node:os';
import { bundleChild } from './bundle.ts';
import { type ChainPlan, type ChainResult, runChain } from './chain.ts';
import { type OwnersResult, pauseAnOwner, pausePoints } from './owners.ts';
import { crashWithPending, type PendingResult } from './pending.ts';
import { type DatabaseName, type Places, preparePlaces } from './places.ts';
import { killAll, type Start, starter } from './process.ts';
import type { EngineName } from '../src/engine/port.ts';
import { control, scenarios } from './scenarios/index.ts';
import { createEffectTables } from './scenarios/effects.ts';
import { chainLine, chainTable, controlLine, ownersTable, pendingTable, say } from './report.ts';

const isShort = process.argv.includes('--short') || process.env['CRASH_SHORT'] === '1';
const onlyAt = process.argv.indexOf('--only');
const only = onlyAt < 0 ? '' : (process.argv[onlyAt + 1] ?? '');

const engines: readonly (readonly [EngineName, DatabaseName])[] = [
  ['journal', 'pglite'],
  ['journal', 'postgres'],
  ['dbos', 'postgres'],
];
const pendingCount = isShort ? 50 : 200;

interface Results {
  readonly chains: ChainResult[];
  readonly controls: ChainResult[];
  readonly owners: OwnersResult[];
  readonly pending: PendingResult[];
}

type Job = () => Promise<void>;

function jobsOf(places: Places, start: Start, results: Results): readonly Job[] {
  // Other cases of the same saga are for the long run.
  const chosen = scenarios.filter(({ name }) => !isShort || !name.includes(','));
  const chains = chosen.flatMap(({ name: scenario }) =>
    (['forward', 'undo'] as const).flatMap((direction) =>
      engines.map(([engine, database]): ChainPlan => {
        return { scenario, direction, engine, database, sample: isShort ? 2 : null };
      }),
    ),
  );
  const controls = (['forward', 'undo'] as const).map((direction): ChainPlan => {
    const engine = { engine: 'journal', database: 'postgres' } as const;
    return { scenario: control.name, direction, ...engine, sample: null };
  });
  const isWanted = (words: readonly string[]): boolean => words.join(' ').includes(only);
  return [
    ...engines
      .filter((words) => isWanted(['pending', ...words]))
      .map(([engine, database]) => async () => {
        results.pending.push(await crashWithPending(engine, database, pendingCount, places, start));
      }),
    ...controls
      .filter(({ scenario, direction }) =>
        isWanted(['control', scenario, direction, 'journal postgres']),
      )
      .map((plan) => async () => {
        results.controls.push(await runChain(plan, places, start));
      }),
    ...chains
      .filter(({ scenario, direction, engine, database }) =>
        isWanted([scenario, direction, engine, database]),
      )
      .map((plan) => async () => {
        const result = await runChain(plan, places, start);
        results.chains.push(result);
        say(chainLine(result));
      }),
    ...(['journal', 'dbos'] as const).flatMap((engine) =>
      pausePoints
        .filter((point) => isWanted(['owners', engine, point]))
        .map((point) => async () => {
          results.owners.push(await pauseAnOwner(engine, point, places, start));
        }),
    ),
  ];
}

/** In order, and more side by side than there are cores: each waits for processes and leases most of the time. */
async function runAll(jobs: readonly Job[]): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() + 2 }, work));
}

async function main(): Promise<boolean> {
  const began = performance.now();
  const bundle = await bundleChild();
  const results: Results = { chains: [], controls: [], owners: [], pending: [] };
  let places: Places | null = null;
  try {
    places = await preparePlaces(async (database) => {
      await createEffectTables(database);
      for (const scenario of [...scenarios, control]) await scenario.prepare(database);
    });
    const jobs = jobsOf(places, starter(bundle.file), results);
    if (jobs.length === 0) throw new Error(`nothing has '${only}' in its line`);
    await runAll(jobs);
  } finally {
    killAll();
    await places?.remove();
    await bundle.remove();
  }
  const { chains, controls, owners, pending } = results;
  say(chainTable(chains));
  say(ownersTable(owners));
  say(pendingTable(pending));
  // The clean run of a careless saga looks as it should; it is the kills that tell.
  const blind = controls.filter(({ kills, faults }) => kills === 0 || faults.length === 0);
  for (const control of controls) say(controlLine(control));
  const found = [...chains, ...owners, ...pending].flatMap((one) => [...one.faults]).length;
  const faults = found + blind.length;
  const kills = chains.reduce((sum, one) => sum + one.kills, 0);
  const leaks = chains.reduce((sum, one) => sum + one.leaks, 0);
  const minutes = (performance.now() - began) / 60_000;
  say(`${kills} kills, ${leaks} leaks, ${faults} faults, ${minutes.toFixed(1)} minutes`);
  return faults === 0;
}

process.exitCode = (await main()) ? 0 : 1;

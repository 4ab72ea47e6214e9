/**
 * What sagas cost on a real PostgreSQL: a saga of five steps on the journal and on DBOS beside a plain DBOS workflow of
 * five steps, on the same server in the same run, interleaved; milliseconds per step; sagas per second; the journal on
 * PGlite; going on with the sagas of a process that was killed; and how it grows with the DAG. Each saga is measured
 * from the call of `start` until `wait` has answered that it is done. `--quick`: fewer. Exit code 1 where a limit is
 * missed, but for `--quick`.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase, type Tables } from '@skewline/db-model';
import type { SagaEngine } from '@skewline/saga';
import { createDbos } from '@skewline/saga/dbos';
import { createJournal } from '@skewline/saga/journal';
import { orThrow } from '../packages/db-model/test/support/problems.ts';
import { registerPlain } from './saga/plain.ts';
import { measureRecovery } from './saga/recovery.ts';
import { measure, percentile, type Run, sagaRun } from './saga/runs.ts';
import { actions, type BenchDag, chain, fan } from './saga/sagas.ts';
import { type Server, startServer } from './saga/server.ts';
import { type Limit, printLimits, printTable, quick, spreadOf, spreadText } from './support.ts';

/** `rounds` and `sagas` are of the comparison: many short turns, for the machine is another one from second to second. */
const effort = quick
  ? { rounds: 4, sagas: 16, samples: 30, rates: 60, growth: 1, pending: [10] }
  : { rounds: 60, sagas: 24, samples: 500, rates: 600, growth: 7, pending: [10, 100, 1000] };
const limits: Limit[] = [];

console.log(`Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? '?'}`);
console.log('PostgreSQL on this machine, fsync on. Median (least–most).');
const plain = registerPlain();
const server = await startServer();
try {
  await onServer(server);
  for (const pending of effort.pending) await recovery(pending);
} finally {
  await server.stop();
}
await onPGlite();
printLimits(limits);
if (!quick && limits.some(({ met }) => !met)) process.exitCode = 1;

type Name = 'plain' | 'journal' | 'dbos';

async function onServer(where: Server): Promise<void> {
  const { database } = await where.database();
  const other = await where.database();
  const options = { actions, maxRunning: 1000 };
  const journal = await createJournal(database, options);
  // The plain workflow is on the same DBOS.
  const dbos = await createDbos({ ...options, ...other });
  try {
    const runs = (steps: number): { readonly [Which in Name]: Run } => ({
      plain: async () => plain(steps),
      journal: sagaRun(journal, chain(steps)),
      dbos: sagaRun(dbos, chain(steps)),
    });
    for (const run of Object.values(runs(5))) await measure(run, quick ? 50 : 200, 8);
    await comparison(runs(5));
    await perStep(runs);
    await rates(runs(5));
    await growth(journal);
  } finally {
    await journal.close();
    await dbos.close();
  }
}

/** In turns, each time in another order, so that what the machine does besides hits all alike. */
async function comparison(runs: { readonly [Which in Name]: Run }): Promise<void> {
  const names: readonly Name[] = ['plain', 'journal', 'dbos'];
  const table: string[][] = [];
  for (const concurrency of [1, 8]) {
    const times = new Map<Name, number[]>(names.map((name) => [name, []]));
    for (let round = 0; round < effort.rounds; round += 1) {
      for (let turn = 0; turn < names.length; turn += 1) {
        const name = names[(round + turn) % names.length] ?? 'plain';
        const { whole } = await measure(runs[name], effort.sagas, concurrency);
        times.get(name)?.push(whole / effort.sagas);
      }
    }
    const of = (name: Name): readonly number[] => times.get(name) ?? [];
    const ratio = (name: Name) =>
      spreadOf(of(name).map((time, round) => time / (of('plain')[round] ?? Number.NaN)));
    table.push([
      String(concurrency),
      ...names.map((name) => spreadText(spreadOf(of(name)), 2)),
      spreadText(ratio('journal'), 2),
      spreadText(ratio('dbos'), 2),
    ]);
    for (const [name, limit] of [
      ['journal', 0.6],
      ['dbos', 1.25],
    ] as const) {
      const { median } = ratio(name);
      limits.push({
        what: `${name} by a plain DBOS workflow, 5 steps, concurrency ${String(concurrency)}`,
        measured: `${median.toFixed(2)} ×`,
        limit: `${String(limit)} ×`,
        met: median <= limit,
      });
    }
  }
  console.log(`\nMilliseconds for one of five steps, ${String(effort.rounds)} rounds in turns`);
  printTable(
    ['at a time', 'plain DBOS workflow', 'journal', 'dbos', 'journal/plain', 'dbos/plain'],
    table,
  );
}

async function perStep(runs: (steps: number) => { readonly [Which in Name]: Run }): Promise<void> {
  const table: string[][] = [];
  for (const steps of [1, 3, 9]) {
    const cells: string[] = [];
    for (const name of ['plain', 'journal', 'dbos'] as const) {
      cells.push(await stepText(runs(steps)[name], steps));
    }
    table.push([String(steps), ...cells]);
  }
  console.log('\nMilliseconds per step, one at a time: p50 / p99 of the whole by its steps');
  printTable(['steps', 'plain DBOS workflow', 'journal', 'dbos'], table);
}

async function stepText(run: Run, steps: number): Promise<string> {
  const { each } = await measure(run, effort.samples, 1);
  const time = (share: number): string => (percentile(each, share) / steps).toFixed(2);
  return `${time(0.5)} / ${time(0.99)}`;
}

async function rates(runs: { readonly [Which in Name]: Run }): Promise<void> {
  const table: string[][] = [];
  for (const concurrency of [1, 8, 32]) {
    const cells: string[] = [];
    for (const name of ['plain', 'journal', 'dbos'] as const) {
      const { whole } = await measure(runs[name], effort.rates, concurrency);
      cells.push(((1000 * effort.rates) / whole).toFixed(0));
    }
    table.push([String(concurrency), ...cells]);
  }
  console.log('\nOf five steps, per second');
  printTable(['at a time', 'plain DBOS workflow', 'journal', 'dbos'], table);
}

async function growth(journal: SagaEngine): Promise<void> {
  const sizes = [10, 100, 1000];
  const shapes: readonly (readonly [string, (nodes: number) => BenchDag])[] = [
    ['one after the other', chain],
    ['side by side', fan],
  ];
  const table: string[][] = [];
  for (const [shape, dagOf] of shapes) {
    const each = new Map<number, number[]>();
    for (let round = 0; round < effort.growth; round += 1) {
      for (const nodes of sizes) {
        // As many nodes in all.
        const { whole } = await measure(sagaRun(journal, dagOf(nodes)), Math.ceil(100 / nodes), 1);
        const times = each.get(nodes) ?? [];
        times.push(whole / (nodes * Math.ceil(100 / nodes)));
        each.set(nodes, times);
      }
    }
    const of = (nodes: number) => spreadOf(each.get(nodes) ?? []);
    table.push([shape, ...sizes.map((nodes) => spreadText(of(nodes), 2))]);
    const ratio = of(1000).median / of(10).median;
    limits.push({
      what: `${shape}: time per node of 1,000 nodes by that of 10`,
      measured: `${ratio.toFixed(2)} ×`,
      limit: '1.5 ×',
      met: ratio <= 1.5,
    });
  }
  console.log('\nOn the journal, milliseconds per node');
  printTable(['nodes', ...sizes.map(String)], table);
}

async function recovery(pending: number): Promise<void> {
  const { adopted, done } = await measureRecovery(server, pending);
  console.log(
    `\n${String(pending)} sagas of a killed process, three of five nodes to go: all taken over in ` +
      `${adopted.toFixed(0)} ms, all done in ${done.toFixed(0)} ms (${(done / pending).toFixed(2)} ms each)`,
  );
}

async function onPGlite(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'skewline-bench-saga-'));
  process.on('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  const database = orThrow(await openDatabase<Tables>({ directory: join(directory, 'database') }));
  orThrow(await migrate(database));
  const journal = await createJournal(database, { actions });
  const table: string[][] = [];
  for (const steps of [1, 3, 9]) {
    const run = sagaRun(journal, chain(steps));
    await measure(run, 50, 1);
    table.push([String(steps), await stepText(run, steps)]);
  }
  await journal.close();
  await database.close();
  console.log('\nThe journal on PGlite in a directory, milliseconds per step: p50 / p99');
  printTable(['steps', 'journal'], table);
}

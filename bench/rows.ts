/**
 * What the conversions between rows and the domain cost beside the database: writing and reading
 * 10,000 VMMs on PGlite in a directory, with kysely alone and with the conversions. Both in the same
 * run, interleaved (A B, B A, …). The share is of one and the same operation: the time that passed in
 * conversions, by the time that the whole took. Exit code 1 where a limit is missed; `--quick`: fewer
 * rounds, which say little of a limit.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  DatabaseProblem,
  loadVmm,
  migrate,
  openDatabase,
  type Tables,
  type VmmRow,
  vmmRow,
} from '@skewline/db-model';
import { newVmm, type Vmm, vmmFailureReasons, type VmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { sql } from 'kysely';
import { type Limit, printLimits, printTable, quick, type Spread, spreadOf, spreadText } from './support.ts';

const count = 10_000;
const rounds = quick ? 5 : 21;
/** Rows of one INSERT: PostgreSQL takes 65,535 parameters at most, and a row has 13. */
const rowsOfInsert = 1000;
const limit = 0.05;

function orThrow<Value>(value: Value | DatabaseProblem | Refusal): Value {
  if (value instanceof DatabaseProblem || value instanceof Refusal) {
    throw new Error(`${value.code}: ${value.message}`);
  }
  return value;
}

/** Of every state and reason; the same in every run, but for the ids. */
function vmmOf(index: number): Vmm {
  const reasons = Object.keys(vmmFailureReasons) as (keyof typeof vmmFailureReasons)[]; // its own keys
  const reason = reasons[index % reasons.length] ?? 'prehistoric';
  const kinds = ['creating', 'starting', 'running', 'stopping', 'stopped', 'destroyed'] as const;
  const kind = kinds[index % kinds.length] ?? 'running';
  const failed: VmmState = { kind: 'failed', reason, detail: 'the disk was full' };
  const at = (seconds: number): string =>
    new Date(Date.UTC(2026, 10, 21) + seconds * 1000).toISOString().replace(/Z$/, '123Z');
  const made = newVmm(
    {
      id: randomUUID(),
      instanceId: randomUUID(),
      sledId: randomUUID(),
      propolisIp: `fd00:1122:3344:101::${(index + 1).toString(16)}`,
      cpuPlatform: 'amd_milan',
    },
    at(index),
  );
  return {
    ...made,
    timeDeleted: index % 3 === 0 ? at(index + 9) : null,
    runtime: { state: index % 5 === 0 ? failed : { kind }, gen: index, timeUpdated: at(index + 1) },
    lastFailure: index % 5 !== 0 && index % 7 === 0 ? { reason, detail: null } : null,
  };
}

const vmms = Array.from({ length: count }, (_, index) => vmmOf(index)).toSorted((a, b) =>
  a.id < b.id ? -1 : 1,
);
const rows = vmms.map((vmm) => orThrow(vmmRow(vmm)));

const directory = await mkdtemp(join(tmpdir(), 'skewline-bench-rows-'));
process.on('exit', () => {
  rmSync(directory, { recursive: true, force: true });
});
const database = orThrow(await openDatabase<Tables>({ directory: join(directory, 'database') }));
orThrow(await migrate(database));

async function insert(all: readonly VmmRow[]): Promise<void> {
  await database.transaction(async (transaction) => {
    for (let first = 0; first < all.length; first += rowsOfInsert) {
      await transaction.insertInto('vmm').values(all.slice(first, first + rowsOfInsert)).execute();
    }
  });
}

async function select(): Promise<VmmRow[]> {
  return database.kysely.selectFrom('vmm').selectAll().orderBy('id').execute();
}

const empty = async (): Promise<unknown> => sql`TRUNCATE vmm`.execute(database.kysely);

/** Milliseconds of the whole, and of the conversions in it. */
interface Time {
  readonly whole: number;
  readonly conversion: number;
}

type Run = () => Promise<Time>;

const writePlain: Run = async () => {
  const start = performance.now();
  await insert(rows);
  return { whole: performance.now() - start, conversion: 0 };
};

const writeConverted: Run = async () => {
  const start = performance.now();
  const converted = vmms.map((vmm) => orThrow(vmmRow(vmm)));
  const conversion = performance.now() - start;
  await insert(converted);
  return { whole: performance.now() - start, conversion };
};

const readPlain: Run = async () => {
  const start = performance.now();
  const read = await select();
  const whole = performance.now() - start;
  if (read.length !== count) throw new Error(`${String(read.length)} rows were read`);
  return { whole, conversion: 0 };
};

const readConverted: Run = async () => {
  const start = performance.now();
  const read = await select();
  const between = performance.now();
  const loaded = read.map((row) => loadVmm(row));
  const end = performance.now();
  if (loaded.some(({ problems }) => problems.length > 0)) throw new Error('a row has problems');
  return { whole: end - start, conversion: end - between };
};

// What is measured is right: what was written with conversions is what was read with them.
await writeConverted();
if (!isDeepStrictEqual(await select(), rows)) throw new Error('other rows came back');
const back = (await select()).map((row) => loadVmm(row).value);
if (!isDeepStrictEqual(back, vmms)) throw new Error('other VMMs came back');

async function pair(
  plain: Run,
  converted: Run,
  isConvertedFirst: boolean,
  before: () => Promise<unknown>,
): Promise<{ plain: Time; converted: Time }> {
  await before();
  const first = await (isConvertedFirst ? converted : plain)();
  await before();
  const second = await (isConvertedFirst ? plain : converted)();
  return isConvertedFirst ? { plain: second, converted: first } : { plain: first, converted: second };
}

const nothing = async (): Promise<void> => {};
const warmUp = 2;
const writes: { plain: Time; converted: Time }[] = [];
const reads: { plain: Time; converted: Time }[] = [];
for (let round = 0; round < rounds + warmUp; round += 1) {
  const isConvertedFirst = round % 2 === 1;
  writes.push(await pair(writePlain, writeConverted, isConvertedFirst, empty));
  reads.push(await pair(readPlain, readConverted, isConvertedFirst, nothing));
}
await database.close();

const limits: Limit[] = [];
const table: string[][] = [];
for (const [what, all] of [
  ['write', writes],
  ['read', reads],
] as const) {
  const measured = all.slice(warmUp);
  const of = (value: (one: (typeof measured)[number]) => number): Spread => spreadOf(measured.map(value));
  const share = of(({ converted }) => (100 * converted.conversion) / converted.whole);
  table.push([
    `${what} ${String(count)} VMMs`,
    spreadText(of(({ plain }) => plain.whole), 0),
    spreadText(of(({ converted }) => converted.whole), 0),
    spreadText(of(({ plain, converted }) => converted.whole / plain.whole), 2),
    spreadText(of(({ converted }) => converted.conversion), 1),
    spreadText(share, 1),
  ]);
  limits.push({
    what: `${what}: conversion, share of the whole`,
    measured: `${share.median.toFixed(1)} %`,
    limit: `${String(100 * limit)} %`,
    met: share.median < 100 * limit,
  });
}

console.log(`\nNode ${process.version}, PGlite in a directory, ${String(rounds)} interleaved pairs each`);
console.log('Median (least–most). What is read back is what was written.\n');
printTable(
  ['', 'kysely alone, ms', 'with conversions, ms', 'ratio', 'conversions, ms', 'share, %'],
  table,
);
printLimits(limits);
if (!quick && limits.some(({ met }) => !met)) process.exitCode = 1;

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Migration } from '../../src/migrate/migrations.ts';
import { planMigration, type StepRecord, stepName } from '../../src/migrate/plan.ts';

/** Three migrations, as `0001/up01 0001/up02 0002/up01 0002/up01.verify 0003/up01`. */
const migrations: readonly Migration[] = [['up01', 'up02'], ['up01', 'up01.verify'], ['up01']].map(
  (names, index) => ({
    version: index + 1,
    name: 'some-change',
    steps: names.map((name) => ({
      version: index + 1,
      name,
      kind: name.endsWith('.verify') ? ('verify' as const) : ('apply' as const),
      sql: 'SELECT 1;',
      checksum: `checksum of ${String(index + 1)}/${name}`,
    })),
  }),
);
const steps = migrations.flatMap((migration) => migration.steps);
const all = steps.map(stepName);

function record(name: string, change: Partial<StepRecord> = {}): StepRecord {
  const [folder = '', step = ''] = name.split('/');
  const version = Number(folder);
  const checksum = `checksum of ${String(version)}/${step}`;
  return { version, step, checksum, finished: true, ...change };
}

describe('planMigration', () => {
  it.each([
    { done: 0, version: 0 },
    { done: 1, version: 0 },
    { done: 2, version: 1 },
    { done: 3, version: 1 },
    { done: 4, version: 2 },
    { done: 5, version: 3 },
  ])('goes on after $done steps, at version $version', ({ done, version }) => {
    const plan = planMigration(
      migrations,
      all.slice(0, done).map((name) => record(name)),
    );
    expect(plan).toEqual({ version, pending: steps.slice(done) });
  });

  it.each([
    { to: 0, want: [] },
    { to: 1, want: ['0001/up02'] },
    { to: 2, want: ['0001/up02', '0002/up01', '0002/up01.verify'] },
  ])('stops at version $to', ({ to, want }) => {
    const plan = planMigration(migrations, [record('0001/up01')], to);
    expect(plan).toHaveProperty('pending');
    expect('pending' in plan ? plan.pending.map(stepName) : plan).toEqual(want);
  });

  it('does a step again that was begun and not finished, also if it was mended meanwhile', () => {
    const begun = record('0001/up02', { finished: false, checksum: 'of an older text' });
    expect(planMigration(migrations, [record('0001/up01'), begun])).toEqual({
      version: 0,
      pending: steps.slice(1),
    });
  });

  const refused: readonly [string, readonly StepRecord[], string, string][] = [
    [
      'a step that has been changed',
      [record('0001/up01'), record('0001/up02', { checksum: 'another' })],
      'checksum_differs',
      'step 0001/up02 has been changed since it was applied to the database',
    ],
    [
      'a database that is newer',
      [...all.map((name) => record(name)), record('0004/up01')],
      'database_newer',
      'the database is at version 4 of its schema, and this program knows 3',
    ],
    [
      'a database in which something newer was begun',
      [...all.map((name) => record(name)), record('0004/up01', { finished: false })],
      'database_newer',
      'the database is at version 4 of its schema, and this program knows 3',
    ],
    [
      'a gap within a version',
      [record('0001/up02')],
      'gap',
      'step 0001/up02 is applied to the database, but 0001/up01 before it is not',
    ],
    [
      'a gap between versions',
      [record('0001/up01'), record('0001/up02', { finished: false }), record('0002/up01')],
      'gap',
      'step 0002/up01 is applied to the database, but 0001/up02 before it is not',
    ],
    [
      'a step that there is not',
      [record('0001/up01'), record('0001/up02'), record('0001/up03')],
      'unknown_step',
      'step 0001/up03 is applied to the database, and this program has no such step',
    ],
  ];
  it.each(refused)('refuses %s', (_what, records, code, message) => {
    expect(planMigration(migrations, records)).toMatchObject({ code, message });
  });

  it('gives a plan exactly for what is applied without gaps, in any order of the records', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all), (applied) => {
        const plan = planMigration(
          migrations,
          applied.map((name) => record(name)),
        );
        const isPrefix = applied.toSorted().join() === all.slice(0, applied.length).join();
        expect('pending' in plan).toBe(isPrefix);
        expect('code' in plan ? plan.code : 'gap').toBe('gap');
      }),
    );
  });
});

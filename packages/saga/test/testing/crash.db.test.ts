import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { migrate, openDatabase, type Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertNoFaults, crashEverywhere, type CrashReport } from '@skewline/saga/testing';
import { onPostgres, orThrow } from '../../../db-model/test/support/databases.ts';
import { bundle } from './bundle.ts';
import type { CrashVariant } from './children/setup.ts';

const program = fileURLToPath(new URL('children/crash-child.ts', import.meta.url));
let bundled: Awaited<ReturnType<typeof bundle>> | undefined;

beforeAll(async () => {
  bundled = await bundle(program);
});
afterAll(() => bundled?.remove());

onPostgres((server) => {
  async function crash(
    variant: CrashVariant,
  ): Promise<CrashReport & { readonly killed: readonly string[] }> {
    const location = await server.location();
    const database = orThrow(await openDatabase<Tables>(location));
    orThrow(await migrate(database));
    await sql`CREATE TABLE shelf (parcel text NOT NULL, what text NOT NULL)`.execute(
      database.kysely,
    );
    await database.close();
    const killed: string[] = [];
    const report = await crashEverywhere({
      subject: variant,
      spawn: (plan) =>
        spawn(
          process.execPath,
          [bundled?.file ?? '', JSON.stringify({ ...location, variant, plan })],
          { stdio: ['ignore', 'pipe', 'pipe'] },
        ),
      timeoutMs: 10_000,
      onKill: ({ boundary, when, events }) => {
        killed.push(`${boundary} ${when} ${events.join(' ')}`);
      },
    });
    return { ...report, killed };
  }

  test('a right saga survives every kill, forward', async () => {
    const report = await crash('right');
    assertNoFaults(report);
    expect(report).toMatchObject({ leaks: 0, kills: report.killed.length });
    // The clean run, one for each kill, and the one that ends before its kill.
    expect(report.iterations).toBe(report.kills + 2);
    expect(report.recoveryMs).toHaveLength(report.kills);
    expect(report.killed[0]).toMatch(/^1 before .*started/);
    expect(report.killed.at(-1)).toMatch(/after tell:succeeded$/);
  });

  test('and backward', async () => {
    const report = await crash('fails');
    assertNoFaults(report);
    expect(report.killed.some((kill) => kill.includes('place:undo_finished'))).toBe(true);
    expect(report.kills).toBeGreaterThan(10);
  });

  test('a leak is found', async () => {
    const report = await crash('leaks');
    expect(report.leaks).toBeGreaterThan(report.kills / 2);
    expect(
      report.faults.every(({ code }) => code === 'leftovers' || code === 'state_differs'),
    ).toBe(true);
    expect(report.faults[0]).toMatchObject({ code: 'leftovers' });
  });

  test('an action that does more when it is repeated is found', async () => {
    const { faults } = await crash('does more when repeated');
    expect(faults.map(({ code }) => code)).toContain('state_differs');
    expect(faults[0]?.message).toMatch(/\["book","label","label","place"\], after the kill at/);
  });

  test('a process that ends by itself is found', async () => {
    const { faults, kills } = await crash('exits');
    expect(kills).toBe(1);
    expect(faults).toMatchObject([{ code: 'child_failed' }]);
    expect(faults[0]?.message).toContain('exit code 3, messages: none');
  });
});

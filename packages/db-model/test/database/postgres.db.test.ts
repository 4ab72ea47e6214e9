import { sql } from 'kysely';
import { describe, expect, inject, it } from 'vitest';
import {
  type Database,
  openDatabase,
  type PostgresOptions,
  preparedOnce,
} from '../../src/database/index.ts';
import { orThrow } from '../support/problems.ts';

/** What only a server does: several connections, timeouts, being unreachable. */

async function open(options: PostgresOptions = {}): Promise<Database<unknown>> {
  return orThrow(await openDatabase<unknown>({ url: inject('postgresUrl'), ...options }));
}

describe('a server', () => {
  it('is not reached, and its password not told', async () => {
    const problem = await openDatabase({ url: 'postgres://me:secret@127.0.0.1:1/nowhere' });
    expect(problem).toMatchObject({ code: 'server_unreachable' });
    expect(problem).toHaveProperty(
      'message',
      'no database at postgres://me@127.0.0.1:1/nowhere: connect ECONNREFUSED 127.0.0.1:1',
    );
  });

  it('is not asked at an address that is none', async () => {
    expect(await openDatabase({ url: 'nonsense://' })).toMatchObject({
      code: 'server_unreachable',
    });
  });

  it('lets nobody in with a wrong password', async () => {
    const url = new URL(inject('postgresUrl'));
    url.password = 'wrong';
    const problem = await openDatabase({ url: url.href });
    expect(problem).toMatchObject({ code: 'server_unreachable' });
    expect(JSON.stringify(problem)).toContain('password authentication failed');
    expect(problem).not.toHaveProperty('message', expect.stringContaining('wrong'));
  });
});

describe('a transaction on a server', () => {
  it('is serializable: of two that each write what the other read, one runs again', async () => {
    const database = await open();
    await sql`CREATE TABLE on_call (name text PRIMARY KEY, duty bool NOT NULL)`.execute(
      database.kysely,
    );
    await sql`INSERT INTO on_call VALUES ('a', true), ('b', true)`.execute(database.kysely);
    const attempts: string[] = [];
    let waiting = 0;
    let both = (): void => {};
    const bothHaveRead = new Promise<void>((resolve) => {
      both = resolve;
    });
    // Each goes off duty only while the other one is on.
    const goOffDuty = (name: string) =>
      database.transaction(async (transaction) => {
        attempts.push(name);
        const { rows } = await sql`SELECT name FROM on_call WHERE duty`.execute(transaction);
        waiting += 1;
        if (waiting === 2) both();
        await bothHaveRead;
        if (rows.length < 2) return 'stays';
        await sql`UPDATE on_call SET duty = false WHERE name = ${name}`.execute(transaction);
        return 'goes';
      });
    const outcomes = await Promise.all([goOffDuty('a'), goOffDuty('b')]);
    expect(outcomes.toSorted()).toEqual(['goes', 'stays']);
    expect(attempts).toHaveLength(3);
    await sql`DROP TABLE on_call`.execute(database.kysely);
    await database.close();
  });

  it('runs again after a deadlock', async () => {
    const database = await open();
    await sql`CREATE TABLE fork (id int8 PRIMARY KEY)`.execute(database.kysely);
    await sql`INSERT INTO fork VALUES (1), (2)`.execute(database.kysely);
    const codes: unknown[] = [];
    let taken = 0;
    let both = (): void => {};
    const bothHaveOne = new Promise<void>((resolve) => {
      both = resolve;
    });
    const take = (first: number, second: number) =>
      database.transaction(
        async (transaction) => {
          await sql`SELECT id FROM fork WHERE id = ${first} FOR UPDATE`.execute(transaction);
          taken += 1;
          if (taken === 2) both();
          await bothHaveOne;
          await sql`SELECT id FROM fork WHERE id = ${second} FOR UPDATE`.execute(transaction);
        },
        {
          isolation: 'read committed',
          onRetry: (error) => codes.push('code' in error ? error.code : null),
        },
      );
    await Promise.all([take(1, 2), take(2, 1)]);
    expect(codes).toEqual(['40P01']);
    await sql`DROP TABLE fork`.execute(database.kysely);
    await database.close();
  });

  it('does not wait for ever for a statement', async () => {
    const database = await open({ statementTimeout: 100 });
    const slow = sql`SELECT pg_sleep(20)`.execute(database.kysely);
    await expect(slow).rejects.toMatchObject({ code: '57014' });
    await database.close();
  });

  it('does not keep locks while nothing happens in it', async () => {
    const database = await open({ idleInTransactionTimeout: 100 });
    const idle = database.transaction(async (transaction) => {
      await sql`SELECT 1`.execute(transaction);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await sql`SELECT 1`.execute(transaction);
    });
    await expect(idle).rejects.toThrow('connection error');
    // Another connection takes its place.
    expect((await sql`SELECT 1::int4 AS one`.execute(database.kysely)).rows).toEqual([{ one: 1 }]);
    await database.close();
  });
});

describe('a statement that is marked', () => {
  const prepared = sql<{ readonly statement: string; readonly parameters: number }>`
    SELECT statement, cardinality(parameter_types) AS parameters FROM pg_prepared_statements ORDER BY 1`;

  it('is prepared once for a connection, and only that one', async () => {
    const database = await open({ connections: 1 });
    try {
      const double = async (value: number): Promise<unknown> => {
        const { rows } = await sql`
          ${preparedOnce} SELECT ${value}::int4 * 2 AS doubled`.execute(database.kysely);
        return rows;
      };
      expect(await double(1)).toEqual([{ doubled: 2 }]);
      expect(await double(21)).toEqual([{ doubled: 42 }]);
      await sql`SELECT ${1}::int4 AS one`.execute(database.kysely);
      const { rows } = await prepared.execute(database.kysely);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ parameters: 1 });
      expect(rows[0]?.statement).toContain('AS doubled');
      // An error leaves it usable.
      await expect(double(2 ** 31 - 1)).rejects.toThrow('out of range');
      expect(await double(4)).toEqual([{ doubled: 8 }]);
    } finally {
      await database.close();
    }
  });

  it('may have the mark at its end, where kysely writes it', async () => {
    const database = await open({ connections: 1 });
    try {
      const settings = database.kysely
        .selectFrom(sql<{ readonly name: string }>`pg_settings`.as('settings'))
        .select(sql<string>`'found'`.as('answer'))
        .where(sql<string>`name`, '=', 'fsync')
        .modifyEnd(preparedOnce);
      expect(await settings.execute()).toEqual([{ answer: 'found' }]);
      expect(await settings.execute()).toEqual([{ answer: 'found' }]);
      const { rows } = await prepared.execute(database.kysely);
      expect(rows).toHaveLength(1);
      expect(rows[0]?.statement).toContain('pg_settings');
    } finally {
      await database.close();
    }
  });

  it('is one in a transaction as well, and its columns come as those of others', async () => {
    const database = await open({ connections: 1 });
    try {
      const times = await database.transaction(async (transaction) => {
        const marked =
          await sql`${preparedOnce} SELECT ${'2026-11-21T00:00:00Z'}::timestamptz AS time,
          ${7}::int8 AS whole`.execute(transaction);
        const plain = await sql`SELECT ${'2026-11-21T00:00:00Z'}::timestamptz AS time,
          ${7}::int8 AS whole`.execute(transaction);
        return [marked.rows, plain.rows];
      });
      expect(times[0]).toEqual(times[1]);
      expect((await prepared.execute(database.kysely)).rows).toHaveLength(1);
    } finally {
      await database.close();
    }
  });
});

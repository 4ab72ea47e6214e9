import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, NestedTransaction, UnsayableValue } from '../../src/database/index.ts';
import { forEachDatabase } from '../support/databases.ts';

/** Every type of column that the migrations use, written in the way rows write it, and as it is read. */
const columns = {
  an_uuid: ['uuid', '6f1c3a52-8d3e-4a0b-9c0e-1f6f6f1b2c3d'],
  a_text: ['text', `it's "quoted" \\ and ünïcode \u{1F680}`],
  an_int8: ['int8', 9_007_199_254_740_991],
  a_negative_int8: ['int8', -9_007_199_254_740_991],
  an_int4: ['int4', -2_147_483_648],
  an_int2: ['int2', 11],
  a_bool: ['bool', true],
  another_bool: ['bool', false],
  a_timestamptz: ['timestamptz', '2026-11-21T06:51:55.123456Z'],
  a_round_timestamptz: ['timestamptz', '2026-11-21T06:51:55.000000Z'],
  an_interval: ['interval', 300],
  a_long_interval: ['interval', 93_784.5],
  an_ipv4: ['inet', '10.0.0.1'],
  an_ipv6: ['inet', 'fd00:1122:3344:101::1'],
  a_network: ['inet', '10.0.0.0/24'],
  an_enum: ['colour', 'deep blue'],
  some_bytes: ['bytea', new Uint8Array([0, 1, 127, 128, 255])],
  no_bytes: ['bytea', new Uint8Array()],
} as const;

const documents: readonly unknown[] = [
  { a: [1, 2, { b: null }], é: 'ü', nested: { __proto__: 1 } },
  [1, 'two', null],
  [],
  'text',
  '"quoted"',
  12.5,
  true,
  null,
];

forEachDatabase((engine) => {
  let database: Database<unknown>;
  beforeAll(async () => {
    database = await engine.empty();
    await sql`CREATE TYPE colour AS ENUM ('red', 'deep blue')`.execute(database.kysely);
    const list = Object.entries(columns).map(([name, [type]]) => `${name} ${type}`);
    await sql.raw(`CREATE TABLE typed (${list.join(', ')})`).execute(database.kysely);
    await sql`CREATE TABLE document (id int8 PRIMARY KEY, body jsonb)`.execute(database.kysely);
    await sql`CREATE TABLE counter (id int8 PRIMARY KEY, value int8 NOT NULL)`.execute(
      database.kysely,
    );
  });

  describe('rows', () => {
    const wanted = Object.fromEntries(
      Object.entries(columns).map(([name, [, value]]) => [name, value]),
    );

    it('come back as they were written, whatever the type', async () => {
      await sql`DELETE FROM typed`.execute(database.kysely);
      const values = Object.values(columns).map(([, value]) => sql`${value}`);
      await sql`INSERT INTO typed VALUES (${sql.join(values)})`.execute(database.kysely);
      const { rows } = await sql`SELECT * FROM typed`.execute(database.kysely);
      expect(rows).toStrictEqual([wanted]);
      // Read inside a transaction too: PGlite has another way there.
      const inside = await database.transaction(
        async (transaction) => (await sql`SELECT * FROM typed`.execute(transaction)).rows,
      );
      expect(inside).toStrictEqual([wanted]);
    });

    it('have null where there is nothing, whatever the type', async () => {
      await sql`DELETE FROM typed`.execute(database.kysely);
      const nulls = Object.keys(columns).map(() => sql`${null}`);
      await sql`INSERT INTO typed VALUES (${sql.join(nulls)})`.execute(database.kysely);
      const { rows } = await sql`SELECT * FROM typed`.execute(database.kysely);
      expect(rows).toStrictEqual([
        Object.fromEntries(Object.keys(columns).map((name) => [name, null])),
      ]);
    });

    it.each(documents)('have the document %j that was written as its text', async (document) => {
      await sql`DELETE FROM document`.execute(database.kysely);
      await sql`INSERT INTO document VALUES (1, ${JSON.stringify(document)})`.execute(
        database.kysely,
      );
      const { rows } = await sql`SELECT body FROM document`.execute(database.kysely);
      expect(rows).toStrictEqual([{ body: document }]);
    });

    it('have numbers where the database counts', async () => {
      const { rows } = await sql`SELECT count(*) AS n, 1::int4 AS one`.execute(database.kysely);
      expect(rows).toStrictEqual([{ n: 1, one: 1 }]);
    });

    it.each([
      ['9007199254740992::int8', /int8 9007199254740992 is beyond/],
      [`'infinity'::timestamptz`, /timestamptz infinity has no RFC 3339 form/],
      [`'1 month'::interval`, /interval 1 mon is no number of seconds/],
    ])('never have what they cannot say: %s', async (expression, message) => {
      const select = sql.raw(`SELECT ${expression} AS value`);
      const outside = select.execute(database.kysely);
      await expect(outside).rejects.toThrow(message);
      await expect(outside).rejects.toBeInstanceOf(UnsayableValue);
      const inside = database.transaction((transaction) => select.execute(transaction));
      await expect(inside).rejects.toThrow(message);
      // The connection is as good as before.
      expect((await sql`SELECT 1::int4 AS one`.execute(database.kysely)).rows).toEqual([
        { one: 1 },
      ]);
    });
  });

  describe('transaction', () => {
    const read = async () =>
      (await sql<{ value: number }>`SELECT value FROM counter`.execute(database.kysely)).rows;

    it('keeps all of what it did, or nothing', async () => {
      await sql`DELETE FROM counter`.execute(database.kysely);
      const failing = database.transaction(async (transaction) => {
        await sql`INSERT INTO counter VALUES (1, 1)`.execute(transaction);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await read()).toEqual([]);
      await database.transaction((transaction) =>
        sql`INSERT INTO counter VALUES (1, 1)`.execute(transaction),
      );
      expect(await read()).toEqual([{ value: 1 }]);
    });

    it('is thrown what is no conflict, once', async () => {
      await sql`DELETE FROM counter`.execute(database.kysely);
      let runs = 0;
      const twice = database.transaction(async (transaction) => {
        runs += 1;
        await sql`INSERT INTO counter VALUES (1, 1)`.execute(transaction);
        await sql`INSERT INTO counter VALUES (1, 1)`.execute(transaction);
      });
      await expect(twice).rejects.toMatchObject({ code: '23505' });
      expect(runs).toBe(1);
    });

    it('is not opened in another one', async () => {
      const nested = database.transaction(() => database.transaction(async () => 1));
      await expect(nested).rejects.toBeInstanceOf(NestedTransaction);
      await expect(nested).rejects.toThrow('A second transaction inside a transaction');
    });

    it('does not let a statement run beside it, nor close the database', async () => {
      const beside = database.transaction(() => sql`SELECT 1`.execute(database.kysely));
      await expect(beside).rejects.toThrow('A statement inside a transaction');
      const closing = database.transaction(() => database.close());
      await expect(closing).rejects.toThrow('Closing the database inside a transaction');
    });

    it('is only to be had with retries', () => {
      expect(() => database.kysely.transaction()).toThrow('use `Database.transaction`');
    });

    it('does not bind what was started inside and goes on after it', async () => {
      let later: Promise<unknown> = Promise.resolve();
      await database.transaction(async () => {
        later = new Promise((resolve) => setTimeout(resolve, 50)).then(() =>
          database.transaction((transaction) => sql`SELECT 1::int4 AS one`.execute(transaction)),
        );
      });
      await expect(later).resolves.toMatchObject({ rows: [{ one: 1 }] });
    });

    it('loses no update of 32 that read and write the same row', async () => {
      await sql`DELETE FROM counter`.execute(database.kysely);
      await sql`INSERT INTO counter VALUES (1, 0)`.execute(database.kysely);
      let retries = 0;
      const increments = Array.from({ length: 32 }, () =>
        database.transaction(
          async (transaction) => {
            const { rows } = await sql<{ value: number }>`
              SELECT value FROM counter WHERE id = 1`.execute(transaction);
            const next = (rows[0]?.value ?? 0) + 1;
            await sql`UPDATE counter SET value = ${next} WHERE id = 1`.execute(transaction);
          },
          { onRetry: () => (retries += 1) },
        ),
      );
      await Promise.all(increments);
      expect(await read()).toEqual([{ value: 32 }]);
      // PGlite runs one at a time; PostgreSQL lets them collide, or this would have shown nothing.
      expect(retries > 0).toBe(engine.name === 'postgres');
    });
  });
});

import { randomUUID } from 'node:crypto';
import { findToken, markTokenDeleted, putUser, type Tables } from '@skewline/db-model';
import { expect, it } from 'vitest';
import {
  forEachDatabaseBeneath,
  useMigrated,
} from '../../../../packages/db-model/test/support/databases.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { hashOfSecret } from '../../src/auth/secret.ts';
import { createToken, type NewToken } from '../../src/auth/tokens.ts';

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);
  const begin = Date.parse('2026-11-21T06:00:00Z');
  const at = (milliseconds: number): string => new Date(begin + milliseconds).toISOString();

  /** An authenticator with a clock of its own. */
  function made(): { clock: { now: number }; ask: (secret: string) => Promise<string | null> } {
    const clock = { now: begin };
    const authenticator = createAuthenticator(database(), { now: () => clock.now });
    const ask = async (secret: string): Promise<string | null> =>
      (await authenticator.actorOfSecret(secret))?.name ?? null;
    return { clock, ask };
  }
  async function token(name: string, expires: string | null = null): Promise<NewToken> {
    const user = await database().transaction((transaction) =>
      putUser(transaction, { id: randomUUID(), name, role: 'user' }, at(0)),
    );
    return createToken(database().kysely, user.id, expires, at(0));
  }

  it('tells whose a secret is, and keeps only its hash', async () => {
    const { ask } = made();
    const { secret, id } = await token('ada');
    expect(secret).toMatch(/^skw_[\w-]{43}$/);
    expect(await ask(secret)).toBe('ada');
    expect(await ask(`${secret.slice(0, -1)}${secret.endsWith('A') ? 'Q' : 'A'}`)).toBeNull();
    const { hash } = await database()
      .kysely.selectFrom('api_token')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(hash).toEqual(hashOfSecret(secret));
    expect(await findToken(database().kysely, hash)).not.toBeNull();
  });

  it('forgets a deleted token within 5 seconds', async () => {
    const { clock, ask } = made();
    const { secret, id } = await token('brief');
    expect(await ask(secret)).toBe('brief');
    await markTokenDeleted(database().kysely, id, at(1));
    clock.now += 5000;
    expect(await ask(secret)).toBeNull();
  });

  it('asks the database once for many requests', async () => {
    const { clock, ask } = made();
    const { secret, id } = await token('busy');
    expect(await ask(secret)).toBe('busy');
    await markTokenDeleted(database().kysely, id, at(1));
    // Nobody was asked: it is still believed.
    clock.now += 2999;
    expect(await Promise.all(Array.from({ length: 50 }, () => ask(secret)))).toEqual(
      Array.from({ length: 50 }, () => 'busy'),
    );
    clock.now += 1;
    expect(await ask(secret)).toBeNull();
  });

  it('ends a token the moment it expires, also one that it knows', async () => {
    const { clock, ask } = made();
    const { secret } = await token('mortal', at(2000));
    expect(await ask(secret)).toBe('mortal');
    clock.now += 1999;
    expect(await ask(secret)).toBe('mortal');
    clock.now += 1;
    expect(await ask(secret)).toBeNull();
  });
});

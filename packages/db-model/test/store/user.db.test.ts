import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from '@skewline/runtime';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  type ApiUser,
  fetchUserByName,
  findToken,
  type HashedToken,
  insertToken,
  listTokensOfUser,
  listUsers,
  markTokenDeleted,
  putUser,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { begin, later } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  const put = async (name: string, role: ApiUser['role'] = 'user', now = begin): Promise<ApiUser> =>
    database().transaction((transaction) =>
      putUser(transaction, { id: randomUUID(), name, role }, now),
    );
  async function token(user: ApiUser, over: Partial<HashedToken> = {}): Promise<HashedToken> {
    const made: HashedToken = {
      id: randomUUID(),
      userId: user.id,
      hash: new Uint8Array(randomBytes(32)),
      timeCreated: begin,
      timeExpires: null,
      ...over,
    };
    await insertToken(database().kysely, made);
    return made;
  }
  const codeOf = (value: unknown): unknown => (value instanceof Refusal ? value.code : value);

  it('makes a user once, and changes the role of one that is there', async () => {
    const ada = await put('ada');
    expect(ada).toMatchObject({ name: 'ada', role: 'user', timeCreated: begin });
    const changed = await put('ada', 'operator', later(5));
    expect(changed).toEqual({ ...ada, role: 'operator' });
    expect(await fetchUserByName(database().kysely, 'ada')).toEqual(changed);
    expect(codeOf(await fetchUserByName(database().kysely, 'nobody'))).toBe('user_not_found');
  });

  it('makes one user of a name that many ask for at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => put('many')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it('lists users by name', async () => {
    await put('zoe');
    await put('bob');
    const names = (await listUsers(database().kysely)).map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(['bob', 'zoe']));
  });

  it('finds a token by its hash, with whose it is, until it is deleted', async () => {
    const user = await put('finder', 'operator');
    const made = await token(user, { timeExpires: later(60) });
    expect(await findToken(database().kysely, made.hash)).toEqual({ token: made, user });
    expect(await findToken(database().kysely, new Uint8Array(randomBytes(32)))).toBeNull();

    expect(await markTokenDeleted(database().kysely, made.id, later(1))).toBeNull();
    expect(await findToken(database().kysely, made.hash)).toBeNull();
    expect(codeOf(await markTokenDeleted(database().kysely, made.id, later(2)))).toBe(
      'token_not_found',
    );
  });

  it('does not find the token of a user that is deleted', async () => {
    const user = await put('gone');
    const made = await token(user);
    await database()
      .kysely.updateTable('api_user')
      .set({ time_deleted: later(1) })
      .where('id', '=', user.id)
      .execute();
    expect(await findToken(database().kysely, made.hash)).toBeNull();
    expect((await put('gone')).id).not.toBe(user.id);
  });

  it('lists the tokens of one user, the newest first, and no secret', async () => {
    const user = await put('owner');
    const first = await token(user);
    const second = await token(user, { timeCreated: later(1) });
    const third = await token(user, { timeCreated: later(2) });
    await token(await put('other'));
    await markTokenDeleted(database().kysely, second.id, later(3));
    expect(await listTokensOfUser(database().kysely, user.id)).toEqual(
      [third, first].map(({ hash: _hash, ...rest }) => rest),
    );
  });
});

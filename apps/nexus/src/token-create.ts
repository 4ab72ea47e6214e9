import { randomUUID } from 'node:crypto';
import { type DatabaseLocation, fetchUserByName, putUser } from '@skewline/db-model';
import { addSeconds } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { createToken } from './auth/tokens.ts';
import { openMigrated } from './open-database.ts';
import { ServeProblem } from './serve-problem.ts';
import { now } from './services.ts';

export interface TokenCreateOptions {
  readonly user: string;
  readonly operator?: boolean;
  readonly days?: number;
}

/**
 * Makes a token straight in the database, for the first operator: the API wants one already. Its secret is all that is
 * written to stdout. Gives what stands in its way, in a sentence.
 */
export async function tokenCreate(
  location: DatabaseLocation,
  { user: name, operator = false, days }: TokenCreateOptions,
): Promise<readonly string[]> {
  if ('memory' in location) return ['a token in memory would be gone at once: name a database'];
  if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > 63) {
    return [
      `${JSON.stringify(name)} is no name of a user: a-z, 0-9 and -, beginning with a letter`,
    ];
  }
  const database = await openMigrated(location);
  if (database instanceof ServeProblem) return [`${database.message}: ${database.fix}`];
  try {
    const begin = now();
    const expires = days === undefined ? null : addSeconds(begin, days * 86_400);
    const user = await database.transaction(async (transaction) => {
      const there = await fetchUserByName(transaction, name);
      // Whoever is an operator stays one.
      if (!(there instanceof Refusal) && (there.role === 'operator' || !operator)) return there;
      const role = operator ? 'operator' : 'user';
      return putUser(transaction, { id: randomUUID(), name, role }, begin);
    });
    const { secret } = await createToken(database.kysely, user.id, expires, begin);
    process.stdout.write(`${secret}\n`);
    return [];
  } finally {
    await database.close();
  }
}

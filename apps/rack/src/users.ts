import { readFile } from 'node:fs/promises';
import type { Role } from '@skewline/nexus-types/operator/v1';
import { type NexusClients, valueOf } from './clients.ts';
import type { RackFolder } from './folder.ts';
import { codeOf } from './problem.ts';

/** The tokens of users by name, as the folder keeps them. */
export type KeptTokens = Readonly<Record<string, string>>;

export async function readTokens(folder: RackFolder): Promise<KeptTokens> {
  try {
    const value: unknown = JSON.parse(await readFile(folder.usersFile, 'utf8'));
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch (error) {
    // What cannot be read is made anew.
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return {};
    throw error;
  }
}

/** Makes the user, where there is none of that name, and a token. */
export async function makeToken(
  { operator }: NexusClients,
  user: string,
  role: Role,
): Promise<string> {
  valueOf(await operator.userPut({ path: { user }, body: { role } }));
  const created = await operator.userTokenCreate({ path: { user }, body: { time_expires: null } });
  return valueOf(created).secret;
}

import { createHash } from 'node:crypto';
import { type Database, insertIpPoolRange, type Tables } from '@skewline/db-model';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { NexusConfig } from './config.ts';

/** The pool that instances get their addresses of where they ask for no other. The same in every nexus. */
export const defaultPoolId: Uuid = '5d3c8a36-4f0e-4c0b-9b1c-0f3b2a7d9e01';

/** Adds the addresses of the configuration to the pool. Those of an earlier one stay: they may be in use. */
export async function addDefaultPool(
  { kysely }: Database<Tables>,
  addresses: NexusConfig['externalAddresses'],
  now: DateTime,
): Promise<void> {
  if (addresses === null) return;
  const range = { id: rangeId(addresses), poolId: defaultPoolId, ...addresses };
  await insertIpPoolRange(kysely, range, now);
}

/** The same for the same addresses, whichever nexus adds them, and however often. */
function rangeId({ first, last }: { readonly first: string; readonly last: string }): Uuid {
  const hash = createHash('sha256').update(`${defaultPoolId} ${first} ${last}`).digest('hex');
  // Version 8 is for ids that are made in a way of one's own.
  return hash.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    (_, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-8${c}-8${d}-${e}`,
  );
}

import type { ReserveRequest } from '../../src/reserve.ts';

/**
 * What a refusal should have said, from the rows that the database showed. It is written without the
 * library, slowly and plainly, for racks where nothing is ever released.
 */

/** What a process says of a request. */
export interface Told {
  readonly request: ReserveRequest;
  /** What was visible when it was decided: `pg_current_snapshot()`. */
  readonly snapshot: string;
  readonly sledId: string | null;
  readonly code: string | null;
  /** How many inserts came too late. */
  readonly lost: number;
}

export interface RackFacts {
  readonly sleds: readonly {
    readonly id: string;
    readonly threads: number;
    readonly memory: number;
    /** Each with the room that local disks may take of it, in bytes. */
    readonly pools: readonly { readonly id: string; readonly room: number }[];
  }[];
  readonly groups: readonly {
    readonly kind: 'affinity' | 'anti_affinity';
    readonly policy: 'fail' | 'allow';
    readonly members: readonly string[];
  }[];
  /** What the local disks of each instance take of a pool, by instance. */
  readonly disks: ReadonlyMap<string, readonly number[]>;
}

export interface Written {
  readonly vmmId: string;
  readonly instanceId: string;
  readonly sledId: string;
  readonly threads: number;
  readonly memory: number;
  /** The transaction that wrote it. */
  readonly transaction: number;
  readonly disks: readonly { readonly zpoolId: string; readonly bytes: number }[];
}

/** Those of transactions that had committed when the snapshot was taken; all have by now. */
export function visible(written: readonly Written[], snapshot: string): readonly Written[] {
  const [first = '', next = '', running = ''] = snapshot.split(':');
  const open = new Set(running.split(',').filter(Boolean).map(Number));
  return written.filter(
    ({ transaction }) =>
      transaction < Number(first) || (transaction < Number(next) && !open.has(transaction)),
  );
}

/** The code of the refusal that is due; null if there was a place. */
export function dueRefusal(
  facts: RackFacts,
  there: readonly Written[],
  { instanceId, resources }: ReserveRequest,
): string | null {
  if (there.some((one) => one.instanceId === instanceId)) return 'already_starting';
  const sledsOfRules = (kind: 'affinity' | 'anti_affinity'): ReadonlySet<string> => {
    const sleds = new Set<string>();
    for (const group of facts.groups) {
      if (group.kind !== kind || group.policy !== 'fail') continue;
      if (!group.members.includes(instanceId)) continue;
      for (const one of there) if (group.members.includes(one.instanceId)) sleds.add(one.sledId);
    }
    return sleds;
  };
  const sizes = facts.disks.get(instanceId) ?? [];
  const fits = (sled: RackFacts['sleds'][number]): boolean => {
    const onIt = there.filter(({ sledId }) => sledId === sled.id);
    const threads = onIt.reduce((sum, one) => sum + one.threads, resources.hardwareThreads);
    const memory = onIt.reduce((sum, one) => sum + one.memory, resources.reservoirRam);
    if (threads > sled.threads || memory > sled.memory) return false;
    const rooms = sled.pools.map(({ id, room }) => {
      const disks = onIt.flatMap((one) => one.disks).filter(({ zpoolId }) => zpoolId === id);
      return disks.reduce((left, { bytes }) => left - bytes, room);
    });
    return canPair(sizes, rooms);
  };

  const required = sledsOfRules('affinity');
  const banned = sledsOfRules('anti_affinity');
  if (required.size > 1) return 'too_many_required_sleds';
  for (const id of required) {
    if (banned.has(id)) return 'contradictory_groups';
    const sled = facts.sleds.find((one) => one.id === id);
    return sled !== undefined && fits(sled) ? null : 'required_sled_unavailable';
  }
  if (facts.sleds.some((sled) => !banned.has(sled.id) && fits(sled))) return null;
  const tooMany = facts.sleds.every(({ pools }) => pools.length < sizes.length);
  return tooMany ? 'too_few_distinct_disks' : 'no_capacity';
}

/** Whether each disk can have a pool of its own: all ways are tried. */
function canPair([size, ...rest]: readonly number[], rooms: readonly number[]): boolean {
  if (size === undefined) return true;
  return rooms.some(
    (room, index) =>
      size < room &&
      canPair(
        rest,
        rooms.filter((_room, other) => other !== index),
      ),
  );
}

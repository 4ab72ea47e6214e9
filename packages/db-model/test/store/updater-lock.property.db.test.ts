import { randomUUID } from 'node:crypto';
import type { Instance, UpdaterLock } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  commitAndUnlock,
  fetchInstance,
  type HeldLock,
  inheritLock,
  insertInstance,
  lockInstance,
  unlockInstance,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, later, sampleInstance } from './samples.ts';

type Step =
  | { readonly op: 'lock' | 'unlock' | 'commit'; readonly who: number }
  | { readonly op: 'inherit'; readonly who: number; readonly from: number };

const who = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constantFrom('lock' as const, 'unlock' as const, 'commit' as const), who }),
  fc.record({ op: fc.constant('inherit' as const), who, from: who }),
);

/** What each of them thinks that it holds, rightly or not: it may say it again at any time. */
interface Holders {
  readonly locks: Map<number, HeldLock>;
  /** The generation that each is going to write. */
  readonly gens: Map<number, number>;
}

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  async function given(): Promise<Instance> {
    const id = randomUUID();
    const instance = sampleInstance({ id, name: `i-${id}` });
    accepted(await insertInstance(database().kysely, instance));
    return instance;
  }
  const stored = async ({ id }: Instance) =>
    accepted(await fetchInstance(database().kysely, id)).value;
  const commit = async (instance: Instance, lock: HeldLock, gen: number) =>
    commitAndUnlock(database().kysely, instance.id, lock, {
      runtime: { ...instance.runtime, gen, timeUpdated: later(gen) },
      intended: { from: 'running', to: 'running' },
    });

  async function take(instance: Instance, holders: Holders, one: Step): Promise<boolean> {
    const names = ids(instance);
    const name = names[one.who] ?? '';
    const lock = holders.locks.get(one.who);
    const { kysely } = database();
    const got = async (next: HeldLock): Promise<boolean> => {
      const isNew = lock?.gen !== next.gen;
      holders.locks.set(one.who, next);
      if (isNew) holders.gens.set(one.who, (await stored(instance)).runtime.gen + 1);
      return isNew;
    };
    switch (one.op) {
      case 'lock': {
        const result = accepted(await lockInstance(kysely, instance.id, name));
        return result.kind === 'held' && got(result.lock);
      }
      case 'inherit': {
        const parent = holders.locks.get(one.from);
        if (parent === undefined || one.from === one.who) return false;
        const result = accepted(await inheritLock(kysely, instance.id, parent, name));
        return result.kind === 'held' && got(result.lock);
      }
      case 'unlock':
        if (lock === undefined) return false;
        return (await unlockInstance(kysely, instance.id, lock)) === 'unlocked';
      case 'commit':
        if (lock === undefined) return false;
        return (await commit(instance, lock, holders.gens.get(one.who) ?? 0)) === true;
    }
  }

  it('whatever is said, and said again: one holder, and only the holder writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const instance = await given();
        const holders: Holders = { locks: new Map(), gens: new Map() };
        for (const one of steps) {
          const before = await stored(instance);
          const said = holders.locks.get(one.who);
          const changed = await take(instance, holders, one);
          const after = await stored(instance);
          // Each change is one generation of the lock; what changes nothing leaves all as it was.
          expect(after.updaterLock.gen - before.updaterLock.gen).toBe(changed ? 1 : 0);
          expect(changed || isSame(before, after)).toBe(true);
          const isGiving = one.op === 'unlock' || one.op === 'commit';
          expect(changed && isGiving ? before.updaterLock : null).toEqual(
            changed && isGiving ? said : null,
          );
          const isWritten = after.runtime.gen !== before.runtime.gen;
          expect(isWritten).toBe(changed && one.op === 'commit');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of many that add one each under the lock none is lost', async () => {
    const instance = await given();
    const add = async (): Promise<void> => {
      for (;;) {
        const locked = await lockInstance(database().kysely, instance.id, randomUUID());
        if (locked instanceof Refusal || locked.kind !== 'held') continue;
        const { runtime } = await stored(instance);
        expect(await commit(instance, locked.lock, runtime.gen + 1)).toBe(true);
        return;
      }
    };
    await Promise.all(Array.from({ length: 12 }, add));
    const after = await stored(instance);
    expect(after.runtime.gen).toBe(instance.runtime.gen + 12);
    expect(after.updaterLock).toEqual({ updaterId: null, gen: instance.updaterLock.gen + 24 });
  });
});

function isSame(left: Instance, right: Instance): boolean {
  const lockOf = ({ updaterId, gen }: UpdaterLock): string => `${updaterId ?? '-'} ${gen}`;
  const isSameLock = lockOf(left.updaterLock) === lockOf(right.updaterLock);
  return isSameLock && left.runtime.gen === right.runtime.gen;
}

/** The same three for an instance, whoever asks. */
function ids({ id }: Instance): readonly string[] {
  return ['1', '2', '3'].map((digit) => `${id.slice(0, -1)}${digit}`);
}

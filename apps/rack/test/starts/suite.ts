import { randomInt } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '@skewline/placement';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gibibyte, type Pace, paces, type Rack, startRack } from '../../src/index.ts';
import type { Cause } from './cause.ts';
import { checkStory } from './check.ts';
import { type Combination, combinationsOf } from './combinations.ts';
import { playAlive, playKilled, type Round } from './play.ts';
import { diskGibibytes, sledDisks, sledGibibytes, sledThreads } from './rack-size.ts';
import { killedWhen } from './story.ts';

/** `STARTS_SEED=7` kills nexus at the moments of another run, as far as a machine is the same twice. */
const seed = Number(process.env['STARTS_SEED'] ?? randomInt(2 ** 31));

/** Instances are started again when the operator has the task look, so that the cause is in place by then. */
const pace: Omit<Pace, 'sledTimeoutMs'> = {
  ...paces.quick,
  tasks: {
    ...paces.quick.tasks,
    instance_reincarnation: { periodSeconds: 3600, disabled: true },
  },
  restart: { maxTries: 4, firstWaitSeconds: 600, longestWaitSeconds: 600 },
  sagas: { leaseMs: 1500, recoveryMs: 500, graceMs: 1000 },
};

const hardware = {
  hardwareThreads: sledThreads,
  reservoirRam: sledGibibytes * gibibyte,
  disks: sledDisks,
  diskSize: diskGibibytes * gibibyte,
};

/**
 * A test for each combination of the causes, on one rack of real processes. Nexus waits for a sled agent for
 * `sledTimeoutMs`.
 */
export function testStarts(causes: readonly Cause[], sledTimeoutMs = 5000): void {
  let rack: Rack;
  const random = seeded(seed);
  beforeAll(async () => {
    process.stdout.write(`starts: STARTS_SEED=${String(seed)}\n`);
    const folder = await mkdtemp(join(tmpdir(), 'skewline-starts-'));
    rack = await startRack({
      folder,
      pace: { ...pace, sledTimeoutMs },
      hardware,
      sleds: [44, 48, 49],
    });
  });
  afterAll(() => rack?.destroy());

  describe.each(causes.map((cause) => [cause.name, cause] as const))('%s', (_name, cause) => {
    let alive: Round;
    let killed: Round;
    beforeAll(async () => {
      alive = await playAlive({ rack, cause, random });
      killed = await playKilled({ rack, cause, random }, alive.durationMs);
      process.stdout.write(momentsOf(cause, killed));
    });
    test.each(titled(cause))('%s', (title, { circumstance }) => {
      const round = circumstance === 'nexus killed' ? killed : alive;
      const story = round.stories.get(title);
      if (story === undefined) throw new Error('it was not played');
      if (story.status === 'rejected') throw story.reason;
      checkStory(rack, cause, story.value);
      // No reservation, VMM or quota of it is left.
      expect(round.left.after).toEqual(round.left.before);
    });
  });
}

/** Titles that are not cut. */
function titled(cause: Cause): readonly (readonly [string, Combination])[] {
  return combinationsOf(cause).map((combination) => [combination.title, combination]);
}

/** In one line, at which moment nexus was killed, and how far each start was. */
function momentsOf({ name }: Cause, { stories }: Round): string {
  const told = [...stories.values()].flatMap((story) => {
    if (story.status === 'rejected' || story.value.killing === null) return [];
    const { subject, killing } = story.value;
    return [{ killing, text: `${subject.origin} ${killedWhen(story.value, killing)}` }];
  });
  const [first] = told;
  const after = first === undefined ? '?' : String(first.killing.afterMs);
  return `${name}: nexus was killed after ${after} ms: ${told.map(({ text }) => text).join(', ')}\n`;
}

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
import { interleave } from './order.ts';
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

/** A rack, and what is played on it. */
export interface Stage {
  /** How long nexus waits for a sled agent. */
  readonly sledTimeoutMs: number;
  readonly causes: readonly Cause[];
}

interface Played {
  readonly alive: Round;
  readonly killed: Round;
}

/** How far a rack may be ahead of the tests: much of a start is waiting, and meanwhile the others work. */
const ahead = 2;

/** A test for each combination of the causes, on real processes. */
export function testStarts(stages: readonly Stage[]): void {
  let theatres: readonly Theatre[] = [];
  beforeAll(async () => {
    process.stdout.write(`starts: STARTS_SEED=${String(seed)}\n`);
    theatres = await Promise.all(stages.map(open));
  });
  afterAll(() => Promise.all(theatres.map(({ rack }) => rack.destroy())));

  const titles = interleave(
    stages.map(({ causes }, stage) =>
      causes.map((cause, index) => [cause.name, { cause, stage, index }] as const),
    ),
  );
  describe.each(titles)('%s', (name, { cause, stage, index }) => {
    let rack: Rack;
    let played: Played;
    beforeAll(async () => {
      const theatre = theatreOf(stage);
      const playing = theatre.play(index);
      for (const one of theatres) one.goOn();
      played = await playing;
      rack = theatre.rack;
      process.stdout.write(`${name}: ${momentsOf(played.killed)}\n`);
    });
    test.each(titled(cause))('%s', (title, { circumstance }) => {
      const round = circumstance === 'nexus killed' ? played.killed : played.alive;
      const story = round.stories.get(title);
      if (story === undefined) throw new Error('it was not played');
      if (story.status === 'rejected') throw story.reason;
      checkStory(rack, cause, story.value);
      // No reservation, VMM or quota of it is left.
      expect(round.left.after).toEqual(round.left.before);
    });
  });

  function theatreOf(stage: number): Theatre {
    const theatre = theatres[stage];
    if (theatre === undefined) throw new Error('the racks have not started');
    return theatre;
  }
}

interface Theatre {
  readonly rack: Rack;
  /** The cause of that number, when all that is played already is over. */
  play(index: number): Promise<Played>;
  /** Plays the next ones, after the last that was asked for. */
  goOn(): void;
}

async function open({ causes, sledTimeoutMs }: Stage, stage: number): Promise<Theatre> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-starts-'));
  const rack = await startRack({
    folder,
    pace: { ...pace, sledTimeoutMs },
    hardware,
    sleds: [44, 48, 49],
    // Two racks start at once, maybe on a machine that does much else.
    readyTimeoutMs: 150_000,
  });
  const playing = new Map<number, Promise<Played>>();
  let last: Promise<unknown> = Promise.resolve();
  let next = 0;
  const play = (index: number): Promise<Played> => {
    const before = last;
    const cause = causes[index];
    if (cause === undefined) throw new Error('there is no such cause');
    const random = seeded(seed + stage * causes.length + index);
    const played = playing.get(index) ?? playAfter(before, { rack, cause, random });
    playing.set(index, played);
    last = Promise.allSettled([before, played]);
    return played;
  };
  return {
    rack,
    play(index) {
      next = index + 1;
      return play(index);
    },
    goOn() {
      for (const index of causes.keys()) {
        if (index >= next && index < next + ahead) play(index).catch(() => {});
      }
    },
  };
}

async function playAfter(
  before: Promise<unknown>,
  playing: Parameters<typeof playAlive>[0],
): Promise<Played> {
  await before;
  const alive = await playAlive(playing);
  return { alive, killed: await playKilled(playing, alive.durationMs) };
}

/** Titles that are not cut. */
function titled(cause: Cause): readonly (readonly [string, Combination])[] {
  return combinationsOf(cause).map((combination) => [combination.title, combination]);
}

/** In one line, at which moment nexus was killed, and how far each start was. */
function momentsOf({ stories }: Round): string {
  const told = [...stories.values()].flatMap((story) => {
    if (story.status === 'rejected' || story.value.killing === null) return [];
    const { subject, killing } = story.value;
    return [{ killing, text: `${subject.origin} ${killedWhen(story.value, killing)}` }];
  });
  const [first] = told;
  const after = first === undefined ? '?' : String(first.killing.afterMs);
  return `nexus was killed after ${after} ms: ${told.map(({ text }) => text).join(', ')}`;
}

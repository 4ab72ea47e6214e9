import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@skewline/placement';
import { type Rack, valueOf } from '../../src/index.ts';
import { ask } from './ask.ts';
import type { Cause, Circumstance } from './cause.ts';
import { type Combination, combinationsOf } from './combinations.ts';
import { until } from './patience.ts';
import { Scene, type Use } from './scene.ts';
import { attemptOf, gather, type Killing, type Left, type Story, type Told } from './story.ts';

/** What came of the combinations that were played together. */
export interface Round {
  readonly stories: ReadonlyMap<string, PromiseSettledResult<Story>>;
  readonly left: Left;
  /** Until the last of those who have waited for the outcome was told; 0 where nobody has. */
  readonly durationMs: number;
}

/**
 * Nexus is killed within so much of the time that the slowest start took when nexus lived: then more starts were under way at
 * once, so that each took longer.
 */
const windowFactor = 0.8;

interface Playing {
  readonly rack: Rack;
  readonly cause: Cause;
  readonly random: Random;
}

/** All combinations of the cause in which nexus lives, at once. */
export async function playAlive({ rack, cause, random }: Playing): Promise<Round> {
  return play(rack, cause, ['plain', 'hung up'], random, async (scene, subjects) => {
    let durationMs = 0;
    const stories = await Promise.allSettled(
      subjects.map(async (subject) => {
        const begin = performance.now();
        const told = await ask(scene, cause, subject, { wait: true });
        durationMs = Math.max(durationMs, performance.now() - begin);
        return gather(scene, subject, { told, killing: null });
      }),
    );
    return { stories, durationMs };
  });
}

/** All in which it does not: they begin at once, and one random moment later nexus gets SIGKILL. */
export async function playKilled(
  { rack, cause, random }: Playing,
  durationMs: number,
): Promise<Round> {
  const [nexus] = rack.nexus;
  if (nexus === undefined) throw new Error('there is no nexus');
  return play(rack, cause, ['nexus killed'], random, async (scene, subjects) => {
    const seen = await Promise.all(subjects.map(({ name }) => seenBy(scene, name)));
    const asked = Promise.all(
      subjects.map((subject) => ask(scene, cause, subject, { wait: false })),
    );
    const afterMs = Math.round((random.next() / 2 ** 32) * durationMs * windowFactor);
    await sleep(afterMs);
    const time = new Date();
    await nexus.kill('SIGKILL');
    const told = await asked;
    await nexus.start();
    // Then it is known which starts are on record. Those need not be over: what holds them up may wait for the lost ones.
    await untilCreatesRest(rack);
    const stories = await Promise.allSettled(
      subjects.map(async (subject, index) => {
        const before = told[index] ?? { kind: 'nothing' };
        const lost = (await attemptOf(scene, subject)) === null;
        const changed = lost ? changes(seen[index] ?? null, await seenBy(scene, subject.name)) : [];
        if (lost && before.kind === 'accepted') {
          throw new Error(`the attempt ${before.attemptId} was accepted, and is not on record`);
        }
        const killing: Killing = { afterMs, time, lost, changed };
        const again: Told = lost ? await ask(scene, cause, subject, { wait: true }) : before;
        return gather(scene, subject, { told: again, killing });
      }),
    );
    return { stories, durationMs: 0 };
  });
}

interface Played {
  /** In the order of the subjects. */
  readonly stories: readonly PromiseSettledResult<Story>[];
  readonly durationMs: number;
}

async function play(
  rack: Rack,
  cause: Cause,
  circumstances: readonly Circumstance[],
  random: Random,
  perform: (scene: Scene, subjects: readonly Combination[]) => Promise<Played>,
): Promise<Round> {
  const subjects = combinationsOf(cause).filter((one) => circumstances.includes(one.circumstance));
  const scene = await Scene.open(rack, `p${random.next().toString(36)}`);
  try {
    await cause.prepare?.(scene);
    await Promise.all(subjects.map((subject) => makeReady(scene, cause, subject)));
    await cause.arrange?.(scene, subjects);
    const before = await scene.use();
    const over = new AbortController();
    const strikes = Promise.all(
      subjects.map((subject) => strikeOften(scene, cause, subject, over.signal)),
    ).then(() => cause.release?.(scene));
    const { stories, durationMs } = await perform(scene, subjects);
    over.abort();
    await strikes;
    const left = { before, after: await untilNothingIsLeft(scene, stories, before) };
    return {
      stories: new Map(subjects.map(({ title }, index) => [title, must(stories[index])])),
      left,
      durationMs,
    };
  } finally {
    await scene.close();
  }
}

/** An instance that can be started, or one that has run and failed. */
async function makeReady(scene: Scene, cause: Cause, subject: Combination): Promise<void> {
  const { name, origin } = subject;
  if (origin === 'auto_start') return;
  await scene.create(name, await cause.body?.(scene, subject));
  await cause.join?.(scene, subject);
  if (origin !== 'auto_restart') return;
  await scene.start(name);
  await scene.until(name, 'running');
  await scene.fail(name);
}

/** Until it has struck, or all is over. */
async function strikeOften(
  scene: Scene,
  { strike }: Cause,
  subject: Combination,
  over: AbortSignal,
): Promise<void> {
  if (strike === undefined) return;
  while (!over.aborted) {
    // Nexus may be away at this moment.
    if (await strike(scene, subject).catch(() => false)) return;
    await sleep(20);
  }
}

/** What was to be made is made, or never will be. */
async function untilCreatesRest({ operator: { operator } }: Rack): Promise<void> {
  await until('all sagas that make instances are at rest', async () => {
    for (const state of ['running', 'unwinding'] as const) {
      const { items } = valueOf(
        await operator.sagaList({ query: { state, name: 'instance_create' } }),
      );
      if (items.length > 0) return null;
    }
    return true;
  });
}

/** What users see of an instance, as far as a start that is not on record must not have changed it. */
type Seen = Readonly<Record<string, unknown>> | null;

async function seenBy(scene: Scene, name: string): Promise<Seen> {
  const instance = await scene.find(name);
  if (instance === null) return null;
  // When it is tried again is the time of whoever looks, where it is due.
  const { auto_restart_status: status, ...rest } = instance;
  const events = await scene.events(name);
  const attempts = await scene.attempts(name);
  return { ...rest, status: status?.kind, events, attempts };
}

function changes(before: Seen, after: Seen): readonly string[] {
  if (before === null || after === null) return before === after ? [] : ['whether it is there'];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key]));
}

/** What is kept when all starts are over and it is as before, or when that takes too long. */
async function untilNothingIsLeft(
  scene: Scene,
  stories: readonly PromiseSettledResult<Story>[],
  before: Use,
): Promise<Use> {
  for (const story of stories) {
    if (story.status !== 'fulfilled') continue;
    const { attempt, subject } = story.value;
    if (attempt.outcome.kind === 'succeeded') await scene.stop(subject.name);
  }
  let after = before;
  await until(
    'nothing is left',
    async () => {
      after = await scene.use();
      return isDeepStrictEqual(after, before) ? true : null;
    },
    30_000,
  ).catch(() => null);
  return after;
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('each combination has a story');
  return value;
}

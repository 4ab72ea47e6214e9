import { setTimeout as sleep } from 'node:timers/promises';
import { eventKey, type Injection, type Json, registry } from '../../src/index.ts';
import type { Boundary } from '../../src/engine/options.ts';
import type { Rest, SagaEngine, SagaSummary } from '../../src/engine/port.ts';
import type { ChainRequest, Found, Left, Target } from '../protocol.ts';
import type { OpenScenario } from '../scenario.ts';
import { scenarioCalled } from '../scenarios/index.ts';
import { snapshot } from '../snapshot.ts';
import { answer, die } from './answer.ts';
import { openEngine, openPlace } from './engine.ts';
import { listed } from '../../test/support/listed.ts';

/** How long sagas may take to come to rest. */
const patienceMs = 30_000;

/** One link of a chain; see `ChainRequest`. */
export async function runLink(request: ChainRequest): Promise<void> {
  const { left, run, direction } = request;
  const database = await openPlace(request.place);
  let engine: SagaEngine | null = null;
  const called = scenarioCalled(request.scenario);
  const boundaries = watchBoundaries(request);
  const scenario = await called.open({
    database,
    engine() {
      if (engine === null) throw new Error('the engine is not there yet');
      return engine;
    },
    afterCall: boundaries.afterCall,
  });
  const injections = new Map<string, Injection>();
  const failing = (params: Json): Injection =>
    direction === 'undo' ? { errors: [called.undoFrom ?? lastNode(scenario, params)] } : {};
  if (left !== null) injections.set(left.sagaId, failing(left.params));
  engine = await openEngine(request, database, {
    actions: registry(scenario.actions),
    onWarning({ code, message }) {
      answer({ kind: 'warning', code, message });
    },
    testing: {
      atBoundary: boundaries.at,
      inject: (sagaId) => injections.get(sagaId) ?? {},
    },
  });
  const whenAtRest = async ({ sagaId, params }: Left, begunAgain: boolean): Promise<Found> => {
    const { rest, troubled } = await allAtRest(engine, sagaId);
    boundaries.disarm();
    await scenario.settle?.(params);
    await nothingRuns(engine);
    const leftovers = await scenario.leftovers();
    return { rest, begunAgain, troubled, leftovers, state: await snapshot(database) };
  };

  if (left !== null) {
    // Whoever wanted the saga, and got no answer, asks again.
    const created = await begin(engine, scenario, left.sagaId, left.params);
    const found = await whenAtRest(left, created);
    answer({ kind: 'rested', whose: 'left', found });
  }
  if (run !== null) {
    const params = await scenario.reset(run);
    injections.set(run, failing(params));
    answer({ kind: 'prepared', params });
    boundaries.arm();
    await begin(engine, scenario, run, params);
    answer({
      kind: 'rested',
      whose: 'own',
      found: await whenAtRest({ sagaId: run, params }, false),
    });
  }
  await engine.close();
  await database.close();
}

interface Boundaries {
  readonly at: (boundary: Boundary) => void;
  readonly afterCall: (operation: string) => void;
  /** From now on boundaries count. */
  readonly arm: () => void;
  readonly disarm: () => void;
}

function watchBoundaries({ killAt, direction }: ChainRequest): Boundaries {
  const order: string[] = [];
  const counts = new Map<string, number>();
  const told = new Set<string>();
  let isArmed = false;
  let isTime = direction === 'forward';
  const counted = (what: string, of = ''): string => {
    const count = (counts.get(what + of) ?? 0) + 1;
    counts.set(what + of, count);
    return `${what} ${String(count)}`;
  };
  const pass = (saga: number, when: Target['when'], events: readonly string[]): void => {
    const [event = ''] = events;
    if (killAt === null) {
      const target: Target = { saga, when, event };
      const key = JSON.stringify(target);
      if (!told.has(key)) answer({ kind: 'boundary', target });
      told.add(key);
      return;
    }
    if (saga !== killAt.saga || when !== killAt.when || !events.includes(killAt.event)) return;
    answer({ kind: 'dying' });
    die();
  };
  return {
    arm: () => {
      isArmed = true;
    },
    disarm: () => {
      isArmed = false;
    },
    at({ sagaId, when, events }) {
      if (!isArmed) return;
      if (!order.includes(sagaId)) order.push(sagaId);
      const saga = order.indexOf(sagaId) + 1;
      isTime ||= events.some(({ type }) => type === 'failed' || type.startsWith('undo_'));
      // Where something else is written it is told apart by its number.
      const other = events.length === 0 ? [counted('other write', sagaId + when)] : [];
      if (isTime) pass(saga, when, [...events.map(eventKey), ...other]);
    },
    afterCall(operation) {
      if (isArmed && isTime) pass(0, 'after', [counted(`call of ${operation}`)]);
    },
  };
}

function lastNode(scenario: OpenScenario, params: Json): string {
  const { nodes, last } = scenario.dag(params);
  const node = nodes[last];
  if (node === undefined) throw new Error('a DAG without nodes');
  return node.id;
}

/** Whether it was not there yet. */
async function begin(
  engine: SagaEngine,
  scenario: OpenScenario,
  id: string,
  params: Json,
): Promise<boolean> {
  // The scenario has made the parameters for this DAG.
  const started = await engine.start(scenario.dag(params), params as never, { id });
  if (!started.ok) throw new Error(`${started.code}: ${started.message}`);
  return started.created;
}

/** When nothing is under way any more, also of what the saga has begun. */
async function allAtRest(
  engine: SagaEngine,
  sagaId: string,
): Promise<Pick<Found, 'rest' | 'troubled'>> {
  const waited = await engine.wait(sagaId, { timeoutMs: patienceMs });
  if (!waited.ok) throw new Error(`${waited.code}: ${waited.message}; ${await underWay(engine)}`);
  await nothingRuns(engine);
  const { sagas } = await listed(engine, { states: ['stuck', 'parked', 'abandoned'], limit: 1000 });
  return { rest: describeRest(waited.rest), troubled: sagas.map(describeTrouble) };
}

async function nothingRuns(engine: SagaEngine): Promise<void> {
  const until = Date.now() + patienceMs;
  for (let left = await underWay(engine); left !== ''; left = await underWay(engine)) {
    if (Date.now() > until) throw new Error(`not at rest: ${left}`);
    await sleep(5);
  }
}

async function underWay(engine: SagaEngine): Promise<string> {
  const { sagas } = await listed(engine, { states: ['running', 'unwinding'] });
  return sagas
    .map(({ name, id, state, owner }) => `${name} ${id} is ${state}, owner ${owner ?? 'nobody'}`)
    .join('; ');
}

function describeTrouble({ name, state, rest }: SagaSummary): string {
  return `${name} is ${state}: ${rest === null ? 'no reason' : describeRest(rest)}`;
}

function describeRest(rest: Rest): string {
  switch (rest.kind) {
    case 'done':
      return 'done';
    case 'unwound':
      return `unwound after ${rest.error.code} at ${rest.error.node ?? 'no node'}`;
    case 'stuck':
      return `stuck at ${rest.node}: ${rest.undoError.code}: ${rest.undoError.message}`;
    case 'parked':
      return `parked, ${rest.code}: ${rest.reason}`;
    case 'abandoned':
      return `abandoned: ${rest.reason}`;
  }
}

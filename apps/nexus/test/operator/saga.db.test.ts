import { randomUUID } from 'node:crypto';
import { action, dagBuilder, registry, type SagaEngine, wired } from '@skewline/saga';
import { createJournal } from '@skewline/saga/journal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useNexus } from '../support/harness.ts';
import { given, makeOperatorWorld, type OperatorWorld } from './support/world.ts';

const nexus = useNexus();
let made: OperatorWorld | undefined;
// Another program on the same database, with actions that nexus has never heard of.
let other: SagaEngine | undefined;
let undoWorks = false;

const take = action<{ output: { readonly room: number } }>({
  name: 'shed.take',
  version: 1,
  run: () => ({ room: 7 }),
  undo: () => {
    if (!undoWorks) throw new Error('the door is locked');
  },
  undoPolicy: { attempts: 1 },
});
const fill = action<{ needs: { readonly take: unknown }; output: null }>({
  name: 'shed.fill',
  version: 2,
  needs: { take: true },
  run: () => {
    throw new Error('it rains');
  },
});
const pass = action<{ output: string }>({ name: 'shed.pass', version: 1, run: () => 'ok' });

function dag(last: typeof fill | typeof pass) {
  const built = dagBuilder<object>('shed')
    .append('take', take)
    .append('fill', wired(last as typeof fill, {}))
    .build();
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.dag;
}

beforeAll(async () => {
  made = await makeOperatorWorld(nexus());
  other = await createJournal(nexus().nexus.database, {
    actions: registry([take, fill, pass]),
    recoveryMs: 2 ** 31 - 1,
  });
});
afterAll(async () => other?.close());
const client = () => {
  if (made === undefined) throw new Error('the world is there inside tests only');
  return made.client;
};

async function run(last: typeof fill | typeof pass, subject: string): Promise<string> {
  if (other === undefined) throw new Error('the engine is there inside tests only');
  const started = await other.start(dag(last), {}, { subject });
  if (!started.ok) throw new Error(started.message);
  await other.wait(started.sagaId, { timeoutMs: 30_000 });
  return started.sagaId;
}

describe('a saga that is stuck', () => {
  it('says where and why, also of actions that this nexus does not have', async () => {
    undoWorks = false;
    const subject = randomUUID();
    const id = await run(fill, subject);
    const view = given(await client().sagaView({ path: { saga_id: id } }));
    expect(view).toMatchObject({
      id,
      name: 'shed',
      subject,
      state: 'stuck',
      engine: 'journal',
      owner: null,
      params: '{}',
      reason:
        'The undo of node "take" failed: the door is locked. It was being undone: node "fill" failed: it rains.',
      nodes: [
        {
          name: 'take',
          kind: 'action',
          action: 'shed.take@1',
          after: [],
          state: 'undo_failed',
          output: '{"room":7}',
          error: 'the door is locked',
        },
        {
          name: 'fill',
          kind: 'action',
          action: 'shed.fill@2',
          after: ['take'],
          state: 'failed',
          output: null,
          error: 'it rains',
        },
      ],
    });
    expect(JSON.parse(view.dag)).toMatchObject({ format: 1, name: 'shed' });
    expect(view.events.map(({ node, type }) => [node, type])).toEqual([
      ['take', 'started'],
      ['take', 'succeeded'],
      ['fill', 'started'],
      ['fill', 'failed'],
      ['take', 'undo_started'],
      ['take', 'undo_failed'],
    ]);
    const { items } = given(await client().sagaList({ query: { subject } }));
    expect(items).toEqual([expect.objectContaining({ id, reason: view.reason })]);
  });

  it('goes on when its undo is tried again', async () => {
    undoWorks = false;
    const id = await run(fill, 'retried');
    const path = { saga_id: id, node: 'take' };
    const body = { reason: 'the key is found' };
    undoWorks = true;
    expect(await client().sagaNodeRetry({ path, body })).toMatchObject({ ok: true, status: 204 });
    await other?.recover();
    await other?.wait(id, { timeoutMs: 30_000 });
    const view = given(await client().sagaView({ path: { saga_id: id } }));
    expect(view).toMatchObject({
      state: 'unwound',
      reason: 'It was undone: node "fill" failed: it rains.',
      nodes: [{ state: 'undone' }, { state: 'failed' }],
    });
    expect(await client().sagaNodeRetry({ path, body })).toMatchObject({ status: 409 });
  });

  it('goes on when its undo is taken as done', async () => {
    undoWorks = false;
    const id = await run(fill, 'skipped');
    const body = { reason: 'I did it by hand' };
    const wrong = { saga_id: id, node: 'fill' };
    expect(await client().sagaNodeSkip({ path: wrong, body })).toMatchObject({
      status: 409,
      message: 'the undo of this node has not failed: fill',
    });
    // As the nodes of subsagas are called.
    const inner = { saga_id: id, node: 'disks/attach 50%' };
    expect(await client().sagaNodeSkip({ path: inner, body })).toMatchObject({
      status: 409,
      message: 'the undo of this node has not failed: disks/attach 50%',
    });
    const path = { saga_id: id, node: 'take' };
    expect(await client().sagaNodeSkip({ path, body })).toMatchObject({ status: 204 });
    expect(given(await client().sagaView({ path: { saga_id: id } }))).toMatchObject({
      state: 'unwound',
      nodes: [{ state: 'undo_skipped' }, { state: 'failed' }],
    });
  });

  it('can be abandoned, once', async () => {
    undoWorks = false;
    const path = { saga_id: await run(fill, 'abandoned') };
    const body = { reason: 'the shed is gone' };
    expect(await client().sagaAbandon({ path, body })).toMatchObject({ status: 204 });
    expect(given(await client().sagaView({ path }))).toMatchObject({
      state: 'abandoned',
      reason: 'An operator abandoned it: the shed is gone.',
    });
    expect(await client().sagaAbandon({ path, body })).toMatchObject({
      status: 409,
      message: 'the saga is over',
    });
    expect(await client().sagaCancel({ path, body })).toMatchObject({ status: 409 });
  });
});

it('says nothing against a saga that is done', async () => {
  const id = await run(pass, 'done');
  expect(given(await client().sagaView({ path: { saga_id: id } }))).toMatchObject({
    state: 'done',
    reason: null,
    nodes: [{ state: 'succeeded' }, { state: 'succeeded', output: '"ok"' }],
  });
});

it('says what it cannot read, and shows the rest', async () => {
  const { kysely } = nexus().nexus.database;
  const strange = await run(pass, 'strange');
  await kysely
    .updateTable('saga_event')
    .set({ event: { type: 'teleported', node: 'fill' } })
    .where('saga_id', '=', strange)
    .where('node', '=', 'fill')
    .where('slot', '=', 'started')
    .execute();
  const view = given(await client().sagaView({ path: { saga_id: strange } }));
  expect(view.reason).toMatch(
    /^1 of its events cannot be read; its events contradict each other: succeeded of fill/,
  );
  expect(view.nodes.map(({ state }) => state)).toEqual(['succeeded', 'waiting']);

  const broken = await run(pass, 'broken');
  await kysely
    .updateTable('saga')
    .set({ dag: { format: 2 } })
    .where('id', '=', broken)
    .execute();
  expect(given(await client().sagaView({ path: { saga_id: broken } }))).toMatchObject({
    nodes: [],
    reason: 'its DAG cannot be read: format 2; this program reads 1',
  });
});

it('refuses what is no saga, and reasons that are none', async () => {
  const path = { saga_id: randomUUID() };
  const message = `not found: saga with id "${path.saga_id}"`;
  expect(await client().sagaView({ path })).toMatchObject({ status: 404, message });
  const body = { reason: 'because' };
  expect(await client().sagaAbandon({ path, body })).toMatchObject({ status: 404 });
  expect(await client().sagaAbandon({ path, body: { reason: '' } })).toMatchObject({ status: 400 });
});

it('lists newest first, by state and name, in pages', async () => {
  const name = 'shed';
  const all = given(await client().sagaList({ query: { name, limit: 1000 } })).items;
  expect(all.length).toBeGreaterThan(4);
  const times = all.map(({ time_created }) => time_created);
  expect(times).toEqual(times.toSorted().toReversed());
  for (const state of ['stuck', 'done', 'unwound', 'abandoned', 'running'] as const) {
    const some = given(await client().sagaList({ query: { name, state, limit: 1000 } })).items;
    expect(some).toEqual(all.filter((saga) => saga.state === state));
  }
  const paged: string[] = [];
  let token: string | null = null;
  do {
    const query: { page_token?: string } = token === null ? {} : { page_token: token };
    const page = given(await client().sagaList({ query: { name, limit: 2, ...query } }));
    paged.push(...page.items.map(({ id }) => id));
    token = page.next_page;
  } while (token !== null);
  expect(paged).toEqual(all.map(({ id }) => id));
});

import { fromWire } from '@skewline/nexus-types/wire';
import { Refusal } from '@skewline/runtime';
import type { LossEvent } from '@skewline/runtime/client';
import type { SledVmmState as OldReport } from '@skewline/sled-agent-types/v1';
import type { SledVmmState as Report } from '@skewline/sled-agent-types/v49';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ageFolder, type AnyResult, loadClient, loadServer } from './ages.ts';
import { caseHeader, type RecordingServer, startRecording } from './recording-server.ts';

/**
 * Where it began: a VMM fails, and somebody wants to know why. The type that says so belongs to two
 * APIs, whose sides depend on each other in a circle. A sled agent is a client of the Nexus internal
 * API, and of version 2 of it from version 49 of its own on.
 */
const folder = (version: string): string => ageFolder('nexus-internal', version);
const [oldSled, newSled] = [await loadClient(folder('1')), await loadClient(folder('2'))];
const path = { propolis_id: 'd1b0e9a0-4e1d-4b7a-9c3f-000000000009' };
const declared = 'why a VMM failed: cause and detail';

const failed: Report = {
  vmm_state: {
    gen: 7,
    state: { kind: 'failed', cause: 'zone_gone', detail: 'the zone oxz_propolis-server is gone' },
    time_updated: '2026-11-21T10:00:00.000Z',
  },
  migration_in: null,
};
const oldFailed: OldReport = {
  vmm_state: { gen: 7, state: 'failed', time_updated: '2026-11-21T10:00:00.000Z' },
  migration_in: null,
};

let [oldNexus, newNexus]: [RecordingServer?, RecordingServer?] = [];

beforeAll(async () => {
  oldNexus = await startRecording(await loadServer(folder('1')));
  newNexus = await startRecording(await loadServer(folder('2')));
});
afterAll(() => Promise.all([oldNexus?.close(), newNexus?.close()]));

interface Told {
  readonly result: AnyResult;
  /** What the handler of Nexus got. */
  readonly body: unknown;
  /** What the client's hook was told. */
  readonly events: readonly LossEvent[];
}

async function report(
  sled: typeof newSled,
  nexus: RecordingServer | undefined,
  body: unknown,
  onLoss: (event: LossEvent) => 'refuse' | undefined = () => undefined,
): Promise<Told> {
  const call = sled.calls['cpapiInstancesPut'];
  if (nexus === undefined || call === undefined) throw new Error('it has not begun');
  const events: LossEvent[] = [];
  const connection = sled.connect({
    baseUrl: nexus.url,
    hooks: {
      onLoss(event) {
        events.push(event);
        return onLoss(event);
      },
    },
  });
  nexus.answer('seeds', { status: 204, headers: {} });
  const result = await call(connection, { path, body }, { headers: { [caseHeader]: 'seeds' } });
  const { request } = nexus.taken('seeds');
  // A handler's request has a body, where there was one.
  return { result, body: (request as { readonly body?: unknown } | undefined)?.body, events };
}

/** What the domain makes of a report that has reached a new Nexus. */
function reasonOf(body: unknown): unknown {
  // The server has validated it against this very type.
  const domain = fromWire(body as Report);
  if (domain instanceof Refusal) throw new Error(domain.message);
  return domain.vmmState.state;
}

test('a new sled agent tells a new Nexus why, and the domain knows it', async () => {
  const { result, body, events } = await report(newSled, newNexus, failed);
  expect(result).toMatchObject({ ok: true, status: 204, version: '2.0.0', losses: [] });
  expect(events).toEqual([]);
  expect(body).toEqual(failed);
  expect(reasonOf(body)).toEqual({
    kind: 'failed',
    reason: 'zone_gone',
    detail: 'the zone oxz_propolis-server is gone',
  });
});

test('a new sled agent cannot tell an old Nexus why: the loss is declared, and its hook is told', async () => {
  const { result, body, events } = await report(newSled, oldNexus, failed);
  expect(body).toEqual(oldFailed);
  expect(result).toMatchObject({ ok: true, status: 204, version: '1.0.0', losses: [declared] });
  expect(events).toMatchObject([
    {
      operation: 'cpapi_instances_put',
      direction: 'request',
      loss: declared,
      from: failed.vmm_state.state,
      to: 'failed',
      version: '1.0.0',
    },
  ]);
});

test('who minds the loss can refuse it, and then nothing is sent', async () => {
  const { result, body } = await report(newSled, oldNexus, failed, () => 'refuse');
  expect(result).toMatchObject({ ok: false, code: 'unrepresentable', version: '1.0.0' });
  expect(result.message).toContain(declared);
  expect(body).toBeUndefined();
});

test('nothing is lost where nothing was said', async () => {
  const running: Report = {
    ...failed,
    vmm_state: { ...failed.vmm_state, state: { kind: 'running' } },
  };
  const { result, body, events } = await report(newSled, oldNexus, running);
  expect(result).toMatchObject({ ok: true, losses: [] });
  expect(events).toEqual([]);
  expect(body).toMatchObject({ vmm_state: { state: 'running' } });
});

test('an old sled agent does not know why, and a new Nexus says that it was the sled agent that said so', async () => {
  const { result, body, events } = await report(oldSled, newNexus, oldFailed);
  expect(result).toMatchObject({ ok: true, status: 204, version: '1.0.0', losses: [] });
  expect(events).toEqual([]);
  expect(reasonOf(body)).toEqual({ kind: 'failed', reason: 'from_sled_agent', detail: null });
});

test('an old sled agent and an old Nexus know of nothing else', async () => {
  const { result, body } = await report(oldSled, oldNexus, oldFailed);
  expect(result).toMatchObject({ ok: true, status: 204, version: '1.0.0', losses: [] });
  expect(body).toEqual(oldFailed);
});

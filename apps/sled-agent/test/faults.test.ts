import { vmmGetState, vmmPutState, vmmRegister } from '@skewline/sled-agent-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiFault, Fault } from '../src/control/client.ts';
import { toStart, vmmId } from './support/body.ts';
import { startNexus, storyOf, type TestNexus } from './support/nexus.ts';
import { startTestSled, type TestSled, viewOf } from './support/sled.ts';
import { soon } from './support/soon.ts';

const path = { propolis_id: vmmId };
let nexus: TestNexus;
let sled: TestSled;
beforeEach(async () => {
  nexus = await startNexus('2');
  sled = await startTestSled({ nexusUrls: [nexus.url] });
});
afterEach(async () => {
  await sled.close();
  await nexus.close();
});

const register = () => vmmRegister(sled.connection, { path, body: toStart }, { timeoutMs: 300 });

describe('a fault of requests', () => {
  test.each<[ApiFault, object, boolean]>([
    [{ kind: 'status', status: 500, errorCode: 'Internal' }, { status: 500 }, false],
    [{ kind: 'status', when: 'after' }, { status: 503 }, true],
    [{ kind: 'drop' }, { code: 'timeout' }, false],
    [{ kind: 'drop', when: 'after' }, { code: 'timeout' }, true],
    [{ kind: 'refuse' }, { code: 'network' }, false],
    [{ kind: 'refuse', when: 'after' }, { code: 'network' }, true],
    [{ kind: 'corrupt' }, { code: 'response_invalid' }, false],
    [{ kind: 'corrupt', when: 'after' }, { code: 'response_invalid' }, true],
    [{ kind: 'delay', delayMs: 50 }, { ok: true }, true],
    [{ kind: 'delay', delayMs: 1000 }, { code: 'timeout' }, false],
  ])('%j', async (fault, answer, isDone) => {
    const put = await sled.control.putFaults([{ ...fault, operation: 'vmm_register', times: 1 }]);
    expect(put).toMatchObject({ ok: true });
    expect(await register()).toMatchObject(answer);
    expect((await viewOf(sled)).vmms).toHaveLength(isDone ? 1 : 0);
    // It was for one request.
    expect(await register()).toMatchObject({ ok: true });
    expect((await viewOf(sled)).faults).toEqual([]);
  });

  test('is of one operation and one VMM, until it is removed', async () => {
    await sled.control.putFaults([{ kind: 'status', operation: 'vmm_get_state', vmmId }]);
    expect(await register()).toMatchObject({ ok: true });
    expect(await vmmGetState(sled.connection, { path })).toMatchObject({ status: 503 });
    expect(await vmmGetState(sled.connection, { path })).toMatchObject({ status: 503 });
    const other = { propolis_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3aff' };
    expect(await vmmGetState(sled.connection, { path: other })).toMatchObject({ status: 404 });
    await sled.control.deleteFaults();
    expect(await vmmGetState(sled.connection, { path })).toMatchObject({ ok: true });
  });
});

describe('a fault of reports', () => {
  const lead = async (faults: readonly Fault[]): Promise<void> => {
    expect(await sled.control.putFaults(faults)).toMatchObject({ ok: true });
    await register();
    await vmmPutState(sled.connection, { path, body: { state: { type: 'running' } } });
    await soon(async () => {
      expect((await viewOf(sled)).vmms[0]).toMatchObject({ unsent: 0, work: null });
    });
    await sled.control.shutdownGuest(vmmId);
    await soon(async () => {
      expect((await viewOf(sled)).vmms).toEqual([]);
    });
  };
  test.each<[string, readonly Fault[], readonly string[]]>([
    ['none', [], ['running@2', 'destroyed@3']],
    ['drop', [{ target: 'reports', kind: 'drop', times: 3 }], ['running@2', 'destroyed@3']],
    [
      'drop the answer',
      [{ target: 'reports', kind: 'drop', when: 'after', times: 1 }],
      ['running@2', 'running@2', 'destroyed@3'],
    ],
    [
      'delay',
      [{ target: 'reports', kind: 'delay', delayMs: 30, times: 1 }],
      ['running@2', 'destroyed@3'],
    ],
    [
      'duplicate',
      [{ target: 'reports', kind: 'duplicate', times: 2 }],
      ['running@2', 'running@2', 'destroyed@3', 'destroyed@3'],
    ],
    [
      'reorder',
      [{ target: 'reports', kind: 'reorder', times: 1 }],
      ['running@2', 'destroyed@3', 'running@2'],
    ],
  ])('%s', async (_name, faults, story) => {
    await lead(faults);
    expect(storyOf(nexus)).toEqual(story);
  });
});

describe('the control port', () => {
  test('makes the next start fail, and only that', async () => {
    const failure = { cause: 'setup_failed', detail: 'no such device' } as const;
    expect(await sled.control.failNextStart(failure)).toMatchObject({ ok: true });
    await register();
    await vmmPutState(sled.connection, { path, body: { state: { type: 'running' } } });
    await soon(() => {
      expect(nexus.heard).toMatchObject([
        { report: { vmm_state: { state: { kind: 'failed', ...failure } } } },
      ]);
    });
    expect((await viewOf(sled)).nextStartFails).toBeNull();
  });

  test('loses a VMM without a word', async () => {
    await register();
    expect(await sled.control.forgetVmm(vmmId)).toMatchObject({ ok: true });
    expect(await vmmGetState(sled.connection, { path })).toMatchObject({
      status: 404,
      error: { error_code: 'NO_SUCH_INSTANCE' },
    });
    expect(nexus.heard).toEqual([]);
    expect(await sled.control.forgetVmm(vmmId)).toMatchObject({ status: 404 });
  });

  test('restarts as after a crash: VMMs are there, and what goes on goes on', async () => {
    await register();
    await vmmPutState(sled.connection, { path, body: { state: { type: 'running' } } });
    const { url } = await viewOf(sled);
    const restarted = { ok: true, value: { url, vmms: [{ id: vmmId }] } };
    expect(await sled.control.restart()).toMatchObject(restarted);
    await soon(() => {
      expect(storyOf(nexus).at(-1)).toBe('running@2');
    });
    await soon(async () => {
      expect((await viewOf(sled)).vmms).toMatchObject([{ unsent: 0 }]);
    });
    // Nexus hears how things are, for what it was told last may have been lost.
    const before = nexus.heard.length;
    expect(await sled.control.restart()).toMatchObject(restarted);
    await soon(() => {
      expect(storyOf(nexus).slice(before)).toEqual(['running@2']);
    });
    expect(await vmmGetState(sled.connection, { path })).toMatchObject({ ok: true });
  });

  test.each([
    ['PUT', '/faults', '[{"kind":"duplicate"}]', 400, /body\/0\/kind must be equal to one of/],
    ['PUT', '/faults', '[{"kind":"drop","operation":"nothing"}]', 400, /operation/],
    ['PUT', '/faults', '[{"kind":"drop","time":1}]', 400, /additional properties/],
    ['POST', '/power', '{"state":"half"}', 400, /state/],
    ['POST', `/vmms/${vmmId}/fail`, '{"cause":"mood","detail":null}', 400, /cause/],
    ['POST', '/vmms/web/forget', undefined, 400, /uuid/],
    ['POST', `/vmms/${vmmId}/shutdown`, undefined, 404, /no VMM/],
    ['GET', '/nothing', undefined, 404, /there is no GET \/nothing/],
    ['PUT', '/faults', '[', 400, /JSON/],
  ])('answers %s %s %s with %i', async (method, at, body, status, message) => {
    const response = await fetch(`${sled.control.baseUrl}${at}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    });
    expect(response.status).toBe(status);
    // Errors of the control port have a message.
    const answer = (await response.json()) as { message: string };
    expect(answer.message).toMatch(message);
  });
});

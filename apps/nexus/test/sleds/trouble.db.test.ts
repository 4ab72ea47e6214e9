import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { localDisk } from './support/local-disk.ts';
import { useSledWorld } from './support/sled-world.ts';

const world = useSledWorld();

describe('a sled agent in trouble', () => {
  const unreachable = { kind: 'unreachable' };
  const notUnderstood = { kind: 'not_understood' };
  it.each([
    { trouble: { kind: 'drop' }, answer: unreachable },
    { trouble: { kind: 'delay', ms: 5000 }, answer: { kind: 'unreachable', timedOut: true } },
    { trouble: { kind: 'corrupt', body: '{"vmm_state":' }, answer: notUnderstood },
    {
      trouble: { kind: 'corrupt', body: '{"vmm_state":{"gen":"7"},"updated_runtime":7}' },
      answer: notUnderstood,
    },
    { trouble: { kind: 'corrupt', body: '<html>', type: 'text/html' }, answer: notUnderstood },
    { trouble: { kind: 'corrupt', body: '\u0000\u0001' }, answer: notUnderstood },
    {
      trouble: { kind: 'error', status: 404, errorCode: 'NO_SUCH_INSTANCE' },
      answer: { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' },
    },
    {
      trouble: { kind: 'error', status: 503 },
      answer: { kind: 'error_status', status: 503, errorCode: null },
    },
    {
      trouble: { kind: 'error', status: 500, errorCode: 'Internal' },
      answer: { kind: 'error_status', status: 500, errorCode: 'Internal' },
    },
  ] as const)('$trouble: $answer', async ({ trouble, answer }) => {
    const { server, sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds({ sledTimeoutMs: 300 });
    const { vmm } = await world.registration(sledId);
    await sleds.ask(vmm);
    server.trouble = trouble;
    expect(await sleds.ask(vmm)).toEqual(answer);
    const agent = sleds.agent(sledId);
    for (const asked of [
      agent.putVmmState(vmm.id, { kind: 'running' }),
      agent.unregisterVmm(vmm.id),
    ]) {
      expect(await asked).toEqual(answer);
    }
    server.trouble = { kind: 'none' };
    expect(await sleds.ask(vmm)).toMatchObject({ status: 404, errorCode: 'NO_SUCH_INSTANCE' });
  });

  it.each([
    { trouble: { kind: 'drop' }, answer: unreachable },
    { trouble: { kind: 'delay', ms: 5000 }, answer: { kind: 'unreachable', timedOut: true } },
    { trouble: { kind: 'corrupt', body: '{}' }, answer: notUnderstood },
    { trouble: { kind: 'error', status: 503 }, answer: notUnderstood },
  ] as const)('does not say its versions, $trouble: $answer', async ({ trouble, answer }) => {
    const { server, sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds({ sledTimeoutMs: 300 });
    server.trouble = trouble;
    const { vmm } = await world.registration(sledId);
    expect(await sleds.ask(vmm)).toEqual(answer);
    expect(await sleds.agent(sledId).ensureLocalStorage(localDisk(sledId))).toEqual(answer);
    server.trouble = { kind: 'none' };
    expect(await sleds.agent(sledId).ensureLocalStorage(localDisk(sledId))).toMatchObject({
      kind: 'ok',
    });
  });

  it('that is not there cannot be reached, also where it was before', async () => {
    const { server, sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds();
    const { vmm } = await world.registration(sledId);
    await sleds.ask(vmm);
    await server.close();
    expect(await sleds.ask(vmm)).toEqual(unreachable);
    // What was negotiated before is no proof that it is still there.
    expect(await sleds.agent(sledId).ensureLocalStorage(localDisk(sledId))).toEqual(unreachable);
  });

  it('of which nothing is known cannot be reached', async () => {
    const sleds = world.sleds();
    const sledId = randomUUID();
    const disk = localDisk(sledId);
    expect(await sleds.ask({ id: randomUUID(), sledId })).toEqual(unreachable);
    expect(await sleds.agent(sledId).ensureLocalStorage(disk)).toEqual(unreachable);
  });
});

describe('whoever asks', () => {
  it('may give up', async () => {
    const { server, sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds({ sledTimeoutMs: 60_000 });
    const { vmm } = await world.registration(sledId);
    await sleds.ask(vmm);
    server.trouble = { kind: 'delay', ms: 60_000 };
    expect(await sleds.ask(vmm, AbortSignal.timeout(50))).toEqual({ kind: 'unreachable' });
    expect(await sleds.ask(vmm, AbortSignal.abort())).toEqual({ kind: 'unreachable' });
  });

  it('is let go when nexus stops', async () => {
    const { server, sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds({ sledTimeoutMs: 60_000 });
    const { vmm } = await world.registration(sledId);
    await sleds.ask(vmm);
    server.trouble = { kind: 'delay', ms: 60_000 };
    const asked = sleds.ask(vmm);
    await sleep(30);
    await sleds.close();
    expect(await asked).toEqual({ kind: 'unreachable' });
  });
});

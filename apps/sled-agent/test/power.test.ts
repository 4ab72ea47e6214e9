import { vmmGetState, vmmRegister } from '@skewline/sled-agent-client';
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { toStart, vmmId } from './support/body.ts';
import { startGateway } from './support/gateway.ts';
import { startNexus } from './support/nexus.ts';
import { startTestSled, temporaryFolder, viewOf } from './support/sled.ts';
import { soon } from './support/soon.ts';

const path = { propolis_id: vmmId };

test('off loses the VMMs without a report, closes the port, and tells the gateway', async () => {
  const [gateway, nexus] = [await startGateway(), await startNexus('2')];
  const powered = await startTestSled({ nexusUrls: [nexus.url], gatewayUrl: gateway.url });
  await vmmRegister(powered.connection, { path, body: toStart });
  const { url } = await viewOf(powered);
  await soon(() => {
    expect(gateway.told).toEqual(['BRM1 A0']);
  });
  const off = await powered.control.power('off');
  expect(off).toMatchObject({ ok: true, value: { power: 'off', isGatewayTold: true } });
  expect(await viewOf(powered)).toMatchObject({ power: 'off', url: null, vmms: [] });
  const asked = await vmmGetState(powered.connection, { path }, { timeoutMs: 500 });
  expect(asked).toMatchObject({ code: 'network' });
  expect(await powered.control.restart()).toMatchObject({ status: 503, code: 'SledOff' });

  const on = await powered.control.power('on');
  expect(on).toMatchObject({ ok: true, value: { power: 'on', isGatewayTold: true } });
  expect(await viewOf(powered)).toMatchObject({ power: 'on', url, vmms: [] });
  expect(await vmmGetState(powered.connection, { path })).toMatchObject({ status: 404 });
  expect(gateway.told).toEqual(['BRM1 A0', 'BRM1 A2', 'BRM1 A0']);
  expect(nexus.heard).toEqual([]);
  await powered.close();
  await gateway.close();
  await nexus.close();
});

test('that is off stays off when the sled agent is started again', async () => {
  const [gateway, stateDirectory] = [await startGateway(), await temporaryFolder()];
  const file = { stateDirectory, gatewayUrl: gateway.url };
  const before = await startTestSled(file);
  await soon(() => {
    expect(gateway.told).toEqual(['BRM1 A0']);
  });
  await before.control.power('off');
  await before.close();
  const after = await startTestSled(file);
  expect(await viewOf(after)).toMatchObject({ power: 'off', url: null });
  await soon(() => {
    expect(gateway.told).toEqual(['BRM1 A0', 'BRM1 A2', 'BRM1 A2']);
  });
  expect(await after.control.power('on')).toMatchObject({ ok: true });
  expect((await viewOf(after)).url).not.toBeNull();
  await after.close();
  await gateway.close();
  await rm(stateDirectory, { recursive: true, force: true });
});

test('is told to a gateway that comes later, and last as it is by then', async () => {
  const away = await startGateway();
  await away.close();
  const sled = await startTestSled({ gatewayUrl: away.url });
  const off = sled.control.power('off');
  const gateway = await startGateway(Number(new URL(away.url).port));
  expect(await off).toMatchObject({ ok: true, value: { power: 'off', isGatewayTold: true } });
  expect(gateway.told.at(-1)).toBe('BRM1 A2');
  await sled.close();
  await gateway.close();
});

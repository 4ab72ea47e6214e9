import { setTimeout as sleep } from 'node:timers/promises';
import { createGatewayClient } from '@skewline/gateway-types/client';
import {
  type NexusHandle,
  type ProcessHandle,
  type Rack,
  RackProblem,
  type SledHandle,
  valueOf,
} from '../../src/index.ts';
import { switchPower } from '../../src/power.ts';
import type { PostgresServer } from '../../../../packages/db-model/test/support/postgres-server.ts';
import type { FailedVmm } from '../snapshot/snapshot.ts';
import type { Fault } from './fault.ts';

const mostTries = 20;

/** Where faults happen. */
export interface Scene {
  readonly rack: Rack;
  readonly database: PostgresServer;
  /** VMMs that were made to fail are told here. */
  readonly failed: FailedVmm[];
}

/** `false`: there was nothing that could go wrong so, such as no VMM to fail. */
export type Injected = boolean;

/** Lets something go wrong, and resolves when that is over. */
export async function inject(fault: Fault, scene: Scene): Promise<Injected> {
  const { rack, database } = scene;
  switch (fault.kind) {
    case 'nexus_kill':
    case 'nexus_stop': {
      const nexus = nth(rack.nexus, fault.nexus);
      if (nexus.process !== 'running') return false;
      await nexus.kill(fault.kind === 'nexus_kill' ? 'SIGKILL' : 'SIGTERM');
      await sleep(fault.lastsMs);
      await startNexus(nexus);
      return true;
    }
    case 'nexus_pause':
      return pause(nth(rack.nexus, fault.nexus), fault.lastsMs);
    case 'sled_kill': {
      const sled = nth(rack.sleds, fault.sled);
      if (sled.process !== 'running') return false;
      await sled.kill('SIGKILL');
      await sleep(fault.lastsMs);
      await sled.start(fault.version ?? undefined);
      return true;
    }
    case 'sled_pause':
      return pause(nth(rack.sleds, fault.sled), fault.lastsMs);
    case 'sled_requests':
    case 'sled_reports': {
      const { control } = nth(rack.sleds, fault.sled);
      const put = await control.putFaults(fault.faults);
      if (!put.ok) return false;
      await sleep(fault.lastsMs);
      await control.deleteFaults();
      return true;
    }
    case 'vmm_fail':
      return withVmm(nth(rack.sleds, fault.sled), fault.pick, async (sled, id) => {
        const answer = await sled.control.failVmm(id, fault.failure);
        const { id: sledId, version } = sled;
        if (answer.ok) scene.failed.push({ id, sledId, version, cause: fault.failure.cause });
        return answer;
      });
    case 'vmm_forget':
      return withVmm(nth(rack.sleds, fault.sled), fault.pick, ({ control }, id) =>
        control.forgetVmm(id),
      );
    case 'guest_shutdown':
      return withVmm(nth(rack.sleds, fault.sled), fault.pick, ({ control }, id) =>
        control.shutdownGuest(id),
      );
    case 'next_start_fails':
      return (await nth(rack.sleds, fault.sled).control.failNextStart(fault.failure)).ok;
    case 'power_off': {
      const sled = nth(rack.sleds, fault.sled);
      // Nobody may say that it is off while guests still run.
      await sled.kill('SIGKILL');
      await untilHeard(() => sled.powerOff());
      if (fault.lastsMs === null) return true;
      await sleep(fault.lastsMs);
      await powerOn(scene, sled);
      return true;
    }
    case 'power_on':
      await powerOn(scene, nth(rack.sleds, fault.sled));
      return true;
    case 'sled_expunge':
      return expunge(scene, nth(rack.sleds, fault.sled));
    case 'gateway_kill':
      if (rack.gateway.process !== 'running') return false;
      await rack.gateway.kill('SIGKILL');
      await sleep(fault.lastsMs);
      await rack.gateway.start();
      return true;
    case 'gateway_slow':
      if (!(await putGatewayFaults(rack, { delayMs: fault.delayMs }))) return false;
      await sleep(fault.lastsMs);
      await putGatewayFaults(rack, { delayMs: 0 });
      return true;
    case 'gateway_refuse':
      return putGatewayFaults(rack, { refuse: fault.refuse, drop: fault.drop });
    case 'database_stop':
      await database.stop();
      await sleep(fault.lastsMs);
      await database.start();
      return true;
  }
}

function nth<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`there is no number ${String(index)}`);
  return item;
}

/** Nexus does not begin without its database; whoever runs one starts it again. */
async function startNexus(nexus: NexusHandle): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await nexus.start();
      return;
    } catch (error) {
      const isWorthATry = error instanceof RackProblem && error.code === 'process_failed';
      if (!isWorthATry || tries === mostTries) throw error;
      await sleep(500);
    }
  }
}

async function pause(handle: ProcessHandle, lastsMs: number): Promise<Injected> {
  if (handle.process !== 'running') return false;
  handle.pause();
  await sleep(lastsMs);
  handle.resume();
  return true;
}

/** With one of the VMMs that run on the sled. */
async function withVmm(
  sled: SledHandle,
  pick: number,
  work: (sled: SledHandle, vmmId: string) => Promise<{ readonly ok: boolean }>,
): Promise<Injected> {
  if (sled.process !== 'running') return false;
  const state = await sled.control.state();
  if (!state.ok) return false;
  const running = state.value.vmms.filter(({ state: at }) => at.vmm_state.state.kind === 'running');
  const vmm = running[pick % Math.max(1, running.length)];
  return vmm !== undefined && (await work(sled, vmm.id)).ok;
}

async function powerOn(scene: Scene, sled: SledHandle): Promise<void> {
  await untilHeard(() => switchPower(scene.rack.gateway.url, sled.serial, 'A0'));
  await sled.start();
}

/** Until it says yes: an operator who means it goes on. */
async function expunge({ rack }: Scene, sled: SledHandle): Promise<Injected> {
  for (let turn = 0; ; turn += 1) {
    const { operator } = nth(rack.nexus, turn % rack.nexus.length).as(rack.operator.token);
    const answer = await operator.sledExpunge({ path: { sled_id: sled.id } });
    if (answer.ok) return true;
    if (answer.code === 'error_status' && Number(answer.status) < 500) valueOf(answer);
    await sleep(500);
  }
}

/** The power of a host does not depend on whether the gateway answers: who switches it does so until it is heard. */
async function untilHeard(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch {
      await sleep(100);
    }
  }
}

async function putGatewayFaults(rack: Rack, faults: object): Promise<Injected> {
  try {
    const answer = await fetch(`${rack.gateway.url}/control/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Another fault has it down.
    return false;
  }
}

/** No fault is left but that some sleds have no power. */
export async function liftAll({ rack, database }: Scene, off: readonly number[]): Promise<void> {
  await database.start();
  const gateway = createGatewayClient({ baseUrl: rack.gateway.url });
  if (rack.gateway.process === 'stopped') await rack.gateway.start();
  await fetch(`${rack.gateway.url}/control/faults`, { method: 'DELETE' });
  valueOf(await gateway.sledPowerList());
  for (const nexus of rack.nexus) {
    nexus.resume();
    if (nexus.process === 'stopped') await startNexus(nexus);
  }
  for (const [index, sled] of rack.sleds.entries()) {
    if (off.includes(index)) continue;
    sled.resume();
    if (sled.process === 'stopped') await sled.start();
    await sled.control.deleteFaults();
    await sled.control.failNextStart(null);
  }
}

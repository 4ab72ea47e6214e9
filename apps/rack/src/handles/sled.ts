import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl, type SledControl } from '@skewline/sled-agent/control';
import { sledConfig, type Surroundings, urlOf } from '../configs.ts';
import type { SledHandle } from '../handles.ts';
import { sledHost } from '../ports.ts';
import { switchPower } from '../power.ts';
import { RackProblem } from '../problem.ts';
import type { ProcessGroup } from '../processes/group.ts';
import type { RackProcess } from '../processes/process.ts';
import type { SledState } from '../state.ts';
import { processHandle } from './process.ts';

/** With what the rack needs beside what everybody may have. */
export interface StartingSled extends SledHandle {
  start(version?: number, signal?: AbortSignal): Promise<void>;
  powerOn(signal?: AbortSignal): Promise<void>;
}

export function makeSled(
  sled: SledState,
  index: number,
  surroundings: Surroundings,
  group: ProcessGroup,
  /** Remembers the version for the next time. */
  remember: (version: number) => Promise<void>,
): StartingSled {
  const url = urlOf(sled.port, sledHost(index));
  const controlUrl = urlOf(sled.controlPort);
  const { folder } = surroundings;
  const name = `sled-${String(index)}`;
  const running = group.add(name, [`${controlUrl}/state`]);
  const control = connectControl(controlUrl);
  const gatewayUrl = urlOf(surroundings.state.gateway.port);
  let version = sled.version;
  const start: StartingSled['start'] = async (newVersion, signal) => {
    if (newVersion !== undefined && newVersion !== version) {
      version = newVersion;
      await remember(version);
    }
    await mkdir(folder.sledDirectory(sled.serial), { recursive: true });
    const config = await folder.writeConfig(name, sledConfig(sled, version, surroundings));
    await running.spawn({ module: '@skewline/sled-agent/cli', parameters: ['--config', config] });
    await running.ready(signal);
    await untilServes(control, running);
  };
  return {
    ...processHandle(running),
    get process() {
      return running.state;
    },
    get version() {
      return version;
    },
    id: sled.id,
    serial: sled.serial,
    url,
    control,
    start,
    async powerOff() {
      await switchPower(gatewayUrl, sled.serial, 'A2');
      await running.kill('SIGKILL');
      // VMMs survive a sled agent, and no power-off.
      await rm(folder.sledDirectory(sled.serial), { recursive: true, force: true });
    },
    async powerOn(signal) {
      await switchPower(gatewayUrl, sled.serial, 'A0');
      if (running.state === 'stopped') await start(undefined, signal);
      // Its control port may have switched it off: that outlives the process.
      const on = await control.power('on');
      if (!on.ok) throw new RackProblem('process_failed', `${sled.serial}: ${on.message}`, null);
    },
  };
}

const pollMs = 50;

/** The control port listens first. Then the API does, unless the sled is off. */
async function untilServes(control: SledControl, running: RackProcess): Promise<void> {
  for (;;) {
    const seen = await control.state();
    if (seen.ok && (seen.value.power === 'off' || seen.value.url !== null)) return;
    if (running.state === 'stopped') {
      throw new RackProblem(
        'process_failed',
        `${running.name} ended when it should have started:\n${await running.lastWords()}`,
        `all that it said is in ${running.logFile}`,
      );
    }
    await sleep(pollMs);
  }
}

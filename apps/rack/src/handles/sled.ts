import { mkdir, rm } from 'node:fs/promises';
import { connectControl } from '@skewline/sled-agent/control';
import { sledConfig, type Surroundings, urlOf } from '../configs.ts';
import type { SledHandle } from '../handles.ts';
import { switchPower } from '../power.ts';
import type { ProcessGroup } from '../processes/group.ts';
import type { SledState } from '../state.ts';
import { processHandle } from './process.ts';

/** With what the rack needs beside what everybody may have. */
export interface StartingSled extends SledHandle {
  start(version?: number, signal?: AbortSignal): Promise<void>;
}

export function makeSled(
  sled: SledState,
  index: number,
  surroundings: Surroundings,
  group: ProcessGroup,
  /** Remembers the version for the next time. */
  remember: (version: number) => Promise<void>,
): StartingSled {
  const url = urlOf(sled.port);
  const controlUrl = urlOf(sled.controlPort);
  const { folder } = surroundings;
  const name = `sled-${String(index)}`;
  const running = group.add(name, [`${controlUrl}/state`, `${url}/.well-known/api-versions`]);
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
    control: connectControl(controlUrl),
    start,
    async powerOff() {
      await switchPower(gatewayUrl, sled.serial, 'A2');
      await running.kill('SIGKILL');
      // VMMs survive a sled agent, and no power-off.
      await rm(folder.sledDirectory(sled.serial), { recursive: true, force: true });
    },
    async powerOn() {
      await switchPower(gatewayUrl, sled.serial, 'A0');
      await start();
    },
  };
}

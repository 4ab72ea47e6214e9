import { rm } from 'node:fs/promises';
import { createSledControl } from '@skewline/sled-agent/control';
import { clientsAt } from './clients.ts';
import { gatewayConfig, nexusConfig, sledConfig, type Surroundings, urlOf } from './configs.ts';
import type { GatewayHandle, NexusHandle, ProcessHandle, SledHandle } from './handles.ts';
import type { NexusAge } from './options.ts';
import { switchPower } from './power.ts';
import type { ProcessGroup } from './processes/group.ts';
import type { RackProcess } from './processes/process.ts';
import type { NexusState, SledState } from './state.ts';

/** What the rack needs beside what everybody may have. */
export interface StartingNexus extends NexusHandle {
  start(age?: NexusAge, signal?: AbortSignal): Promise<void>;
  /** Writes what it would be told now; gives the file. */
  writeConfig(): Promise<string>;
}

export interface StartingSled extends SledHandle {
  start(version?: number, signal?: AbortSignal): Promise<void>;
}

export interface StartingGateway extends GatewayHandle {
  start(signal?: AbortSignal): Promise<void>;
}

export function makeGateway(surroundings: Surroundings, group: ProcessGroup): StartingGateway {
  const url = urlOf(surroundings.state.gateway.port);
  const running = group.add('gateway', [`${url}/control/faults`]);
  return {
    ...processHandle(running),
    get process() {
      return running.state;
    },
    url,
    async start(signal) {
      const config = await surroundings.folder.writeConfig('gateway', gatewayConfig(surroundings));
      await running.spawn({ module: '@skewline/gateway/cli', parameters: ['--config', config] });
      await running.ready(signal);
    },
  };
}

export function makeNexus(
  firstAge: NexusAge,
  index: number,
  surroundings: Surroundings,
  group: ProcessGroup,
): StartingNexus {
  // There is one for each age; see `planRack`.
  const state: NexusState = surroundings.state.nexus[index]!;
  const url = urlOf(state.port);
  const internalUrl = urlOf(state.internalPort);
  const name = `nexus-${String(index)}`;
  const running = group.add(name, [`${url}/health/ready`, `${internalUrl}/health/ready`]);
  let age = firstAge;
  const writeConfig = (): Promise<string> =>
    surroundings.folder.writeConfig(name, nexusConfig(state, age, surroundings));
  return {
    ...processHandle(running),
    get process() {
      return running.state;
    },
    get age() {
      return age;
    },
    url,
    internalUrl,
    writeConfig,
    async start(newAge, signal) {
      age = newAge ?? age;
      const config = await writeConfig();
      await running.spawn({
        module: '@skewline/nexus/cli',
        parameters: ['serve', '--config', config],
      });
      await running.ready(signal);
    },
    as: (token) => clientsAt(url, token),
  };
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
  const running = group.add(name, [`${url}/health/live`, `${controlUrl}/health/live`]);
  const gatewayUrl = urlOf(surroundings.state.gateway.port);
  let version = sled.version;
  const start: StartingSled['start'] = async (newVersion, signal) => {
    if (newVersion !== undefined && newVersion !== version) {
      version = newVersion;
      await remember(version);
    }
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
    control: createSledControl(controlUrl),
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

/** All but `process`, which has to be asked each time. */
function processHandle(running: RackProcess): Omit<ProcessHandle, 'process'> {
  return {
    name: running.name,
    logFile: running.logFile,
    kill: (signal) => running.kill(signal),
    pause: () => running.pause(),
    resume: () => running.resume(),
  };
}

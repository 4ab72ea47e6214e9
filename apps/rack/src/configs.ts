import type { RackFolder } from './folder.ts';
import type { NexusAge, Pace, RackOptions } from './options.ts';
import { host, sledHost } from './ports.ts';
import type { NexusState, RackState, SledState } from './state.ts';

/** What a configuration depends on beside the process that it is for. */
export interface Surroundings {
  readonly folder: RackFolder;
  readonly options: RackOptions;
  readonly pace: Pace;
  readonly state: RackState;
  /** Of the nexus that run, from the first. */
  readonly nexusCount: number;
}

export function urlOf(port: number, where: string = host): string {
  return `http://${where}:${String(port)}`;
}

// Each process is told what its own configuration has; `serve --config FILE` of nexus, and so on.

export function gatewayConfig({ state, folder }: Surroundings): object {
  return {
    listen: { host, port: state.gateway.port },
    stateFile: folder.gatewayFile,
    sleds: state.sleds.map(({ serial }) => serial),
  };
}

export function nexusConfig(
  { port, internalPort }: NexusState,
  age: NexusAge,
  { state, folder, pace, options }: Surroundings,
): object {
  const { database = 'pglite', logLevel = 'info' } = options;
  const { externalAddresses = null, consoleDirectory = null } = options;
  const { tasks, sagas, sledTimeoutMs, restart, cooldownSeconds } = pace;
  return {
    listen: { host, port },
    internalListen: { host, port: internalPort },
    database: database === 'pglite' ? { directory: folder.databaseDirectory } : database,
    gatewayUrl: urlOf(state.gateway.port),
    tasks,
    sagas,
    sledTimeoutMs,
    restart: { ...restart, cooldownSeconds },
    externalAddresses,
    age,
    consoleDirectory,
    logLevel,
  };
}

export function sledConfig(
  { id, serial, port, controlPort }: SledState,
  version: number,
  { state, folder, pace, nexusCount }: Surroundings,
): object {
  return {
    id,
    serial,
    version,
    listen: { host: sledHost(state.sleds.findIndex((sled) => sled.id === id)), port },
    controlListen: { host, port: controlPort },
    nexusUrls: state.nexus.slice(0, nexusCount).map(({ internalPort }) => urlOf(internalPort)),
    gatewayUrl: urlOf(state.gateway.port),
    stateDirectory: folder.sledDirectory(serial),
    // Guests come from there when they are moved.
    peers: state.sleds.filter((other) => other.id !== id).map((other) => urlOf(other.controlPort)),
    ...pace.sledAgents,
  };
}

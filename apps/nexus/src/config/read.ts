import { BlockList, isIP } from 'node:net';
import type { DatabaseLocation } from '@skewline/db-model';
import { api as externalApi } from '@skewline/nexus-types/external/server';
import { api as internalApi } from '@skewline/nexus-types/internal/server';
import type { Refusal } from '@skewline/runtime';
import { type ApiVersions, fullVersion, positionOf } from '@skewline/runtime/exchange';
import { configDefaults, type Listen, type NexusConfig } from '../config.ts';
import {
  complain,
  type Field,
  flag,
  type Found,
  isRecord,
  object,
  oneOf,
  orNull,
  type Place,
  text,
  wholeNumber,
} from './fields.ts';

/** Reads a configuration: what is absent has its default. Everything that is wrong with it is told at once. */
export function readConfig(json: unknown): NexusConfig | readonly Refusal[] {
  const found: Found = [];
  const config = nexusConfig(json, [], found);
  if (config !== undefined) checkTogether(config, found);
  return config === undefined || found.length > 0 ? found : config;
}

/** A problem in one line: `nexus.json: tasks.instance_watcher.periodSeconds has to be …`. */
export function configProblemText(source: string, { path, message }: Refusal): string {
  return path.length === 0 ? `${source} ${message}` : `${source}: ${path.join('.')} ${message}`;
}

const day = 86_400;
const year = 365 * day;

const listen = (defaults: Listen): Field<Listen> =>
  object<Listen>(
    {
      host: text('a host name or an address', (value) => /^[\w.:%-]+$/.test(value)),
      port: wholeNumber(0, 65_535),
    },
    defaults,
  );

const milliseconds = wholeNumber(1, 3_600_000);
const nothing = (value: string): boolean => value !== '';
const hasProtocol =
  (...protocols: readonly string[]) =>
  (value: string): boolean =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol);

/** In a directory of ours, at a server, or in memory: what it has tells which. */
const database: Field<DatabaseLocation> = (value, place, found) => {
  const kinds = isRecord(value)
    ? ['directory', 'url', 'memory'].filter((name) => Object.hasOwn(value, name))
    : [];
  const [kind] = kinds;
  if (kinds.length !== 1) {
    const message =
      'has to be { "directory": … }, { "url": "postgres://…" } or { "memory": true }, and one of them';
    return complain(found, place, message);
  }
  if (kind === 'directory') return directory(value, place, found);
  return kind === 'url' ? server(value, place, found) : memory(value, place, found);
};
const directory = object<Extract<DatabaseLocation, { directory: string }>>(
  { directory: text('a path', nothing) },
  {},
);
const memory: Field<DatabaseLocation> = (value, place, found) => {
  const read = object<{ memory: boolean }>({ memory: flag }, {})(value, place, found);
  if (read === undefined) return undefined;
  return read.memory ? { memory: true } : complain(found, [...place, 'memory'], 'has to be true');
};
type Server = Extract<DatabaseLocation, { url: string }>;
const server: Field<DatabaseLocation> = (value, place, found) => {
  const read = object<Required<Server>>(
    {
      url: text('a URL such as postgres://user@host/name', hasProtocol('postgres:', 'postgresql:')),
      connections: wholeNumber(1, 1000),
      statementTimeout: wholeNumber(0, 3_600_000),
      idleInTransactionTimeout: wholeNumber(0, 3_600_000),
    },
    { connections: 10, statementTimeout: 30_000, idleInTransactionTimeout: 60_000 },
  );
  return read(value, place, found);
};

/** A version that this program knows, in its whole form. */
const version =
  (api: ApiVersions): Field<string> =>
  (value, place, found) => {
    const isKnown = typeof value === 'string' && positionOf(api, value) !== undefined;
    if (isKnown) return fullVersion(value);
    const known = api.versions.map((one) => fullVersion(one)).join(', ');
    return complain(found, place, `has to be a version of ${api.name}, as text: ${known}`);
  };
const sledAgentVersion = text('a version of the sled agent API, such as "48"', (value) =>
  /^[1-9]\d{0,3}(?:\.0\.0)?$/.test(value),
);

type Task = NexusConfig['tasks'][keyof NexusConfig['tasks']];
const task = (defaults: Task): Field<Task> =>
  object<Task>({ periodSeconds: wholeNumber(1, day), disabled: flag }, defaults);
const { tasks } = configDefaults;
const address = text('an address of IPv4 or IPv6', (value) => isIP(value) !== 0);

const nexusConfig = object<NexusConfig>(
  {
    listen: listen(configDefaults.listen),
    internalListen: listen(configDefaults.internalListen),
    database,
    gatewayUrl: orNull(
      text('a URL such as http://127.0.0.1:12223', hasProtocol('http:', 'https:')),
    ),
    engine: oneOf('journal', 'dbos'),
    sagas: object(
      { leaseMs: milliseconds, recoveryMs: milliseconds, graceMs: wholeNumber(0, 3_600_000) },
      configDefaults.sagas,
    ),
    tasks: object(
      {
        instance_watcher: task(tasks.instance_watcher),
        instance_updater: task(tasks.instance_updater),
        instance_reincarnation: task(tasks.instance_reincarnation),
        abandoned_vmm_reaper: task(tasks.abandoned_vmm_reaper),
        saga_recovery: task(tasks.saga_recovery),
      },
      tasks,
    ),
    sledTimeoutMs: milliseconds,
    restart: object(
      {
        maxTries: wholeNumber(0, 1_000_000),
        firstWaitSeconds: wholeNumber(0, year),
        longestWaitSeconds: wholeNumber(0, year),
        cooldownSeconds: orNull(wholeNumber(0, year)),
      },
      configDefaults.restart,
    ),
    externalAddresses: orNull(object({ first: address, last: address }, {})),
    age: object(
      {
        external: orNull(version(externalApi)),
        internal: orNull(version(internalApi)),
        sledAgent: orNull(sledAgentVersion),
      },
      configDefaults.age,
    ),
    retentionDays: wholeNumber(1, 36_500),
    consoleDirectory: orNull(text('a path', nothing)),
    logLevel: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
  configDefaults,
);

/** What is wrong only beside something else. */
function checkTogether(config: NexusConfig, found: Found): void {
  const wrong = (place: Place, message: string): void => complain(found, place, message);
  const { engine, externalAddresses: addresses, restart, listen: outside, internalListen } = config;
  if (engine === 'dbos' && !('url' in config.database)) {
    wrong(['engine'], 'can only be dbos where the database is a PostgreSQL server');
  }
  if (addresses !== null && !isRange(addresses.first, addresses.last)) {
    wrong(
      ['externalAddresses'],
      'have to be two of the same kind, with the first not behind the last',
    );
  }
  if (restart.longestWaitSeconds < restart.firstWaitSeconds) {
    wrong(['restart', 'longestWaitSeconds'], 'has to be at least firstWaitSeconds');
  }
  const isSame = outside.host === internalListen.host && outside.port === internalListen.port;
  if (isSame && outside.port !== 0) wrong(['internalListen'], 'has to be another than listen');
}

function isRange(first: string, last: string): boolean {
  if (isIP(first) !== isIP(last)) return false;
  try {
    new BlockList().addRange(first, last, isIP(first) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    // It refuses a range whose first is behind its last.
    return false;
  }
}

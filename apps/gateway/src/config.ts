import { readFile } from 'node:fs/promises';
import { noFaults, type Faults, faultsOf } from './faults.ts';
import { GatewayProblem, systemWords } from './problem.ts';
import { isSerialNumber } from './serial-number.ts';

/** All that a gateway is told. A file has it as JSON; what is absent there has the default. */
export interface GatewayConfig {
  /** Default: 127.0.0.1:12230. Port 0 takes one that is free. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Where the power of the sleds is kept. */
  readonly stateFile: string;
  /** Serial numbers of sleds that it knows from the start. On, unless the state file says otherwise. */
  readonly sleds: readonly string[];
  readonly logLevel: LogLevel;
  /** What goes wrong from the start; see `PUT /control/faults`. */
  readonly faults: Faults;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What was said, by a file, by flags, or both. */
export interface ConfigInput {
  readonly listen?: { readonly host?: unknown; readonly port?: unknown };
  readonly stateFile?: unknown;
  readonly sleds?: unknown;
  readonly logLevel?: unknown;
  readonly faults?: unknown;
}

const known: { readonly [Name in keyof GatewayConfig]: true } = {
  listen: true,
  stateFile: true,
  sleds: true,
  logLevel: true,
  faults: true,
};

/** Reads a file of configuration. That its values make sense is seen by `configOf`. */
export async function readConfigFile(path: string): Promise<ConfigInput | GatewayProblem> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isRecord(value)) return value;
    return new GatewayProblem('config', `${path} is not a JSON object`);
  } catch (thrown) {
    return new GatewayProblem('config', `${path} cannot be read: ${systemWords(thrown)}`);
  }
}

/** Fills in the defaults. What is said must make sense, and be known. */
export function configOf(input: ConfigInput): GatewayConfig | GatewayProblem {
  const stranger = Object.keys(input).find((name) => !Object.hasOwn(known, name));
  if (stranger !== undefined) return wrong(`there is no setting ${stranger}`);
  const { listen = {}, stateFile, sleds = [], logLevel = 'info', faults = {} } = input;
  if (!isRecord(listen)) return wrong('listen is an object with host and port');
  const { host = '127.0.0.1', port = 12230 } = listen;
  if (typeof host !== 'string' || host === '') return wrong('listen.host is a text');
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    return wrong('listen.port is a number from 0 to 65535');
  }
  if (typeof stateFile !== 'string' || stateFile === '') {
    return wrong('stateFile, where the power of the sleds is kept, must be said');
  }
  if (!Array.isArray(sleds) || !sleds.every(isSerialNumber)) {
    return wrong('sleds is a list of serial numbers (1 to 64 of A-Z a-z 0-9 . _ -)');
  }
  const level = logLevels.find((one) => one === logLevel);
  if (level === undefined) return wrong(`logLevel is one of ${logLevels.join(', ')}`);
  const given = faultsOf(noFaults, faults);
  if (typeof given === 'string') return wrong(`faults: ${given}`);
  return { listen: { host, port }, stateFile, sleds, logLevel: level, faults: given };
}

function wrong(message: string): GatewayProblem {
  return new GatewayProblem('config', message);
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

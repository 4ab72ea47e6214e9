import type { Delays } from './vmm/vmm.ts';

/** Where a server listens. Port 0 takes one that is free. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** All that one sled agent is told. */
export interface SledAgentConfig {
  readonly id: string;
  /** By which the gateway knows the sled. */
  readonly serial: string;
  /** The newest version of the Sled Agent API that it serves. */
  readonly version: number;
  readonly listen: Listen;
  readonly controlListen: Listen;
  /** The internal APIs of nexus, tried in turn. None: nobody is told anything. */
  readonly nexusUrls: readonly string[];
  /** Null: nobody is told of the sled's power. */
  readonly gatewayUrl: string | null;
  /** Must be there. One process at a time. */
  readonly stateDirectory: string;
  /** Control ports of the other sleds' agents, from which guests are fetched. */
  readonly peers: readonly string[];
  /** In milliseconds, before `speed` divides them. */
  readonly delays: Delays;
  readonly speed: number;
  readonly publish: {
    readonly firstDelayMs: number;
    readonly maxDelayMs: number;
    /** Of each attempt. */
    readonly timeoutMs: number;
  };
  readonly logLevel: LogLevel;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a file says: the rest has defaults. */
export type SledAgentConfigFile = Pick<SledAgentConfig, 'id' | 'serial' | 'stateDirectory'> &
  Partial<Omit<SledAgentConfig, 'delays' | 'publish'>> & {
    readonly delays?: Partial<Delays>;
    readonly publish?: Partial<SledAgentConfig['publish']>;
  };

export const newestVersion = 49;

const defaults: Omit<SledAgentConfig, 'id' | 'serial' | 'stateDirectory'> = {
  version: newestVersion,
  listen: { host: '127.0.0.1', port: 12345 },
  controlListen: { host: '127.0.0.1', port: 12346 },
  nexusUrls: ['http://127.0.0.1:12221'],
  gatewayUrl: null,
  peers: [],
  delays: {
    bootMs: 1500,
    stopMs: 1000,
    stopLimitMs: 600_000,
    rebootMs: 2000,
    migrationMs: 2000,
    migrationLimitMs: 30_000,
  },
  speed: 1,
  publish: { firstDelayMs: 250, maxDelayMs: 180_000, timeoutMs: 10_000 },
  logLevel: 'info',
};

/** Something that is wrong with a configuration. */
export interface ConfigProblem {
  /** A JSON pointer; empty for the whole. */
  readonly place: string;
  readonly message: string;
}

/** A configuration with its defaults, or all that is wrong with it. */
export function readConfig(value: unknown): SledAgentConfig | readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const top = new Members(value, '', problems);
  const delays = top.inner('delays');
  const publish = top.inner('publish');
  const millis = (members: Members, name: string, otherwise: number): number =>
    members.number(name, otherwise, { least: 0, most: 2 ** 31 - 1 });
  const config: SledAgentConfig = {
    id: top.text('id', uuid, 'a UUID'),
    serial: top.text('serial', /^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, ".", "_" and "-"'),
    version: top.number('version', defaults.version, {
      least: 1,
      most: newestVersion,
      otherwise: `the Sled Agent API has the versions 1 to ${String(newestVersion)} here`,
    }),
    listen: listenOf(top.inner('listen'), defaults.listen),
    controlListen: listenOf(top.inner('controlListen'), defaults.controlListen),
    nexusUrls: top.urls('nexusUrls', defaults.nexusUrls),
    gatewayUrl: top.url('gatewayUrl'),
    stateDirectory: top.text('stateDirectory', /./, 'the path of a directory'),
    peers: top.urls('peers', defaults.peers),
    delays: {
      bootMs: millis(delays, 'bootMs', defaults.delays.bootMs),
      stopMs: millis(delays, 'stopMs', defaults.delays.stopMs),
      stopLimitMs: millis(delays, 'stopLimitMs', defaults.delays.stopLimitMs),
      rebootMs: millis(delays, 'rebootMs', defaults.delays.rebootMs),
      migrationMs: millis(delays, 'migrationMs', defaults.delays.migrationMs),
      migrationLimitMs: millis(delays, 'migrationLimitMs', defaults.delays.migrationLimitMs),
    },
    speed: top.number('speed', defaults.speed, { least: 0.001, most: 1e6, isWhole: false }),
    publish: {
      firstDelayMs: publish.number('firstDelayMs', defaults.publish.firstDelayMs, { least: 1 }),
      maxDelayMs: millis(publish, 'maxDelayMs', defaults.publish.maxDelayMs),
      timeoutMs: publish.number('timeoutMs', defaults.publish.timeoutMs, { least: 1 }),
    },
    logLevel: top.oneOf('logLevel', logLevels, defaults.logLevel),
  };
  for (const members of [top, delays, publish]) members.refuseOthers();
  return problems.length === 0 ? config : problems;
}

/** The delays as they are waited for. Waiting for other programs does not get faster. */
export function delaysOf({ delays, speed }: Pick<SledAgentConfig, 'delays' | 'speed'>): Delays {
  return {
    bootMs: delays.bootMs / speed,
    stopMs: delays.stopMs / speed,
    stopLimitMs: delays.stopLimitMs / speed,
    rebootMs: delays.rebootMs / speed,
    migrationMs: delays.migrationMs / speed,
    migrationLimitMs: delays.migrationLimitMs,
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function listenOf(members: Members, otherwise: Listen): Listen {
  const listen = {
    host: members.text('host', /^[^\s/]+$/, 'a host name or address', otherwise.host),
    port: members.number('port', otherwise.port, { least: 0, most: 65_535 }),
  };
  members.refuseOthers();
  return listen;
}

interface Range {
  readonly least: number;
  readonly most?: number;
  /** True by default. */
  readonly isWhole?: boolean;
  /** What to say of a number that is out of the range. */
  readonly otherwise?: string;
}

/** Reads the members of an object, and collects what is wrong with them. */
class Members {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #place: string;
  readonly #problems: ConfigProblem[];
  readonly #known = new Set<string>();

  constructor(value: unknown, place: string, problems: ConfigProblem[]) {
    this.#place = place;
    this.#problems = problems;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) problems.push({ place, message: 'expected an object' });
    // An object that is no list: its members can be looked at by name.
    this.#value = isObject ? (value as Readonly<Record<string, unknown>>) : {};
  }

  inner(name: string): Members {
    return new Members(this.#member(name) ?? {}, `${this.#place}/${name}`, this.#problems);
  }

  text(name: string, pattern: RegExp, expected: string, otherwise?: string): string {
    const value = this.#member(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (typeof value === 'string' && pattern.test(value)) return value;
    const problem = value === undefined ? 'is missing' : `${JSON.stringify(value)} is wrong`;
    return this.#refuse(name, `${problem}: expected ${expected}`, '');
  }

  number(name: string, otherwise: number, range: Range): number {
    const value = this.#member(name);
    if (value === undefined) return otherwise;
    const { least, most = Number.MAX_SAFE_INTEGER, isWhole = true } = range;
    const isOne = typeof value === 'number' && (isWhole ? Number.isSafeInteger(value) : true);
    if (isOne && value >= least && value <= most) return value;
    const expected =
      range.otherwise ??
      `expected a ${isWhole ? 'whole ' : ''}number from ${String(least)} to ${String(most)}`;
    return this.#refuse(name, `${JSON.stringify(value)} is wrong: ${expected}`, otherwise);
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const value = this.#member(name);
    if (value === undefined) return otherwise;
    const word = words.find((one) => one === value);
    if (word !== undefined) return word;
    const message = `${JSON.stringify(value)} is wrong: expected one of ${words.join(', ')}`;
    return this.#refuse(name, message, otherwise);
  }

  /** Null where it is absent or null. */
  url(name: string): string | null {
    const value = this.#member(name) ?? null;
    return value === null || isUrl(value) ? value : this.#refuse(name, notUrl(value), null);
  }

  urls(name: string, otherwise: readonly string[]): readonly string[] {
    const value = this.#member(name);
    if (value === undefined) return otherwise;
    if (!Array.isArray(value)) return this.#refuse(name, 'expected a list of URLs', otherwise);
    return value.filter((one: unknown, index): one is string => {
      if (isUrl(one)) return true;
      this.#refuse(`${name}/${String(index)}`, notUrl(one), null);
      return false;
    });
  }

  refuseOthers(): void {
    for (const name of Object.keys(this.#value)) {
      if (!this.#known.has(name)) this.#refuse(name, 'there is no such setting', null);
    }
  }

  #member(name: string): unknown {
    this.#known.add(name);
    return Object.hasOwn(this.#value, name) ? this.#value[name] : undefined;
  }

  #refuse<Value>(name: string, message: string, otherwise: Value): Value {
    this.#problems.push({ place: `${this.#place}/${name}`, message });
    return otherwise;
  }
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\/[^?#@]+$/.test(value) && URL.canParse(value);
}

function notUrl(value: unknown): string {
  return `${JSON.stringify(value)} is wrong: expected a URL with http or https`;
}

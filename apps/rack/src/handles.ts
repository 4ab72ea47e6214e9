import type { SledControl } from '@skewline/sled-agent/control';
import type { NexusClients } from './clients.ts';
import type { NexusAge } from './options.ts';
import type { ProcessState } from './processes/process.ts';

/** A process of the rack that can be made to go away and come back. */
export interface ProcessHandle {
  /** As its log is called: `nexus-0`, `sled-2`, `gateway`. */
  readonly name: string;
  readonly logFile: string;
  readonly process: ProcessState;
  /** SIGKILL unless told otherwise; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGSTOP: connections stay open, and nothing is answered. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
}

export interface NexusHandle extends ProcessHandle {
  /** The external API, the operator API below `/operator`, `/metrics`, `/health/…`. */
  readonly url: string;
  readonly internalUrl: string;
  /** The age that it has, or had when it ran. */
  readonly age: NexusAge;
  /** Resolves when it is ready. Without an age it has the one that it had. */
  start(age?: NexusAge): Promise<void>;
  /** Somebody with a token, at this nexus. */
  as(token: string): NexusClients;
}

export interface SledHandle extends ProcessHandle {
  readonly id: string;
  readonly serial: string;
  /** The version of its sled agent, or of the one that ran last. */
  readonly version: number;
  readonly url: string;
  /** To make things go wrong on it. It answers while the sled agent runs. */
  readonly control: SledControl;
  /**
   * Starts the sled agent; resolves when it is ready. Without a version it has the one that it had. One whose control
   * port switched its sled off leaves it off; see `powerOn`.
   */
  start(version?: number): Promise<void>;
  /** The host goes off: the gateway says so, its VMMs are gone, and its sled agent ends. */
  powerOff(): Promise<void>;
  /** The host comes on again, without VMMs; resolves when the sled agent is ready. */
  powerOn(): Promise<void>;
}

export interface GatewayHandle extends ProcessHandle {
  /** Its API; `PUT /control/faults` makes it slow, silent or ignorant. */
  readonly url: string;
  start(): Promise<void>;
}

/** A user of the rack, at its first nexus; `nexus[i].as(token)` asks another one. */
export interface RackUser extends NexusClients {
  readonly name: string;
}

/** A rack of real processes. */
export interface Rack {
  /** Where all of it is kept. */
  readonly folder: string;
  readonly nexus: readonly NexusHandle[];
  readonly sleds: readonly SledHandle[];
  readonly gateway: GatewayHandle;
  /** Somebody who may do everything. */
  readonly operator: RackUser;
  /** The user of that name, who is made with a token at the first call; the folder keeps it. */
  user(name: string): Promise<RackUser>;
  /** Stops all gracefully. It can be started again from its folder. */
  stop(): Promise<void>;
  /** Kills all. It can be started again from its folder. */
  kill(): Promise<void>;
  /** Kills all and removes the folder; the records in a PostgreSQL server stay. */
  destroy(): Promise<void>;
}

import type { InstanceAutoRestartStatus, InstanceFailure } from '@skewline/nexus-client/external';
import type { ProcessState } from '../processes/process.ts';

/** What is taken of something, and how much there is. */
export interface Room {
  readonly taken: number;
  readonly of: number;
}

/** A sled as somebody who watches the rack sees it. */
export interface SledLine {
  readonly serial: string;
  /** Of its sled agent. */
  readonly version: number;
  readonly agent: ProcessState;
  /** As the gateway says; `unknown` where it does not. */
  readonly power: 'on' | 'off' | 'changing' | 'unknown';
  readonly threads: Room;
  /** Bytes. */
  readonly memory: Room;
  readonly vmms: number;
}

export interface InstanceLine {
  readonly project: string;
  readonly name: string;
  readonly state: string;
  /** The serial number of the sled that it is on. */
  readonly sled: string | null;
  readonly failure: InstanceFailure | null;
  readonly restart: InstanceAutoRestartStatus;
}

/** A rack at one moment. */
export interface RackSnapshot {
  /** RFC 3339. */
  readonly time: string;
  /** Whether nexus answered; where it did not, sleds and instances are as they were. */
  readonly answers: boolean;
  readonly sleds: readonly SledLine[];
  /** In the order of projects and names. */
  readonly instances: readonly InstanceLine[];
}

import type { DateTime } from '@skewline/runtime/api';

/**
 * What the hardware is called that a sled is.
 *
 * @pattern ^[A-Za-z0-9._-]+$
 * @maxLength 64
 */
export type SerialNumber = string;

/** The power state of a sled's host, as its service processor has it. */
export type PowerState =
  /** The host runs, or could. */
  | 'A0'
  /** Its power comes up, or goes down. */
  | 'A1'
  /** It is off. Only the service processor runs. */
  | 'A2';

/** What a service processor says of its sled. */
export interface SledPower {
  serial: SerialNumber;
  power_state: PowerState;
  /** Since when. */
  time_changed: DateTime;
}

export interface SledPowers {
  items: SledPower[];
}

export interface SledPowerPut {
  power_state: PowerState;
}

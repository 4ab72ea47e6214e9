import type { Ip, Uint16 } from '@skewline/runtime/api';

/** An external address to attach to a VMM's instance, or to take from it. */
export type InstanceExternalIpBody =
  { type: 'ephemeral'; value: Ip } | { type: 'floating'; value: Ip };

/** The external address that outgoing connections seem to come from, and the ports that are theirs. */
export interface SourceNatConfig {
  ip: Ip;
  first_port: Uint16;
  /** Included. */
  last_port: Uint16;
}

/** The versions of the Nexus internal API, oldest first. Clients choose which one they speak. */
export interface Versions {
  /** A VMM's state is what version 1 of the Sled Agent API says of it. */
  1: 'initial';
  /** A VMM that failed says why: its state is what version 49 of the Sled Agent API says of it. */
  2: 'vmm_failure_reason';
}

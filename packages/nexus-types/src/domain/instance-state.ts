/** What the control plane's record says of an instance; with `vmm` its active VMM says the rest. */
export type InstanceState = 'creating' | 'no_vmm' | 'vmm' | 'failed' | 'destroyed';

/** What the instance is meant to be; `guest_shutdown` is a stop from inside, not to be undone. */
export type IntendedState = 'running' | 'stopped' | 'guest_shutdown' | 'destroyed';

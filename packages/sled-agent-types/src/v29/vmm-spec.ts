import type { Closed } from '@skewline/runtime/api';
import type { Board } from '../v1/board.ts';
import type { ComponentV0 } from '../v1/vmm-spec.ts';
import type { SmbiosType1Input } from './board.ts';
import type { VirtioSocket } from './socket.ts';

/** The virtual hardware of a VMM. */
export type VmmSpec = InstanceSpec;

/** A board, what is plugged into it, and what the firmware says about the whole. */
export interface InstanceSpec {
  board: Board;
  /** By a key of the caller's choice, which other components name it by. */
  components: Record<string, Component>;
  /** Where this is absent or null, the firmware makes something up. */
  smbios?: SmbiosType1Input | null;
}

/** One part of a virtual machine: everything that there was, and a socket. */
export type Component =
  | ComponentV0
  | Closed<{ type: 'virtio_socket'; component: VirtioSocket }>;

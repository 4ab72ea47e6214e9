import type { Vmm } from '../vmm/vmm.ts';
import type { VmmView } from './types.ts';

export function vmmView({ id, registration, state, work, unsent, attachments }: Vmm): VmmView {
  return {
    id,
    instanceId: registration.instance_id,
    state,
    work,
    unsent: unsent.length,
    attachments,
  };
}

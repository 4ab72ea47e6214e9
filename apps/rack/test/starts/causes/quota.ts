import type { Cause } from '../cause.ts';

export const quotaCauses: readonly Cause[] = [
  {
    name: 'quota_exceeded',
    expected: {
      code: 'quota_exceeded',
      fault: 'user',
      transience: 'permanent',
      status: 507,
      message: /^The instance would take more CPUs or memory than the quota allows\.$/,
      hint: /^Stop other instances, or ask for a greater quota\.$/,
      counts: [],
      detail: /^project [0-9a-f-]{36}, for 2 CPUs and 1073741824 bytes$/,
    },
    body: async () => ({ ncpus: 2 }),
    async arrange(scene) {
      // It is looked at when the sled knows the VMM already, and then there is more to undo.
      const slowly = { operation: 'vmm_register', kind: 'delay', delayMs: 200 } as const;
      await scene.disturb([slowly]);
      await scene.setQuota(1);
    },
  },
];

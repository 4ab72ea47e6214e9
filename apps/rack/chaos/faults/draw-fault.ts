import type { Failure, Fault as SledFault } from '@skewline/sled-agent/control';
import type { Draw } from '../draw.ts';
import type { Fault, FaultKind } from './fault.ts';

/** How often each kind is drawn. Those that are not here happen at set times; see `plan.ts`. */
const weights = {
  nexus_kill: 6,
  nexus_pause: 5,
  nexus_stop: 3,
  sled_kill: 10,
  sled_pause: 8,
  sled_requests: 16,
  sled_reports: 12,
  vmm_fail: 12,
  vmm_forget: 6,
  guest_shutdown: 6,
  next_start_fails: 6,
  power_off: 6,
  gateway_kill: 2,
  gateway_slow: 3,
  gateway_refuse: 3,
} as const satisfies Partial<Record<FaultKind, number>>;

/** The versions of sled agents that there are in the rack. */
export const versions: readonly number[] = [44, 45, 46, 47, 48, 49];

/** `sleds`: those that have power and belong to the rack. */
export function drawFault(draw: Draw, nexus: number, sleds: readonly number[]): Fault {
  const kind = draw.weighted(weights);
  const sled = draw.of(sleds);
  const one = draw.below(nexus);
  switch (kind) {
    case 'nexus_kill':
    case 'nexus_stop':
      return { kind, nexus: one, lastsMs: draw.between(200, 4000) };
    case 'nexus_pause':
      // The lease is 3 s: shorter and longer.
      return { kind, nexus: one, lastsMs: draw.between(1500, 7000) };
    case 'sled_kill':
      return {
        kind,
        sled,
        lastsMs: draw.between(100, 4000),
        version: draw.percent(50) ? draw.of(versions) : null,
      };
    case 'sled_pause':
      return { kind, sled, lastsMs: draw.between(500, 6000) };
    case 'sled_requests':
      return { kind, sled, faults: [requestFault(draw)], lastsMs: draw.between(1000, 6000) };
    case 'sled_reports':
      return { kind, sled, faults: [reportFault(draw)], lastsMs: draw.between(1000, 6000) };
    case 'vmm_fail':
      return { kind, sled, pick: draw.below(1000), failure: failure(draw) };
    case 'vmm_forget':
    case 'guest_shutdown':
      return { kind, sled, pick: draw.below(1000) };
    case 'next_start_fails':
      return { kind, sled, failure: failure(draw) };
    case 'power_off':
      return { kind, sled, lastsMs: draw.percent(40) ? null : draw.between(1000, 8000) };
    case 'gateway_kill':
      return { kind, lastsMs: draw.between(500, 4000) };
    case 'gateway_slow':
      return { kind, delayMs: draw.between(200, 4000), lastsMs: draw.between(1000, 6000) };
    case 'gateway_refuse':
      return { kind, refuse: draw.between(1, 8), drop: draw.between(0, 4) };
  }
}

function requestFault(draw: Draw): SledFault {
  // An answer that says that a VMM is gone while it lives is none of these: whoever believes it does right.
  const kind = draw.of(['drop', 'delay', 'corrupt', 'status', 'refuse'] as const);
  return {
    kind,
    operation: draw.of([
      null,
      'vmm_register',
      'vmm_unregister',
      'vmm_put_state',
      'vmm_get_state',
    ] as const),
    when: draw.of(['before', 'after'] as const),
    times: draw.of([null, 1, 2, 3] as const),
    ...(kind === 'delay' ? { delayMs: draw.between(100, 4000) } : {}),
    ...(kind === 'status' ? { status: draw.of([500, 503] as const) } : {}),
  };
}

function reportFault(draw: Draw): SledFault {
  const kind = draw.of(['drop', 'delay', 'duplicate', 'reorder'] as const);
  return {
    target: 'reports',
    kind,
    when: draw.of(['before', 'after'] as const),
    times: draw.of([null, 1, 2, 5] as const),
    ...(kind === 'delay' ? { delayMs: draw.between(100, 3000) } : {}),
  };
}

function failure(draw: Draw): Failure {
  return {
    cause: draw.of(['zone_gone', 'propolis_lost_instance', 'setup_failed'] as const),
    detail: draw.percent(50) ? 'by chaos' : null,
  };
}

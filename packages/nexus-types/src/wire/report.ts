import type { Context, Refusal } from '@skewline/runtime';
import type { SledVmmState as WireReport } from '@skewline/sled-agent-types/v49';
import type { SledVmmState } from '../domain/sled-vmm-state.ts';
import { downSledVmmState } from './generated/domain/down.ts';
import { upSledVmmState } from './generated/domain/up.ts';

/**
 * What a sled agent reports of a VMM, in the words of version 49, as the domain has it. The report
 * must be valid: see `reportFromVersion` for one that nobody has looked at.
 */
export function fromWire(report: WireReport, context: Context = {}): SledVmmState | Refusal {
  return upSledVmmState(report, context);
}

/**
 * A report in the words of version 49. `creating` is `starting` there and `saga_unwound` is
 * `destroyed`; a reason that no sled agent gives is `unspecified`, and a detail ends after 1024
 * characters.
 */
export function toWire(report: SledVmmState, context: Context = {}): WireReport | Refusal {
  return downSledVmmState(report, context);
}

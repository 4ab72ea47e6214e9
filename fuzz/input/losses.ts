import type { NamedConversion, Plan } from '../../packages/codegen/src/plan/plan.ts';
import type { Site } from './site.ts';

/**
 * Whether a conversion of the type on the way, or on the way back, declares a loss, or asks a person: what
 * somebody decides by hand may lose what it likes, and says so itself, or does not.
 */
export function lossesBetween(
  { planned }: Pick<Site, 'planned'>,
  type: string,
  from: number,
  to: number,
): boolean {
  let name = type;
  for (let at = from; at !== to; at += from < to ? 1 : -1) {
    const isUp = from < to;
    const step = planned.steps[isUp ? at : at - 1];
    if (step === undefined) return false;
    const next = (isUp ? step.successors : step.predecessors).get(name);
    if (next === undefined) return true;
    const [way, back] = isUp ? [step.up, step.down] : [step.down, step.up];
    if (loses(way.conversion(name, next)) || loses(back.conversion(next, name))) return true;
    // Types are not always paired both ways.
    if ((isUp ? step.predecessors : step.successors).get(next) !== name) return true;
    name = next;
  }
  return false;
}

const known = new WeakMap<NamedConversion, boolean>();

function loses(conversion: NamedConversion, open: Set<NamedConversion> = new Set()): boolean {
  const found = known.get(conversion);
  if (found !== undefined) return found;
  if (open.has(conversion)) return false;
  open.add(conversion);
  const itself =
    conversion.fallible || conversion.losses.length > 0 || callsOf(conversion.plan).some((one) => loses(one, open));
  open.delete(conversion);
  if (open.size === 0) known.set(conversion, itself);
  return itself;
}

/** The conversions of named types that a plan uses. */
export function callsOf(plan: Plan): readonly NamedConversion[] {
  switch (plan.kind) {
    case 'call':
      return [plan.conversion];
    case 'narrow':
      return callsOf(plan.plan);
    case 'nullable':
    case 'from-null':
      return callsOf(plan.of);
    case 'array':
      return callsOf(plan.items);
    case 'tuple':
      return plan.items.flatMap(callsOf);
    case 'map':
      return callsOf(plan.values);
    case 'union':
      return plan.cases.flatMap((one) => callsOf(one.plan));
    case 'object':
      return [
        ...plan.fields.flatMap(({ from }) => (from.kind === 'copy' ? callsOf(from.plan) : [])),
        ...(plan.additional.kind === 'convert' ? callsOf(plan.additional.plan) : []),
      ];
    default:
      return [];
  }
}

import { type Context, Refusal, versionAt } from '@skewline/runtime';
import { convert } from '@skewline/sled-agent-types';
import { sparse, versions } from '@skewline/sled-agent-types/conversions';
import type { SledVmmState as WireReport } from '@skewline/sled-agent-types/v49';
import { validators } from '@skewline/sled-agent-types/validators';
import type { SledVmmState } from '../domain/sled-vmm-state.ts';
import { fromWire, toWire } from './report.ts';

const type = 'SledVmmState';

/** The version of the Sled Agent API that the domain is converted from and to. */
const nearest = 49;

/**
 * What a sled agent of any version reports of a VMM. The value is what came in: it is looked at
 * first, and what is no report of that version is refused, with the place where it is not.
 */
export function reportFromVersion(
  version: number,
  value: unknown,
  context: Context = {},
): SledVmmState | Refusal {
  const invalid = problemOf(version, value);
  if (invalid !== null) return invalid;
  const report = convert(type, { from: version, to: nearest }, value, context);
  // What is no refusal is what that version calls by this name.
  return report instanceof Refusal ? report : fromWire(report as WireReport, context);
}

/**
 * A report as a sled agent of any version says it, or a `Refusal`. What the version has no words for
 * gets lost: down to 48, why a VMM failed.
 */
export function reportToVersion(
  version: number,
  report: SledVmmState,
  context: Context = {},
): unknown {
  const wire = toWire(report, context);
  if (wire instanceof Refusal) return wire;
  return convert(type, { from: nearest, to: version }, wire, context);
}

/** Null where it is valid; and where there is no such version, for then `convert` refuses it. */
function problemOf(version: number, value: unknown): Refusal | null {
  const at = positionOf(version);
  if (at === undefined) return null;
  const validate = validators[type]?.find(
    ({ from, to }) => versions.indexOf(from) <= at && at <= versions.indexOf(to),
  )?.validate;
  if (validate === undefined || validate(value)) return null;
  const [error] = validate.errors ?? [];
  const message = `not a ${type} of version ${String(version)}: ${error?.message ?? 'invalid'}`;
  const path = pathOf(error?.instancePath ?? '');
  return new Refusal(message, {
    code: 'invalid_value',
    status: 400,
    version: String(version),
    path,
  });
}

function positionOf(version: number): number | undefined {
  return Number.isSafeInteger(version) ? versionAt(versions, String(version), sparse) : undefined;
}

/** The way back of a JSON pointer; a report has no lists, so every part is a name. */
function pathOf(pointer: string): readonly string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

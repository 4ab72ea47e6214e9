import { jsonPointer } from '@skewline/runtime';
import { Fault } from './problem.ts';

/**
 * Why a value would not come back as it is from JSON, if it would not: JSON.stringify makes null of
 * NaN and text of a date, and forgets a Map. A member that is undefined counts as absent.
 */
export function notPlain(value: unknown, maxDepth: number): Fault | undefined {
  return look(value, ['value'], maxDepth);
}

function look(value: unknown, path: (string | number)[], maxDepth: number): Fault | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : wrong(`JSON has no number ${String(value)}`, path);
  }
  if (typeof value !== 'object') return wrong(`JSON has no ${typeof value}`, path);
  // A cycle is a depth without end.
  if (path.length >= maxDepth) {
    const message = `nests deeper than ${String(maxDepth)} levels`;
    return new Fault('too_deep', message, jsonPointer(path));
  }
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (!Array.isArray(value) && kind !== 'Object') return wrong(`JSON has no ${kind}`, path);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return wrong('an object with toJSON would be written as something else', path);
  }
  // `entries` of a list gives holes too.
  const members = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [name, member] of members) {
    if (member === undefined && typeof name === 'string') continue;
    const fault = look(member, [...path, name], maxDepth);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function wrong(message: string, path: readonly (string | number)[]): Fault {
  return new Fault('value_invalid', message, jsonPointer(path));
}

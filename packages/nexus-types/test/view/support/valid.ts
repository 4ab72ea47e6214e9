import { validators } from '../../../src/external/generated/validators.ts';

/** Why a value is not what version 2026112100 of the external API calls so; empty where it is. */
export function complaints(type: string, value: unknown): readonly unknown[] {
  const newest = validators[type]?.at(-1);
  if (newest?.to !== '2026112100') throw new Error(`the newest version has no ${type}`);
  return newest.validate(value) ? [] : (newest.validate.errors ?? ['invalid']);
}

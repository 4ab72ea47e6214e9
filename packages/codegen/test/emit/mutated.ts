import type { Json, JsonObject } from '../../src/model/json.ts';
import { isJsonObject } from '../../src/model/json.ts';

const strange: readonly Json[] = [null, '', 'x', -1, 0.5, 1e20, true, [], {}, ['x'], { x: 1 }];

/** The value with one thing changed somewhere: often, not always, no longer valid. */
export function mutated(value: Json, random: () => number): Json {
  const pick = <T>(list: readonly T[]): T | undefined => list[random() % list.length];
  const inside = random() % 3 > 0;
  if (Array.isArray(value) && value.length > 0 && inside) {
    const index = random() % value.length;
    const copy: Json[] = [...value];
    if (random() % 3 === 0) copy.push(copy[index] ?? null);
    else copy[index] = mutated(copy[index] ?? null, random);
    return copy;
  }
  if (isJsonObject(value) && inside) return mutatedObject(value, random);
  return pick(strange) ?? null;
}

function mutatedObject(value: JsonObject, random: () => number): Json {
  const entries = Object.entries(value);
  const index = random() % Math.max(entries.length, 1);
  const [name, member] = entries[index] ?? ['x', null];
  const rest = entries.filter((_, position) => position !== index);
  switch (random() % 4) {
    case 0:
      return Object.fromEntries(rest);
    case 1:
      return Object.fromEntries([...entries, ['unknown', 1]]);
    case 2:
      return Object.fromEntries([...rest, [`${name}x`, member]]);
    default:
      return Object.fromEntries([...rest, [name, mutated(member, random)]]);
  }
}

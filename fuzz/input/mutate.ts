import type { Draw } from '../random.ts';
import {
  get,
  isObject,
  type Json,
  type Place,
  placesOf,
  put,
  rawNumber,
  remove,
  set,
} from './json.ts';
import { mutateText } from './mutate-text.ts';
import { hostile, names, texts } from './words.ts';

const numbers: readonly Json[] = [
  0,
  -0,
  -1,
  1.5,
  255,
  256,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  1e21,
  5e-324,
  1.7976931348623157e308,
  rawNumber('1e400'),
  rawNumber('-1e400'),
  rawNumber('9007199254740993'),
  rawNumber('123456789012345678901234567890'),
  rawNumber('1E5'),
  rawNumber('-0.0'),
  rawNumber('0.1000000000000000055511151231257827'),
];

/** Any value: of each kind, and of sizes that nobody expects. */
export function oddValue(draw: Draw): Json {
  switch (draw.below(9)) {
    case 0:
      return null;
    case 1:
      return draw.percent(50);
    case 2:
      return draw.of(numbers);
    case 3:
      return draw.of(texts);
    case 4:
      return [];
    case 5:
      return {};
    case 6:
      return [oddValue(draw), oddValue(draw)];
    case 7: {
      const object: { [name: string]: Json } = {};
      put(object, draw.of(names), oddValue(draw));
      return object;
    }
    default:
      return draw.percent(5) ? deep(draw, 150 + draw.below(200)) : '';
  }
}

function deep(draw: Draw, depth: number): Json {
  let value: Json = null;
  for (let level = 0; level < depth; level += 1) value = draw.percent(50) ? [value] : { a: value };
  return value;
}

/** One thing changed somewhere in the value, which is changed in place. */
export function mutateJson(
  root: Json,
  draw: Draw,
  places: readonly Place[] = placesOf(root),
): void {
  if (places.length === 0) return;
  const place = draw.of(places);
  const { holder, name } = place;
  switch (draw.below(12)) {
    case 0:
    case 1:
      set(place, oddValue(draw));
      break;
    case 2:
      remove(place);
      break;
    case 3:
      // Under another name.
      if (isObject(holder)) {
        const value = get(holder, name);
        delete holder[name];
        put(holder, draw.of(draw.percent(50) ? names : hostile), value);
      }
      break;
    case 4:
      // Beside what is there.
      if (isObject(holder)) put(holder, draw.of(names), structuredClone(get(holder, name)));
      else holder.push(structuredClone(get(holder, name)));
      break;
    case 5:
    case 6: {
      // Something from elsewhere in the document.
      const other = draw.of(places);
      const value = structuredClone(get(other.holder, other.name));
      set(place, value);
      break;
    }
    case 7:
      if (typeof get(holder, name) === 'string') set(place, draw.of(hostile));
      else if (isObject(holder)) put(holder, 'description', draw.of(hostile));
      break;
    case 8:
      if (typeof get(holder, name) === 'number') set(place, draw.of(numbers));
      else set(place, [get(holder, name)]);
      break;
    case 9: {
      const text = get(holder, name);
      if (typeof text === 'string') set(place, mutateText(text, draw));
      break;
    }
    case 10:
      if (isObject(holder)) put(holder, draw.of(names), oddValue(draw));
      break;
    default:
      if (Array.isArray(holder)) holder.reverse();
      else set(place, { a: get(holder, name) });
  }
}

import { jsonType, lengthFits, numberFits, stringFits } from '../diff/leaf.ts';
import { allowsNull, resolve, type Side } from '../diff/side.ts';
import type { Schema } from '../model/schema.ts';
import { ask, type Derivation, type Place, same } from './derivation.ts';
import { planObject } from './object.ts';
import type { Plan } from './plan.ts';
import { entry, item, member, present } from './type-text.ts';
import { planUnion } from './union.ts';
import { listedValues } from './listed-values.ts';

export function derive(source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  if (to.source.shape(source) === to.target.shape(target)) return same;
  if (source.kind === 'reference' && target.kind === 'reference') {
    const conversion = to.conversion(source.name, target.name);
    return conversion.plan.kind === 'same' ? same : { kind: 'call', conversion };
  }
  const from = showNull(source, to.source);
  const into = showNull(target, to.target);
  if (from.kind === 'nullable') {
    const inner = { ...place, source: present(place.source) };
    const of = derive(from.of, into.kind === 'nullable' ? into.of : into, inner, to);
    if (allowsNull(into, to.target)) return of.kind === 'same' ? same : { kind: 'nullable', of };
    const hole = ask(place, 'absent', from, into, to, { parameter: 'null', suffix: '(null)' });
    return { kind: 'from-null', of, hole };
  }
  if (into.kind === 'nullable') return derive(from, into.of, place, to);
  const pair = [resolve(from, to.source), resolve(into, to.target)] as const;
  // Types that lead back to themselves through unnamed ones would be gone into for ever.
  if (to.open.some(([one, other]) => one === pair[0] && other === pair[1])) {
    return { kind: 'ask', hole: ask(place, 'changed', source, target, to, {}) };
  }
  to.open.push(pair);
  const plan = deriveKind(...pair, place, to);
  to.open.pop();
  return plan;
}

/** References are kept, as they have conversions of their own, unless they hide that null is allowed. */
function showNull(schema: Schema, side: Side): Schema {
  const resolved = resolve(schema, side);
  return resolved.kind === 'nullable' ? resolved : schema;
}

function deriveKind(source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  if (target.kind === 'any') return same;
  if (source.kind === 'union' || target.kind === 'union') {
    const [values, others] = [listedValues(source, to.source), listedValues(target, to.target)];
    if (values !== undefined && others !== undefined) return deriveKind(values, others, place, to);
    return planUnion(source, target, place, to);
  }
  if (source.kind === 'object' && target.kind === 'object') {
    return planObject(source, target, place, to);
  }
  if (source.kind === 'array' && target.kind === 'array') {
    const inner = {
      path: `${place.path}[]`,
      source: item(place.source),
      target: item(place.target),
    };
    const items = derive(source.items, target.items, inner, to);
    const distinct = target.uniqueItems && items.kind !== 'same';
    const plan: Plan =
      items.kind === 'same' ? same : { kind: 'array', items, type: place.target, distinct };
    if (distinct) {
      to.losses.push({ path: inner.path, what: 'items that have become equal are kept once' });
    }
    // Kept once, they may be too few.
    const fits = lengthFits(source, target) && !(distinct && (target.minItems ?? 0) > 1);
    return fits ? plan : narrow(plan, source, target, place, to);
  }
  if (source.kind === 'map' && target.kind === 'map') {
    const inner = {
      path: `${place.path}{}`,
      source: entry(place.source),
      target: entry(place.target),
    };
    const values = derive(source.values, target.values, inner, to);
    const plan: Plan = values.kind === 'same' ? same : { kind: 'map', values, type: place.target };
    const fits =
      (source.minProperties ?? 0) >= (target.minProperties ?? 0) &&
      (source.maxProperties ?? Infinity) <= (target.maxProperties ?? Infinity);
    return fits ? plan : narrow(plan, source, target, place, to);
  }
  if (source.kind === 'enum' && target.kind === 'enum') {
    const values = new Set(target.values.map(({ value }) => value));
    const cases = source.values
      .filter(({ value }) => !values.has(value))
      .map(({ value }) => ({
        value,
        hole: ask(place, 'removed', source, target, to, {
          parameter: JSON.stringify(value),
          suffix: `(${String(value)})`,
        }),
      }));
    return cases.length === 0 ? same : { kind: 'enum', cases };
  }
  if (source.kind === 'tuple' && target.kind === 'tuple') {
    if (source.items.length === target.items.length) {
      const items = source.items.map((from, index) => {
        const at = {
          path: `${place.path}[${String(index)}]`,
          source: member(place.source, String(index)),
          target: member(place.target, String(index)),
        };
        // The lengths are equal, so the target has an item here too.
        return derive(from, target.items[index] ?? from, at, to);
      });
      return items.every(({ kind }) => kind === 'same')
        ? same
        : { kind: 'tuple', items, type: place.target };
    }
  }
  if (source.kind === 'string' && target.kind === 'string') {
    return stringFits(source, target) ? same : narrow(same, source, target, place, to);
  }
  if (source.kind === 'number' && target.kind === 'number') {
    return numberFits(source, target) ? same : narrow(same, source, target, place, to);
  }
  if (source.kind === 'enum' && target.kind === 'string') {
    const plain = stringFits({ kind: 'string' }, target);
    if (jsonType(source) === 'string' && plain) return same;
  }
  return { kind: 'ask', hole: ask(place, 'changed', source, target, to, {}) };
}

function narrow(plan: Plan, source: Schema, target: Schema, place: Place, to: Derivation): Plan {
  const parameter = plan.kind === 'same' ? place.source : place.target;
  return { kind: 'narrow', plan, hole: ask(place, 'narrowed', source, target, to, { parameter }) };
}

import { type Context, Refusal, setMember } from '@skewline/runtime';
import type { FieldPlan, Hole, ObjectPlan, Plan, UnionCase } from '../packages/codegen/src/plan/plan.ts';

/**
 * The same conversion without generated code: walks the plan when a value comes. It is what one
 * would write who does not generate code, with the plan's tables looked up once, not a straw man.
 */
export type Decide = (hole: Hole) => (value: unknown, context: Context) => unknown;

type Members = Record<string, unknown>;

export function interpreterOf(decide: Decide): (plan: Plan, value: unknown, context: Context) => unknown {
  const decisions = new Map<Hole, ReturnType<Decide>>();

  function ask(hole: Hole, value: unknown, context: Context): unknown {
    let decision = decisions.get(hole);
    if (decision === undefined) {
      decision = decide(hole);
      decisions.set(hole, decision);
    }
    return decision(value, context);
  }

  function run(plan: Plan, value: unknown, around: unknown, context: Context): unknown {
    switch (plan.kind) {
      case 'same':
        return value;
      case 'call':
        return run(plan.conversion.plan, value, value, context);
      case 'ask':
        return ask(plan.hole, plan.hole.fields.length > 0 ? around : value, context);
      case 'narrow': {
        const converted = run(plan.plan, value, around, context);
        return converted instanceof Refusal ? converted : ask(plan.hole, converted, context);
      }
      case 'nullable':
        return value === null ? null : run(plan.of, value, around, context);
      case 'from-null':
        if (value !== null) return run(plan.of, value, around, context);
        return ask(plan.hole, plan.hole.fields.length > 0 ? around : value, context);
      case 'array':
        return list(value, () => plan.items, context);
      case 'tuple':
        return list(value, (index) => plan.items[index] ?? { kind: 'same' }, context);
      case 'map': {
        const result: Members = {};
        // The value is valid in its version, so it is what the plan says.
        const map = value as Members;
        for (const key of Object.keys(map)) {
          const converted = run(plan.values, map[key], map[key], context);
          if (converted instanceof Refusal) return converted.within(key);
          setMember(result, key, converted);
        }
        return result;
      }
      case 'enum': {
        const one = plan.cases.find((candidate) => candidate.value === value);
        return one === undefined ? value : ask(one.hole, value, context);
      }
      case 'to-variant': {
        const hole = plan.cases.find((candidate) => candidate.value === value)?.hole;
        return hole === undefined ? { [plan.tag]: value } : ask(hole, value, context);
      }
      case 'to-value': {
        const tag = (value as Members)[plan.tag]; // valid in its version
        const one = plan.cases.find((candidate) => candidate.value === tag);
        return one === undefined ? tag : ask(one.hole, value, context);
      }
      case 'union': {
        const one = plan.cases.find((candidate) => isVariant(candidate, value));
        return one === undefined ? value : run(one.plan, value, value, context);
      }
      case 'object':
        return object(plan, value as Members, context); // valid in its version
    }
  }

  function list(value: unknown, planOf: (index: number) => Plan, context: Context): unknown {
    const items = value as readonly unknown[]; // valid in its version
    const result: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const converted = run(planOf(index), items[index], items[index], context);
      if (converted instanceof Refusal) return converted.within(index);
      result.push(converted);
    }
    return result;
  }

  function object(plan: ObjectPlan, from: Members, context: Context): unknown {
    const result: Members = {};
    const groups = new Map<Hole, unknown>();
    for (const field of plan.fields) {
      const converted = member(field, from, groups, context);
      if (converted instanceof Refusal) return converted;
      if (converted !== undefined) setMember<unknown>(result, field.name, converted);
    }
    if (plan.additional.kind === 'convert') {
      for (const key of Object.keys(from)) {
        if (plan.known.includes(key)) continue;
        const converted = run(plan.additional.plan, from[key], from[key], context);
        if (converted instanceof Refusal) return converted.within(key);
        setMember(result, key, converted);
      }
    }
    return result;
  }

  function member(
    { name, from: source }: FieldPlan,
    from: Members,
    groups: Map<Hole, unknown>,
    context: Context,
  ): unknown {
    if (source.kind === 'value') return source.value;
    if (source.kind === 'ask') {
      const { hole } = source;
      const isGroup = hole.fields.length > 1;
      const given = groups.has(hole) ? groups.get(hole) : ask(hole, from, context);
      if (given instanceof Refusal) return isGroup ? given : given.within(name);
      if (!isGroup) return given;
      groups.set(hole, given);
      return (given as Members)[name]; // with several fields, a decision gives an object of them
    }
    const value = Object.hasOwn(from, source.name) ? from[source.name] : undefined;
    const result = value === undefined ? ofAbsent() : run(source.plan, value, from, context);
    return result instanceof Refusal ? result.within(source.name) : result;

    function ofAbsent(): unknown {
      // Narrowed above, which does not reach into a function.
      const { absent, plan } = source as FieldPlan['from'] & { readonly kind: 'copy' };
      switch (absent.kind) {
        case 'never':
        case 'stays':
          return undefined;
        case 'source-default':
          return run(plan, absent.value, from, context);
        case 'value':
          return absent.value;
        case 'ask':
          return ask(absent.hole, absent.hole.fields.length > 0 ? from : undefined, context);
      }
    }
  }

  return (plan, value, context) => run(plan, value, value, context);
}

function isVariant({ variant: { name }, test }: UnionCase, value: unknown): boolean {
  switch (test.kind) {
    case 'tag':
      return (value as Members)[test.tag] === name; // every variant is an object with the tag
    case 'literal':
      return value === name;
    case 'key':
      return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    case 'type':
      if (test.type === 'array') return Array.isArray(value);
      return typeof value === test.type && !Array.isArray(value);
  }
}

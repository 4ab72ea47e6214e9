import type { FieldPlan, Hole, ObjectPlan, Plan } from '../plan/plan.ts';
import { access, builtName, type Code, isInherited, literal } from './code.ts';
import { writeArray, writeMap, writeTuple } from './collections.ts';
import { givesScalar } from './gives-scalar.ts';
import type { PlanWriter, Scope, ShimNames } from './plan-writer.ts';
import { writeSwitch } from './switch.ts';
import { variantCondition } from './variant-condition.ts';

/** Writes the statements that convert `source`, and returns the expression of the result. */
export function writePlan(plan: Plan, source: string, code: Code, names: ShimNames): string {
  return new Writer(code, names).value(plan, source, { around: source, path: [] });
}

class Writer implements PlanWriter {
  readonly code: Code;
  readonly names: ShimNames;

  constructor(code: Code, names: ShimNames) {
    this.code = code;
    this.names = names;
  }

  value(plan: Plan, source: string, scope: Scope): string {
    switch (plan.kind) {
      case 'same':
        return source;
      case 'call':
        return this.#call(plan, source, scope);
      case 'ask':
        return this.#ask(plan.hole, source, scope);
      case 'narrow':
        return this.#ask(plan.hole, this.value(plan.plan, source, scope), scope);
      case 'nullable':
        return this.#orNull(source, scope, plan.of, () => 'null');
      case 'from-null':
        return this.#orNull(source, scope, plan.of, (value) => this.#ask(plan.hole, value, scope));
      case 'array':
        return writeArray(plan, source, scope, this);
      case 'tuple':
        return writeTuple(plan, source, scope, this);
      case 'map':
        return writeMap(plan, source, scope, this);
      case 'enum':
        return this.#enum(plan, source, scope);
      case 'to-variant':
        return this.#toVariant(plan, source, scope);
      case 'to-value':
        return this.#toValue(plan, source, scope);
      case 'union':
        return this.#union(plan, source, scope);
      case 'object':
        return this.#object(plan, source, scope);
    }
  }

  /** Gives what cannot be an expression a name, so that it is computed once. */
  named(expression: string, hint: string): string {
    if (/^[\w$]+$/.test(expression)) return expression;
    const name = this.code.name(hint);
    this.code.line(`const ${name} = ${expression};`);
    return name;
  }

  #refusable(expression: string, scope: Scope, scalar = false): string {
    const name = this.named(expression, 'result');
    const trail = [...scope.path].reverse().map((member) => `.within(${member})`);
    // Whether it is an object at all is quicker to see than of which class.
    const refused = `${scalar ? `typeof ${name} === 'object' && ` : ''}${name} instanceof Refusal`;
    this.code.line(`if (${refused}) return ${name}${trail.join('')};`);
    return name;
  }

  #call(plan: Plan & { readonly kind: 'call' }, source: string, scope: Scope): string {
    const callee = this.names.conversion(plan);
    if (!plan.conversion.fallible) return `${callee}(${source})`;
    return this.#refusable(`${callee}(${source}, context)`, scope);
  }

  #ask(hole: Hole, source: string, scope: Scope): string {
    const value = hole.fields.length > 0 ? scope.around : source;
    return this.#refusable(
      `${this.names.decision(hole)}(${value}, context)`,
      scope,
      givesScalar(hole),
    );
  }

  #orNull(source: string, scope: Scope, of: Plan, ofNull: (value: string) => string): string {
    const value = this.named(source, 'value');
    const result = this.code.name('result');
    this.code.line(`let ${result};`);
    this.code.block(
      `if (${value} === null)`,
      () => {
        this.code.line(`${result} = ${ofNull(value)};`);
      },
      '} else {',
    );
    this.#rest(() => {
      this.code.line(`${result} = ${this.value(of, value, scope)};`);
    });
    return result;
  }

  /** The body of an `else` whose brace the block before has opened. */
  #rest(inside: () => void): void {
    this.code.indented(inside);
    this.code.line('}');
  }

  #enum(plan: Plan & { readonly kind: 'enum' }, source: string, scope: Scope): string {
    const value = this.named(source, 'value');
    const cases = plan.cases.map(({ value: one, hole }) => ({
      value: one,
      given: () => this.#ask(hole, value, scope),
    }));
    return writeSwitch({ subject: value, cases, otherwise: value }, this.code);
  }

  #toVariant(plan: Plan & { readonly kind: 'to-variant' }, source: string, scope: Scope): string {
    const value = this.named(source, 'value');
    const variant = (name: string): string => `{ ${builtName(plan.tag)}: ${literal(name)} }`;
    // The last one needs no test: TypeScript knows then that the result is always set.
    const last = plan.cases.findLast(({ hole }) => hole === undefined);
    const cases = plan.cases
      .filter((one) => one !== last)
      .map(({ value: one, hole }) => ({
        value: one,
        given: () => (hole === undefined ? variant(one) : this.#ask(hole, literal(one), scope)),
      }));
    const type = this.names.type(plan.type);
    const otherwise = variant(last?.value ?? '');
    return writeSwitch({ subject: value, type, cases, otherwise }, this.code);
  }

  #toValue(plan: Plan & { readonly kind: 'to-value' }, source: string, scope: Scope): string {
    const value = this.named(source, 'value');
    const tag = access(value, plan.tag);
    const cases = plan.cases.map(({ value: one, hole }) => ({
      value: one,
      given: () => this.#ask(hole, value, scope),
    }));
    const type = this.names.type(plan.type);
    return writeSwitch({ subject: tag, type, cases, otherwise: tag }, this.code);
  }

  #union({ cases, all }: Plan & { readonly kind: 'union' }, source: string, scope: Scope): string {
    const value = this.named(source, 'value');
    const inner = { around: value, path: scope.path };
    const [only] = cases;
    // One variant there is, so there is nothing to tell apart.
    if (all && cases.length === 1 && only !== undefined) return this.value(only.plan, value, inner);
    const result = this.code.name('result');
    this.code.line(`let ${result};`);
    cases.forEach(({ variant, test, plan }, index) => {
      const last = all && index === cases.length - 1;
      const condition = last ? '' : `if (${variantCondition(test, variant.name, value)}) `;
      this.code.line(`${index === 0 ? '' : '} else '}${condition}{`);
      this.code.indented(() => {
        this.code.line(`${result} = ${this.value(plan, value, inner)};`);
      });
    });
    if (!all) {
      this.code.line('} else {');
      this.code.indented(() => {
        this.code.line(`${result} = ${value};`);
      });
    }
    this.code.line('}');
    return result;
  }

  #object(plan: ObjectPlan, source: string, scope: Scope): string {
    const reads = plan.fields.some(({ from }) => from.kind !== 'value');
    const object =
      reads || plan.additional.kind === 'convert' ? this.named(source, 'object') : source;
    const groups = new Map<Hole, string>();
    const entries: string[] = [];
    const later: (() => void)[] = [];
    const result = this.code.name('result');
    for (const field of plan.fields) {
      const name = field.from.kind === 'copy' ? field.from.name : field.name;
      const inner = { around: object, path: [...scope.path, literal(name)] };
      if (staysAbsent(field)) {
        later.push(() => {
          this.#optional(field, object, result, inner);
        });
        continue;
      }
      const value = this.#field(field, object, { ...scope, around: object }, inner, groups);
      if (field.from.kind === 'ask' && !field.required) {
        later.push(() => {
          this.code.block(`if (${value} !== undefined)`, () => {
            this.#write(result, field.name, value);
          });
        });
      } else {
        entries.push(`${builtName(field.name)}: ${value}`);
      }
    }
    const complete = this.names.type(plan.type);
    const type = later.length > 0 ? (this.names.built?.(complete) ?? complete) : complete;
    // TypeScript takes what every object inherits for a member of the wrong type.
    const inherits =
      plan.absent.some(isInherited) ||
      plan.fields.some((field) => !field.required && isInherited(field.name));
    this.code.block(
      `const ${result}${inherits ? '' : `: ${type}`} =`,
      () => {
        for (const one of entries) this.code.line(`${one},`);
      },
      inherits ? `} as unknown as ${type};` : '};',
    );
    for (const write of later) write();
    if (plan.additional.kind === 'convert') {
      this.#additional(plan, plan.additional.plan, object, result, scope);
    }
    return result;
  }

  #field(
    field: FieldPlan,
    object: string,
    outer: Scope,
    inner: Scope,
    groups: Map<Hole, string>,
  ): string {
    const { from } = field;
    if (from.kind === 'value') return literal(from.value);
    if (from.kind === 'ask') {
      const { hole } = from;
      const scope = hole.fields.length > 1 ? outer : inner;
      let given = groups.get(hole);
      if (given === undefined) {
        given = this.#ask(hole, object, scope);
        groups.set(hole, given);
      }
      return hole.fields.length > 1 ? access(given, field.name) : given;
    }
    const member = access(object, from.name);
    switch (from.absent.kind) {
      case 'never':
      case 'stays':
        return this.value(from.plan, member, inner);
      case 'source-default': {
        const value = this.code.name('value');
        const type = this.names.type(from.type);
        const absent = literal(from.absent.value);
        this.code.line(
          `const ${value}: ${type} = ${member} === undefined ? ${absent} : ${member};`,
        );
        return this.value(from.plan, value, inner);
      }
      case 'value':
      case 'ask':
        return this.#orAbsent(from, member, inner);
    }
  }

  #orAbsent(
    from: FieldPlan['from'] & { readonly kind: 'copy' },
    member: string,
    scope: Scope,
  ): string {
    const value = this.named(member, 'value');
    const result = this.code.name('result');
    // Null and absent share an answer where a decision gives it.
    const shared = from.plan.kind === 'from-null' && from.absent.kind === 'ask';
    const test = shared ? `${value} === undefined || ${value} === null` : `${value} === undefined`;
    const plan = shared && from.plan.kind === 'from-null' ? from.plan.of : from.plan;
    this.code.line(`let ${result};`);
    this.code.block(
      `if (${test})`,
      () => {
        const answer =
          from.absent.kind === 'ask'
            ? this.#ask(from.absent.hole, value, scope)
            : literal(from.absent.kind === 'value' ? from.absent.value : null);
        this.code.line(`${result} = ${answer};`);
      },
      '} else {',
    );
    this.#rest(() => {
      this.code.line(`${result} = ${this.value(plan, value, scope)};`);
    });
    return result;
  }

  #optional(field: FieldPlan, object: string, result: string, scope: Scope): void {
    if (field.from.kind !== 'copy') return;
    const { plan, name } = field.from;
    const member = access(object, name);
    const value = isInherited(name) ? this.named(member, 'value') : member;
    this.code.block(`if (${value} !== undefined)`, () => {
      this.#write(result, field.name, this.value(plan, value, scope));
    });
  }

  /** A member that every object inherits is not there to be assigned, and `__proto__` would be the prototype. */
  #write(result: string, name: string, value: string): void {
    if (!isInherited(name)) {
      this.code.line(`${access(result, name)} = ${value};`);
      return;
    }
    this.code.line(`Object.defineProperty(${result}, ${literal(name)}, {`);
    this.code.line(`  value: ${value}, writable: true, enumerable: true, configurable: true,`);
    this.code.line('});');
  }

  #additional(plan: ObjectPlan, values: Plan, object: string, result: string, scope: Scope): void {
    const key = this.code.name('key');
    const known = plan.known.map((name) => literal(name)).join(', ');
    this.code.block(`for (const ${key} of Object.keys(${object}))`, () => {
      if (known !== '') this.code.line(`if ([${known}].includes(${key})) continue;`);
      const entry = this.code.name('entry');
      this.code.line(`const ${entry} = ${object}[${key} as keyof typeof ${object}]!;`);
      const inner = { around: entry, path: [...scope.path, key] };
      const value = this.value(values, entry, inner);
      // Its type has an index signature beside its properties.
      this.code.line(`setMember(${result} as Record<string, unknown>, ${key}, ${value});`);
    });
  }
}

function staysAbsent(field: FieldPlan): boolean {
  return field.from.kind === 'copy' && field.from.absent.kind === 'stays';
}

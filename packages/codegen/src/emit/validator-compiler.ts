import { formats } from '@skewline/runtime/validation';
import { Ajv } from 'ajv';
import { ValueScopeName } from 'ajv/dist/compile/codegen/scope.js';
import type { JsonObject } from '../model/json.ts';
import { access, isInherited } from './code.ts';
import { addKeywords } from './validator-keywords.ts';

/** A function of a generated module. */
export interface CompiledValidator {
  /** `function validateX(data, …) {…}` */
  readonly code: string;
  /** What the function takes from outside itself, other than validators. */
  readonly needs: readonly Need[];
}

export interface Need {
  /** `pattern3` */
  readonly name: string;
  /** An expression, or a helper of the runtime. */
  readonly value: { readonly expression: string } | { readonly helper: string };
}

/**
 * Compiles one type at a time. ajv's own `standaloneCode` follows references and puts everything
 * into one file; here a reference is the name of a function, so each type is compiled once.
 */
export class ValidatorCompiler {
  readonly #ajv: Ajv;
  #name = '';

  constructor() {
    this.#ajv = new Ajv({
      strict: true,
      unicodeRegExp: true,
      formats: { ...formats },
      code: { source: true, esm: true, optimize: true },
      // The schemas are written by `validator-schema.ts`, and hold words of our own.
      meta: false,
      validateSchema: false,
      addUsedSchema: false,
      logger: false,
    });
    addKeywords(this.#ajv);
    const { scope } = this.#ajv;
    const numbered = scope.name.bind(scope);
    // ajv numbers its functions; ours are named after their types.
    scope.name = (prefix): ValueScopeName =>
      prefix === 'validate' ? new ValueScopeName(prefix, this.#name) : numbered(prefix);
  }

  compile(name: string, schema: JsonObject): CompiledValidator {
    this.#name = name;
    // Slower, so only where a member's absence would be hidden by what every object has.
    this.#ajv.opts.ownProperties = hasInheritedProperty(schema);
    const { source } = this.#ajv.compile(schema);
    if (source === undefined) throw new Error(`ajv gave no source for ${name}`);
    const code = String(source.validateCode);
    return { code, needs: needsOf(source.scopeValues, code) };
  }
}

/** How ajv's code asks for a helper → the runtime's. */
const helpers: ReadonlyMap<string, string> = new Map([
  ['require("ajv/dist/runtime/ucs2length").default', 'ucs2length'],
  ['duplicate', 'duplicate'],
]);

function needsOf(
  values: { readonly [prefix: string]: ReadonlySet<ValueScopeName> | undefined },
  code: string,
): Need[] {
  const needs: Need[] = [];
  for (const names of Object.values(values)) {
    for (const { str: name, prefix, value } of names ?? []) {
      // ajv keeps the whole schema in scope, though hardly any function looks at it.
      if (prefix === 'schema' && !new RegExp(`\\b${name}\\b`).test(code)) continue;
      if (prefix === 'formats') {
        needs.push({ name, value: { expression: access('formats', String(value?.key)) } });
        continue;
      }
      const text = String(value?.code);
      const helper = helpers.get(text);
      needs.push({ name, value: helper === undefined ? { expression: text } : { helper } });
    }
  }
  return needs;
}

function hasInheritedProperty(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return Object.entries(schema).some(
    ([key, value]) => isInherited(key) || key === '^__proto__$' || hasInheritedProperty(value),
  );
}

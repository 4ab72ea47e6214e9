import { duplicate } from '@skewline/runtime/validation';
import { _, type Ajv, type Code, type KeywordCxt, Name, nil, stringify } from 'ajv';
import { callRef } from 'ajv/dist/vocabularies/core/ref.js';
import { isInherited } from './code.ts';

/** Longer lists are looked up in a set instead of compared one by one. */
const longList = 32;

type Scalar = string | number | boolean | null;

/**
 * Adds the words of `validator-schema.ts`, an `enum` that needs no copy of the whole schema, and a
 * `uniqueItems` whose time does not grow with the square of the list.
 */
export function addKeywords(ajv: Ajv): void {
  ajv.addVocabulary(['tag', 'keys', 'units']);
  ajv.removeKeyword('enum');
  ajv.addKeyword({
    keyword: 'enum',
    schemaType: 'array',
    error: {
      message: 'must be equal to one of the allowed values',
      params: ({ params }) => _`{allowedValues: ${params['list'] ?? nil}}`,
    },
    code: enumCode,
  });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: {
      message: 'must NOT have duplicate items',
      params: ({ params }) => _`{i: ${params['pair'] ?? nil}[1], j: ${params['pair'] ?? nil}[0]}`,
    },
    code: uniqueItemsCode,
  });
  ajv.addKeyword({
    keyword: 'requiresUnnamed',
    type: 'object',
    schemaType: 'boolean',
    error: {
      message: "must have required property ''",
      params: () => _`{missingProperty: ""}`,
    },
    code: (cxt) => cxt.pass(_`${cxt.data}[""] !== undefined`),
  });
  ajv.addKeyword({ keyword: 'refer', schemaType: 'string', code: referCode });
  ajv.addKeyword({ keyword: 'orNull', schemaType: 'object', code: orNullCode });
  ajv.addKeyword({
    keyword: 'tagged',
    type: 'object',
    schemaType: 'array',
    error: {
      message: 'must have a tag with a known value',
      params: ({ params }) => _`{tag: ${params['name'] ?? nil}, tagValue: ${params['tag'] ?? nil}}`,
    },
    code: taggedCode,
  });
  ajv.addKeyword({
    keyword: 'keyed',
    schemaType: 'array',
    error: {
      message: 'must be a known variant',
      params: ({ params: { units, keys } }) =>
        _`{allowedValues: ${units ?? nil}, allowedKeys: ${keys ?? nil}}`,
    },
    code: keyedCode,
  });
}

/** A value that stands once in the module, before the functions. */
function constant(cxt: KeywordCxt, value: readonly Scalar[]): Name {
  const key = JSON.stringify(value);
  return cxt.gen.scopeValue('obj', { key, ref: value, code: stringify(value) });
}

function isOneOf(data: Code, values: readonly Scalar[]): Code {
  const [first, ...others] = values.map((value) => _`${data} === ${value}`);
  return others.reduce((all, one) => _`${all} || ${one}`, first ?? _`false`);
}

function enumCode(cxt: KeywordCxt): void {
  // The model has scalars only.
  const values = cxt.schema as readonly Scalar[];
  const list = constant(cxt, values);
  cxt.setParams({ list });
  if (values.length < longList) {
    cxt.pass(isOneOf(cxt.data, values));
    return;
  }
  const key = `set ${JSON.stringify(values)}`;
  const set = cxt.gen.scopeValue('obj', { key, ref: new Set(values), code: _`new Set(${list})` });
  cxt.pass(_`${set}.has(${cxt.data})`);
}

function uniqueItemsCode(cxt: KeywordCxt): void {
  const { gen, data } = cxt;
  const helper = gen.scopeValue('func', { ref: duplicate, code: _`duplicate` });
  const pair = gen.const('pair', _`${helper}(${data})`);
  cxt.setParams({ pair });
  cxt.pass(_`${pair} === undefined`);
}

function referCode(cxt: KeywordCxt): void {
  // By `schemaType` it is a string; it names a function of the module, imported or its own.
  callRef(cxt, new Name(cxt.schema as string));
}

function orNullCode(cxt: KeywordCxt): void {
  const { gen, data, keyword } = cxt;
  const valid = gen.name('valid');
  gen.if(
    _`${data} !== null`,
    () => {
      cxt.subschema({ keyword }, valid);
    },
    () => gen.var(valid, true),
  );
  cxt.ok(valid);
}

/** Checks the variant at this position. */
function variantCode(cxt: KeywordCxt, position: number, valid: Name): void {
  const { gen, keyword } = cxt;
  const inner = gen.name('_valid');
  cxt.subschema({ keyword, schemaProp: position }, inner);
  gen.assign(valid, inner);
}

function taggedCode(cxt: KeywordCxt): void {
  const { gen, data } = cxt;
  // Written beside `tagged` by `validator-schema.ts`.
  const { name, values } = cxt.parentSchema['tag'] as {
    readonly name: string;
    readonly values: readonly (readonly Scalar[])[];
  };
  const tag = gen.const('tag', _`${data}[${name}]`);
  const valid = gen.let('valid', false);
  gen.if(false);
  for (const [position, own] of values.entries()) {
    gen.elseIf(isOneOf(tag, own));
    variantCode(cxt, position, valid);
  }
  gen.else();
  cxt.error(false, { name, tag });
  gen.endIf();
  cxt.ok(valid);
}

function keyedCode(cxt: KeywordCxt): void {
  const { gen, data } = cxt;
  // Written beside `keyed` by `validator-schema.ts`.
  const { units, keys } = cxt.parentSchema as {
    readonly units: readonly Scalar[];
    readonly keys: readonly string[];
  };
  const valid = gen.let('valid', false);
  const isObject = gen.const(
    'isObject',
    _`typeof ${data} == "object" && ${data} !== null && !Array.isArray(${data})`,
  );
  gen.if(isOneOf(data, units));
  gen.assign(valid, true);
  for (const [position, key] of keys.entries()) {
    const has = isInherited(key)
      ? _`Object.hasOwn(${data}, ${key})`
      : _`${data}[${key}] !== undefined`;
    gen.elseIf(_`${isObject} && ${has}`);
    variantCode(cxt, position, valid);
  }
  gen.else();
  cxt.error(false, { units: constant(cxt, units), keys: constant(cxt, keys) });
  gen.endIf();
  cxt.ok(valid);
}

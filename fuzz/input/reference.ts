import { formats, type ValidatorEpoch } from '@skewline/runtime/validation';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isValid } from '../../packages/codegen/src/diff/values/valid.ts';
import type { Side } from '../../packages/codegen/src/diff/side.ts';
import { checkablePattern } from '../../packages/codegen/src/diff/pattern/usable.ts';
import { emitSchemas } from '../../packages/codegen/src/emit/schemas.ts';
import type { Api, Planned } from '../../packages/codegen/src/index.ts';
import { get, isObject, type Json, placesOf, put } from './json.ts';
import type { Trial } from './target.ts';

/** ajv itself on the schemas that are emitted for people: the same verdicts, by another way. */
export class Reference {
  readonly #ajv = new Ajv2020({
    strict: false,
    ownProperties: true,
    logger: false,
    formats: { ...formats },
  });
  readonly #api: Api;
  #isOdd: boolean;

  constructor({ api, epochs }: Pick<Planned, 'api' | 'epochs'>) {
    this.#api = api;
    this.#isOdd = api.versions.some(({ schemas }) => schemas.has('$id'));
    for (const text of emitSchemas(api, epochs).values()) {
      const schema = JSON.parse(text) as Json;
      for (const { holder, name, path } of placesOf(schema)) {
        // What no validator checks, which a warning has said; and what JavaScript only reads otherwise.
        const pattern = get(holder, name);
        // ajv looks at no property of this name.
        if (name === '__proto__' && path.at(-2) === 'properties') this.#isOdd = true;
        // And takes one without a name for there.
        const list = name === 'required' ? get(holder, name) : undefined;
        if (Array.isArray(list) && list.includes('')) this.#isOdd = true;
        if (name !== 'pattern' || typeof pattern !== 'string' || !isObject(holder)) continue;
        const checked = checkablePattern(pattern);
        if (checked === undefined) delete holder[name];
        else put(holder, name, checked);
      }
      this.#ajv.addSchema(schema as object); // a schema is an object
    }
  }

  /** Undefined where ajv takes the name of a type for a word of its own, or sees no `__proto__`, or no empty name. */
  of(type: string, version: number): ValidateFunction | undefined {
    if (this.#isOdd) return undefined;
    const pointer = encodeURIComponent(type.replaceAll('~', '~0').replaceAll('/', '~1'));
    const folder = this.#api.versions[version]?.id.folder ?? '';
    const validate = this.#ajv.getSchema(
      `${encodeURIComponent(this.#api.name)}/${folder}#/$defs/${pointer}`,
    );
    if (validate === undefined) throw new Error(`no schema for ${type}`);
    return validate;
  }
}

/** What the emitted validator, ajv and the interpreter of verdicts say: all the same. */
export function compareVerdicts(
  value: Json,
  {
    epoch,
    direct,
    type,
    side,
  }: {
    readonly epoch: ValidatorEpoch;
    readonly direct: ValidateFunction | undefined;
    readonly type: string;
    readonly side: Side;
  },
  trial: Trial,
): boolean {
  const emitted = epoch.validate(value);
  const byAjv = direct === undefined ? emitted : (verdictOf(direct, value) ?? emitted);
  const interpreted = isValid(value, { kind: 'reference', name: type }, side);
  // A rule that people wrote beside the schema is only in what is emitted.
  if (epoch.validate.errors?.some(({ keyword }) => keyword === 'refine') === true) return false;
  if (emitted !== byAjv || emitted !== interpreted) {
    trial.fault(
      `validators disagree: emitted ${String(emitted)}, ajv ${String(byAjv)}, interpreter ${String(interpreted)}`,
      `${type} ${epoch.from}\n${JSON.stringify(value)?.slice(0, 1000)}\n${JSON.stringify([epoch.validate.errors, direct?.errors])?.slice(0, 1000)}`,
    );
  }
  if (!emitted) {
    const [first] = epoch.validate.errors ?? [];
    if (first === undefined || (first.message ?? '') === '')
      trial.fault('a refused value without a reason');
  }
  return emitted;
}

/** Undefined where ajv itself stumbles: it calls a member `valueOf`, where lists of objects are unique. */
function verdictOf(direct: ValidateFunction, value: Json): boolean | undefined {
  try {
    return direct(value);
  } catch {
    return undefined;
  }
}

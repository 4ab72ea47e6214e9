import type { ValidationError, Validator } from '@skewline/runtime/validation';

/** What a member has to be; a question mark at the end of its name makes it optional. */
export type Shape =
  'string' | 'integer' | 'boolean' | readonly [Shape] | { readonly [member: string]: Shape };

/** A validator in the manner of ajv, without ajv: the fixture is written by hand. */
export function validatorOf(shape: Shape): Validator<unknown> {
  const validate: Validator<unknown> = (value: unknown): value is unknown => {
    const error = check(shape, value, '');
    validate.errors = error === undefined ? null : [error];
    return error === undefined;
  };
  return validate;
}

function check(shape: Shape, value: unknown, at: string): ValidationError | undefined {
  if (typeof shape === 'string') {
    const isRight = shape === 'integer' ? Number.isSafeInteger(value) : typeof value === shape;
    return isRight ? undefined : failed('type', at, `must be ${shape}`);
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return failed('type', at, 'must be array');
    return first(value.map((item, index) => check(shape[0], item, `${at}/${String(index)}`)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failed('type', at, 'must be object');
  }
  return first(
    Object.entries(shape).map(([key, inner]) => {
      const name = key.replace(/\?$/, '');
      // `hasOwn` says that it is there.
      if (Object.hasOwn(value, name)) {
        return check(inner, (value as Record<string, unknown>)[name], `${at}/${name}`);
      }
      return key.endsWith('?')
        ? undefined
        : failed('required', at, `must have required property '${name}'`);
    }),
  );
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function first(errors: readonly (ValidationError | undefined)[]): ValidationError | undefined {
  return errors.find((error) => error !== undefined);
}

function failed(keyword: string, instancePath: string, message: string): ValidationError {
  return { keyword, instancePath, schemaPath: '#', params: {}, message };
}

import type { ParameterForm } from '@skewline/runtime/exchange';
import type { Parameter, Version } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';

/** What text can carry: one scalar, or a list of them. */
type TextForm = Pick<ParameterForm, 'type' | 'list'>;

/** How a parameter's text is read; undefined where text does not say which value it is. */
export function parameterForm(
  { name, in: place, schema }: Parameter,
  version: Pick<Version, 'schemas'>,
): ParameterForm | undefined {
  const form = textForm(schema, version, new Set());
  return form === undefined ? undefined : { name, in: place, ...form };
}

function textForm(
  schema: Schema,
  version: Pick<Version, 'schemas'>,
  within: ReadonlySet<string>,
): TextForm | undefined {
  switch (schema.kind) {
    // Of a value that can be anything, what was written is one.
    case 'any':
    case 'string':
      return { type: 'text' };
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return { type: 'number' };
    case 'enum':
      return common(schema.values.map(({ value }) => scalarForm(value)));
    // There is no text for null: who means it leaves the parameter out.
    case 'nullable':
      return textForm(schema.of, version, within);
    case 'array':
      return listForm([textForm(schema.items, version, within)]);
    case 'tuple':
      return listForm(schema.items.map((item) => textForm(item, version, within)));
    case 'union':
      return common(schema.variants.map((one) => textForm(one.schema, version, within)));
    case 'reference': {
      const { name } = schema;
      const named = version.schemas.get(name);
      if (named === undefined || within.has(name)) return undefined;
      return textForm(named.schema, version, new Set([...within, name]));
    }
    case 'map':
    case 'object':
      return undefined;
  }
}

function scalarForm(value: string | number | boolean | null): TextForm | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return { type: 'text' };
  return { type: typeof value === 'number' ? 'number' : 'boolean' };
}

/** `1` of a number or a text: which of them was meant is not in the text. */
function common(forms: readonly (TextForm | undefined)[]): TextForm | undefined {
  const [first] = forms;
  if (first === undefined) return undefined;
  const isSame = forms.every((one) => one?.type === first.type && one.list === first.list);
  return isSame ? first : undefined;
}

function listForm(items: readonly (TextForm | undefined)[]): TextForm | undefined {
  const item = common(items);
  return item === undefined || item.list === true ? undefined : { type: item.type, list: true };
}

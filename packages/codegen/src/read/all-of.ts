import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Documented, Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import type { Located } from './raw.ts';
import { malformed, unsupported } from './context.ts';
import { isList, member } from './raw.ts';
import { anySchema, docsOf, nullable, withDocs } from './documented.ts';
import { annotations, isExtension, keywordsOf, wireKeys } from './keywords.ts';
import type { Members } from './object.ts';
import { buildObject, membersOf } from './object.ts';
import { child } from './pointer.ts';
import { ask, reportCycle, resolve } from './reference.ts';

const deepestNesting = 100;
const objectKeys: ReadonlySet<string> = new Set([
  'type',
  'nullable',
  'discriminator',
  'properties',
  'required',
  'additionalProperties',
]);

/**
 * One element with words around it is that element. Several are one object with the properties of
 * all; anything else that allOf can say has no place in the model.
 */
export function readAllOf(context: Context, raw: JsonObject, pointer: string): Schema {
  const elements = elementsOf(context, raw, pointer);
  if (elements.length === 0) return anySchema;
  const meaning = elements.filter(({ raw: element }) => !isOnlyWords(element));
  const words = elements
    .filter(({ raw: element }) => isOnlyWords(element))
    .map((element) => docsOf(context.read(element.raw, element.pointer)));
  const [only] = meaning;
  if (meaning.length <= 1 && ownPart(raw) === undefined) {
    const schema = only === undefined ? anySchema : context.read(only.raw, only.pointer);
    return words.reduce<Schema>((inner: Schema, docs: Documented) => withDocs(inner, docs), schema);
  }
  const parts: Located<JsonObject>[] = [];
  if (!collectParts(context, { raw, pointer }, parts, new Set(), 0)) return anySchema;
  const members = mergeParts(context, parts);
  const schema = members === undefined ? anySchema : buildObject(context, members, pointer);
  const isNullable = parts.every(({ raw: part }) => member(part, 'nullable') === true);
  const documented = words.reduce<Schema>((inner, docs) => withDocs(inner, docs), schema);
  return isNullable ? nullable(documented) : documented;
}

function elementsOf(context: Context, raw: JsonObject, pointer: string): readonly Located[] {
  const at = child(pointer, 'allOf');
  const elements = member(raw, 'allOf');
  if (!isList(elements) || elements.length === 0) {
    malformed(context, at, '`allOf` is not a list of schemas.', 'List at least one schema.');
    return [];
  }
  return elements.map((element, index) => ({ raw: element, pointer: child(at, index) }));
}

function isOnlyWords(raw: Json): boolean {
  return isJsonObject(raw) && wireKeys(raw).length === 0;
}

/** What the schema says beside its allOf. A type alone repeats what the elements say. */
function ownPart(raw: JsonObject): JsonObject | undefined {
  const own = wireKeys(raw).filter((key) => key !== 'allOf' && key !== 'nullable');
  if (own.every((key) => key === 'type')) return undefined;
  return Object.fromEntries(
    Object.entries(raw).filter(([key]) => key !== 'allOf' && key !== 'nullable'),
  );
}

/** The plain objects that an allOf consists of, references followed; false where one is none. */
function collectParts(
  context: Context,
  at: Located,
  parts: Located<JsonObject>[],
  seen: Set<string>,
  nesting: number,
): boolean {
  const { raw, pointer } = at;
  if (!isJsonObject(raw) || nesting > deepestNesting) {
    return refuse(context, pointer, 'this is none');
  }
  const reference = member(raw, '$ref');
  if (reference !== undefined) {
    const target = resolve(context, reference, child(pointer, '$ref'));
    if (target === undefined) return false;
    if (typeof reference === 'string') ask(context, `text ${reference}`);
    if (seen.has(target.pointer)) {
      reportCycle(context, child(pointer, '$ref'));
      return false;
    }
    seen.add(target.pointer);
    const isPlain = collectParts(context, target, parts, seen, nesting + 1);
    seen.delete(target.pointer);
    return isPlain;
  }
  if (isOnlyWords(raw)) return true;
  if (member(raw, 'allOf') !== undefined) {
    const own = ownPart(raw);
    if (
      own !== undefined &&
      !collectParts(context, { raw: own, pointer }, parts, seen, nesting + 1)
    ) {
      return false;
    }
    const elements = elementsOf(context, raw, pointer);
    return elements.every((element) => collectParts(context, element, parts, seen, nesting + 1));
  }
  const strange = wireKeys(raw).find((key) => !objectKeys.has(key));
  if (strange !== undefined)
    return refuse(context, child(pointer, strange), `one has \`${strange}\``);
  if (!isObjectType(member(raw, 'type'))) return refuse(context, pointer, 'one has another type');
  parts.push({ raw, pointer });
  return true;
}

function isObjectType(type: Json | undefined): boolean {
  return (
    type === undefined ||
    type === 'object' ||
    (isList(type) && type.length === 1 && type[0] === 'object')
  );
}

function refuse(context: Context, pointer: string, why: string): false {
  const message = `\`allOf\` joins only objects with properties, and ${why}.`;
  unsupported(context, pointer, message, 'Write the joined schema out.');
  return false;
}

function mergeParts(context: Context, parts: readonly Located<JsonObject>[]): Members | undefined {
  const properties = new Map<string, Located>();
  const required = new Set<string>();
  let additional: Located | undefined;
  for (const part of parts) {
    const members = membersOf(context, part.raw, part.pointer);
    for (const name of members.required) required.add(name);
    for (const [name, property] of members.properties) {
      const merged = mergeProperty(properties.get(name), property);
      if (merged === undefined) {
        const message = `Two elements of the allOf describe "${name}" differently.`;
        unsupported(context, property.pointer, message, 'Describe the property once.');
        return undefined;
      }
      properties.set(name, merged);
    }
    additional ??= members.additional;
    const isPlain = members.additional === undefined || members.additional.raw === true;
    if (!isPlain && parts.length > 1) {
      const message =
        '`additionalProperties` of one element would bind the properties of the others.';
      unsupported(context, members.additional.pointer, message, 'Write the joined schema out.');
      return undefined;
    }
  }
  return { properties, required, additional };
}

/** The same twice, or a plain string that the other narrows to some values, as tags are. */
function mergeProperty(before: Located | undefined, now: Located): Located | undefined {
  if (before === undefined) return now;
  const [a, b] = [wireText(before.raw), wireText(now.raw)];
  if (a === b) return isJsonObject(now.raw) && Object.hasOwn(now.raw, 'description') ? now : before;
  if (a === plainString && isStringEnum(now.raw)) return now;
  if (b === plainString && isStringEnum(before.raw)) return before;
  return undefined;
}

const plainString = JSON.stringify([['type', 'string']]);

function wireText(raw: Json): string {
  if (!isJsonObject(raw)) return JSON.stringify(raw);
  const entries = Object.entries(raw).filter(
    ([key]) => key === 'default' || !(isExtension(key) || annotations.has(key)),
  );
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isStringEnum(raw: Json): boolean {
  if (!isJsonObject(raw) || wireKeys(raw).some((key) => keywordsOf.string.includes(key)))
    return false;
  const values = member(raw, 'enum') ?? [member(raw, 'const') ?? null];
  return isList(values) && values.every((value) => typeof value === 'string');
}

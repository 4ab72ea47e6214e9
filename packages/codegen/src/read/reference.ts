import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import type { Question } from './answers.ts';
import type { Context } from './context.ts';
import type { Located } from './raw.ts';
import { malformed, spend, unsupported } from './context.ts';
import { member } from './raw.ts';
import { anySchema } from './documented.ts';
import { isExtension, wireKeys } from './keywords.ts';
import type { Target } from './pointer.ts';
import { child, parseReference, pointerOf, schemaNameOf, valueAt } from './pointer.ts';

const onlyLocal = 'Copy it into this document and refer to it by #/components/schemas/NAME.';

const refused: { readonly [K in Exclude<Target['kind'], 'local' | 'malformed'>]: string } = {
  anchor: 'A reference by anchor',
  file: 'A reference to another file',
  remote: 'A reference to another host',
};

/** A named schema becomes a reference; any other place of the document is read in line. */
export function readReference(context: Context, raw: JsonObject, pointer: string): Schema {
  checkSiblings(context, raw, pointer);
  const at = child(pointer, '$ref');
  const target = resolve(context, member(raw, '$ref'), at);
  if (target === undefined) return anySchema;
  if (target.name !== undefined) return Object.freeze({ kind: 'reference', name: target.name });
  if (context.inlining.has(target.pointer)) {
    const message = 'The reference leads into a place that contains it.';
    unsupported(context, at, message, 'Give that schema a name under components/schemas.');
    return anySchema;
  }
  context.inlining.add(target.pointer);
  const schema = context.read(target.raw, target.pointer);
  context.inlining.delete(target.pointer);
  return schema;
}

/** OpenAPI 3.0 ignores what stands beside a reference, so what matters there is refused. */
function checkSiblings(context: Context, raw: JsonObject, pointer: string): void {
  const allowed = context.dialect === '3.0' ? ['$ref'] : ['$ref', 'nullable'];
  const keys = wireKeys(raw).filter((key) => !allowed.includes(key));
  if (context.dialect === '3.0' && Object.hasOwn(raw, 'default')) keys.push('default');
  for (const key of keys) {
    const message = `\`${key}\` stands beside a reference.`;
    unsupported(
      context,
      child(pointer, key),
      message,
      'Put the reference into an allOf of one element.',
    );
  }
}

interface Resolved extends Located {
  /** Set where the place is a named schema. */
  readonly name: string | undefined;
}

/** Where a reference leads; a problem where it leads nowhere. */
export function resolve(
  context: Context,
  reference: Json | undefined,
  pointer: string,
): Resolved | undefined {
  if (typeof reference !== 'string') {
    malformed(context, pointer, '`$ref` is not a string.', 'Write `#/components/schemas/NAME`.');
    return undefined;
  }
  const target = parseReference(reference);
  if (target.kind !== 'local' && target.kind !== 'malformed') {
    unsupported(
      context,
      pointer,
      `${refused[target.kind]} ("${reference}") is not read.`,
      onlyLocal,
    );
    return undefined;
  }
  const found = follow(context, reference);
  if (found === undefined && context.steps > 0) {
    context.reporter.report('reference_unresolved', {
      message: `The reference "${reference}" leads nowhere.`,
      fix: 'Mend the reference, or add what it names.',
      pointer,
    });
  }
  return found;
}

/** The same without a word: for those who only ask what a variant looks like. */
export function follow(context: Context, reference: string): Resolved | undefined {
  const target = parseReference(reference);
  if (target.kind !== 'local' || !spend(context)) return undefined;
  const raw = valueAt(context.root, target.tokens);
  const name = schemaNameOf(target.tokens);
  ask(context, name === undefined ? `text ${reference}` : `exists ${reference}`);
  return raw === undefined ? undefined : { raw, pointer: pointerOf(target.tokens), name };
}

/** Keeps a question, so that the node is used again only where the answer is the same. */
export function ask(context: Context, question: Question): void {
  context.dependencies?.set(question, context.answers.to(question));
}

/**
 * A parameter, response, body, header or path item that may stand under components. OpenAPI 3.1
 * lets the reference say its own summary and description.
 */
export function resolveObject(
  context: Context,
  raw: Json,
  pointer: string,
): Located<JsonObject> | undefined {
  const seen = new Set<string>();
  let words: JsonObject = {};
  for (let at: Located = { raw, pointer }; ;) {
    if (!isJsonObject(at.raw)) {
      malformed(context, at.pointer, 'This is not an object.', 'Write an object or a reference.');
      return undefined;
    }
    const reference = member(at.raw, '$ref');
    if (reference === undefined) {
      const isPlain = Object.keys(words).length === 0;
      return { raw: isPlain ? at.raw : { ...at.raw, ...words }, pointer: at.pointer };
    }
    if (seen.has(at.pointer)) {
      reportCycle(context, child(pointer, '$ref'));
      return undefined;
    }
    seen.add(at.pointer);
    refuseIgnored(context, at.raw, at.pointer);
    words = { ...wordsOf(at.raw), ...words };
    if (typeof reference === 'string') ask(context, `text ${reference}`);
    const next = resolve(context, reference, child(at.pointer, '$ref'));
    if (next === undefined) return undefined;
    at = next;
  }
}

function refuseIgnored(context: Context, raw: JsonObject, pointer: string): void {
  for (const key of Object.keys(raw)) {
    if (['$ref', 'summary', 'description'].includes(key) || isExtension(key)) continue;
    const message = `\`${key}\` stands beside a reference, where it is ignored.`;
    unsupported(
      context,
      child(pointer, key),
      message,
      'Remove it, or write the referred part out.',
    );
  }
}

function wordsOf(raw: JsonObject): JsonObject {
  const entries = Object.entries(raw);
  return Object.fromEntries(entries.filter(([key]) => key === 'summary' || key === 'description'));
}

export function reportCycle(context: Context, pointer: string): void {
  context.reporter.report('reference_cycle', {
    message: 'The reference leads back to itself, without any value between.',
    fix: 'Let one of the schemas on the way say what it is.',
    pointer,
  });
}

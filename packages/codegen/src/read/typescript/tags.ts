import ts from 'typescript';
import type { Json, JsonObject } from '../../model/json.ts';
import { placed, type TypesReporter } from './reporter.ts';

type Primitive = 'string' | 'number' | 'boolean';

type Read = (text: string) => Json | undefined;

const asNumber: Read = (text) => {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
};
const asCount: Read = (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
const asText: Read = (text) => (text === '' ? undefined : text);

/** What a comment may say about the values of a string or a number, and how that is written. */
const constraints: { readonly [tag: string]: Read } = {
  format: asText,
  pattern: asText,
  minLength: asCount,
  maxLength: asCount,
  minimum: asNumber,
  maximum: asNumber,
  exclusiveMinimum: asNumber,
  exclusiveMaximum: asNumber,
  multipleOf: asNumber,
};

/** Both generators' words for "these numbers are integers"; they come without a value of their own. */
const typeTags = ['asType', 'TJS-type'];

/** Tags that are said of the string or number itself, and not of the property that it stands in. */
export function isConstraint(tag: ts.JSDocTag): boolean {
  const name = nameOf(tag);
  return Object.hasOwn(constraints, name) || typeTags.includes(name);
}

/** The schema of a string, number or boolean with the tags of its declaration. */
export function scalarSchema(
  primitive: Primitive,
  node: ts.Node,
  base: JsonObject | undefined,
  reporter: TypesReporter,
): JsonObject {
  let schema: JsonObject = base ?? { type: primitive };
  for (const tag of ts.getJSDocTags(node)) {
    if (!isConstraint(tag)) continue;
    const name = nameOf(tag);
    const text = textOf(tag);
    if (typeTags.includes(name)) {
      if (text === 'integer' && primitive === 'number') schema = { ...schema, type: 'integer' };
      else if (text !== primitive) wrong(tag, `@${name} ${text} on a ${primitive}.`, reporter);
      continue;
    }
    const value = constraints[name]?.(text);
    if (value === undefined) wrong(tag, `@${name} has the value "${text}".`, reporter);
    else schema = { ...schema, [name]: value };
  }
  return schema;
}

function wrong(tag: ts.JSDocTag, message: string, reporter: TypesReporter): void {
  reporter.report('types_invalid', {
    message,
    fix: 'Write a value that fits the type, one tag a line.',
    ...placed(tag),
  });
}

/** First line of the comment of what is deprecated: the generator drops tags beside a reference. */
export const deprecation = '(deprecated)';

/** The comment of a declaration for the generator: without what is read here, defaults checked. */
export function commentOf(
  node: ts.Node,
  leaveOut: (tag: ts.JSDocTag) => boolean,
  reporter: TypesReporter,
): string {
  const lines: string[] = [];
  const isDeprecated = ts.getJSDocTags(node).some((tag) => nameOf(tag) === 'deprecated');
  if (isDeprecated) lines.push(deprecation);
  const description = descriptionOf(node);
  if (description !== undefined) lines.push(...description.split('\n'));
  for (const tag of ts.getJSDocTags(node)) {
    const name = nameOf(tag);
    if (leaveOut(tag) || isMarkup(tag)) continue;
    lines.push(`@${name} ${name === 'default' ? defaultText(tag, reporter) : textOf(tag)}`);
  }
  if (lines.length === 0) return '';
  return `/**\n${lines.map((line) => ` * ${line.replaceAll('*/', '*\u200b/')}\n`).join('')} */\n`;
}

/** The words of a comment, and why something is deprecated. */
export function descriptionOf(node: ts.Node): string | undefined {
  const texts: string[] = [];
  for (const doc of ts.getJSDocCommentsAndTags(node)) {
    if (!ts.isJSDoc(doc)) continue;
    const text = ts.getTextOfJSDocComment(doc.comment);
    if (text !== undefined && text !== '') texts.push(text);
  }
  for (const tag of ts.getJSDocTags(node)) {
    if (nameOf(tag) === 'deprecated' && textOf(tag) !== '')
      texts.push(`Deprecated: ${textOf(tag)}`);
  }
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/** Whether the comment says that other members are refused. */
export function isClosed(node: ts.Node): boolean {
  return ts
    .getJSDocTags(node)
    .some((tag) => nameOf(tag) === 'additionalProperties' && textOf(tag) === 'false');
}

/** Said otherwise, or words for readers of TypeScript that are not about the data. */
function isMarkup(tag: ts.JSDocTag): boolean {
  return ['additionalProperties', 'deprecated', 'see', 'example', 'remarks'].includes(nameOf(tag));
}

/** A default is JSON. What JSON.parse would round is refused, as everywhere. */
function defaultText(tag: ts.JSDocTag, reporter: TypesReporter): string {
  const text = textOf(tag);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'number' && /^-?\d+$/.test(text) && !Number.isSafeInteger(value)) {
      reporter.report('number_inexact', {
        message: `The default ${text} would be rounded to ${String(value)}.`,
        fix: 'Use a number up to 2^53 - 1, or a text.',
        ...placed(tag),
      });
    }
    // One line, whatever the comment's line breaks were.
    return JSON.stringify(value);
  } catch {
    reporter.report('types_invalid', {
      message: `The default ${text} is not JSON.`,
      fix: 'Write JSON: a text in double quotes, [] or {"a": 1}.',
      ...placed(tag),
    });
    return 'null';
  }
}

function nameOf(tag: ts.JSDocTag): string {
  // `@TJS-type` is read as the tag `TJS` with the comment `-type integer`.
  const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
  const rest = tag.tagName.text === 'TJS' ? /^-(\w+)/.exec(text)?.[1] : undefined;
  return rest === undefined ? tag.tagName.text : `TJS-${rest}`;
}

function textOf(tag: ts.JSDocTag): string {
  const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
  return (tag.tagName.text === 'TJS' ? text.replace(/^-\w+\s*/, '') : text).trim();
}

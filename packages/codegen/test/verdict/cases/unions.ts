import type { JsonObject } from '../../../src/model/json.ts';
import { both, type Case, down, integer, object, pair, reference, text, twin, up } from './case.ts';

const tag = (value: string): JsonObject => ({ type: 'string', enum: [value] });
const of = (...variants: readonly JsonObject[]): JsonObject => ({ oneOf: variants });
const internal = (name: string, rest: JsonObject = {}): JsonObject => object({ type: tag(name), ...rest });
const adjacent = (name: string, value: JsonObject): JsonObject => object({ type: tag(name), value });
const external = (name: string, value: JsonObject): JsonObject => object({ [name]: value }, { additionalProperties: false });
const shapes = { A: object({ a: text }), B: object({ b: integer }), C: object({ c: text }) };
const circle = { type: 'string', format: 'uuid' };

export const unions: readonly Case[] = [
  // Internal tags.
  ...pair('internal: a variant', of(internal('a'), internal('b')), of(internal('a'), internal('b'), internal('c')), [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('internal: a variant with members', of(internal('a', { x: text })), of(internal('a', { x: text }), internal('b', { y: integer })), [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('internal: a variant in place of another', of(internal('a'), internal('b')), of(internal('a'), internal('c')), [`variant-removed ${up}`, `variant-added ${down}`], [`variant-removed ${up}`, `variant-added ${down}`]),
  ...pair('internal: an optional member of a variant', of(internal('a'), internal('b')), of(internal('a', { 'x?': text }), internal('b')), ['property-added ccbc'], ['property-removed bccc']),
  ...pair('internal: a required member of a variant', of(internal('a'), internal('b')), of(internal('a', { x: text }), internal('b')), ['property-added bcbb'], ['property-removed bbbc']),
  ...pair('internal: a member of another kind', of(internal('a', { x: text }), internal('b')), of(internal('a', { x: integer }), internal('b')), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('internal: a member nullable', of(internal('a', { x: text })), of(internal('a', { x: { ...text, nullable: true } })), [`became-nullable ${down}`], [`became-non-nullable ${up}`]),
  ...pair('internal: within a list', { type: 'array', items: of(internal('a')) }, { type: 'array', items: of(internal('a'), internal('b')) }, [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('internal: nullable', of(internal('a'), internal('b')), { ...of(internal('a'), internal('b')), nullable: true }, [`became-nullable ${down}`], [`became-non-nullable ${up}`]),
  ...pair('internal: another tag', of(internal('a'), internal('b')), of(object({ kind: tag('a') }), object({ kind: tag('b') })), [`tagging-changed ${both}`], [`tagging-changed ${both}`]),
  twin('variant-added', 'internal: the order of variants', of(internal('a'), internal('b')), of(internal('b'), internal('a'))),
  // Adjacent tags.
  ...pair('adjacent: a variant', of(adjacent('a', text), adjacent('b', integer)), of(adjacent('a', text), adjacent('b', integer), adjacent('c', text)), [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('adjacent: a unit variant', of(adjacent('a', text), adjacent('b', integer)), of(adjacent('a', text), adjacent('b', integer), internal('c')), [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('adjacent: content of another kind', of(adjacent('a', text), adjacent('b', integer)), of(adjacent('a', text), adjacent('b', text)), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('adjacent: a property of content', of(adjacent('a', object({ x: text })), adjacent('b', integer)), of(adjacent('a', object({ x: text, y: text })), adjacent('b', integer)), ['property-added bcbb'], ['property-removed bbbc']),
  ...pair('adjacent: content nullable', of(adjacent('a', text), adjacent('b', integer)), of(adjacent('a', { ...text, nullable: true }), adjacent('b', integer)), [`became-nullable ${down}`], [`became-non-nullable ${up}`]),
  ...pair('adjacent: wider content', of(adjacent('a', { ...text, maxLength: 3 }), adjacent('b', integer)), of(adjacent('a', { ...text, maxLength: 5 }), adjacent('b', integer)), [`length-changed ${down}`], [`length-changed ${up}`]),
  twin('variant-removed', 'adjacent: variants with words', of(adjacent('a', text), adjacent('b', integer)), of({ ...adjacent('a', text), description: 'words' }, adjacent('b', integer))),
  // External tags.
  ...pair('external: a variant', of(external('a', text), external('b', integer)), of(external('a', text), external('b', integer), external('c', text)), [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('external: a unit variant', of(external('a', text), external('b', integer)), of(external('a', text), external('b', integer), tag('c')), [`variant-added ${down}`], [`variant-removed ${up}`]),
  ...pair('external: content of another kind', of(external('a', text), external('b', integer)), of(external('a', integer), external('b', integer)), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('external: a property of content', of(external('a', object({ x: text })), external('b', integer)), of(external('a', object({ x: text, 'y?': text })), external('b', integer)), ['property-added ccbc'], ['property-removed bccc']),
  ...pair('external: a unit with content', of(external('a', text), tag('b')), of(external('a', text), external('b', integer)), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('external, then internal', of(external('a', text), external('b', text)), of(internal('a', { x: text }), internal('b', { x: text })), [`tagging-changed ${both}`], [`tagging-changed ${both}`]),
  twin('tagging-changed', 'external: the order of variants', of(external('a', text), external('b', integer)), of(external('b', integer), external('a', text))),
  // By trying.
  ...pair('untagged: a variant', of(reference('A'), reference('B')), of(reference('A'), reference('B'), reference('C')), [`variant-added ${down}`], [`variant-removed ${up}`], shapes),
  ...pair('untagged: a variant of another kind', of(reference('A'), integer), of(reference('A'), integer, { type: 'boolean' }), [`variant-added ${down}`], [`variant-removed ${up}`], shapes),
  ...pair('untagged: a variant that others take already', of(text, integer), of(text, integer, circle), ['variant-added cccc'], ['variant-removed cccc']),
  ...pair('untagged: an alternative that narrows', of({ ...text, pattern: '^a', title: 'x' }, { ...integer, title: 'y' }), of({ ...text, pattern: '^ab', title: 'x' }, { ...integer, title: 'y' }), [`pattern-changed ${up}`], [`pattern-changed ${down}`]),
  ...pair('untagged: what one no longer takes another does', of({ ...text, pattern: '^a', title: 'x' }, { ...text, title: 'y' }), of({ ...text, pattern: '^b', title: 'x' }, { ...text, title: 'y' }), ['pattern-changed cccc'], ['pattern-changed cccc']),
  twin('variant-added', 'untagged: another name of the same', of(reference('A'), reference('B')), of(reference('A'), reference('D')), [], { ...shapes, D: shapes.B }),
  twin('variant-removed', 'untagged: the order of variants', of(reference('A'), reference('B')), of(reference('B'), reference('A')), [], shapes),
  // To and from a union.
  ...pair('a string, then a string or an integer', text, of(text, integer), [`structure-changed ${down}`], [`structure-changed ${up}`]),
  ...pair('an object, then one of two', shapes.A, of(reference('A'), reference('B')), [`structure-changed ${down}`], [`structure-changed ${up}`], shapes),
  ...pair('one of two, then an object with both', of(internal('a', { x: text }), internal('b', { y: text })), object({ 'x?': text, 'y?': text }), [`structure-changed ${both}`], [`structure-changed ${both}`]),
];

import { both, type Case, down, integer, object, pair, twin, up } from './case.ts';

const by = (value: number | undefined, required = false): ReturnType<typeof object> =>
  object({ [required ? 'b' : 'b?']: value === undefined ? integer : { ...integer, default: value } });

export const defaults: readonly Case[] = [
  ...pair('another default', by(1), by(2), [`default-changed ${both}`], [`default-changed ${both}`]),
  ...pair('a default where none was', by(undefined), by(2), ['default-changed uuuu'], ['default-changed uuuu']),
  ...pair('a default of what becomes required', by(1), by(2, true), [`became-required ${up}`], [`became-optional ${down}`]),
  twin('default-changed', 'null said to be the default of what may be null', object({ 'b?': { ...integer, nullable: true } }), object({ 'b?': { ...integer, nullable: true, default: null } })),
  ...pair('an object as default', object({ 'b?': { ...object({ 'x?': integer }), default: { x: 1 } } }), object({ 'b?': { ...object({ 'x?': integer }), default: {} } }), [`default-changed ${both}`], [`default-changed ${both}`]),
  ...pair('a default within', object({ in: by(1) }), object({ in: by(2) }), [`default-changed ${both}`], [`default-changed ${both}`]),
  twin('default-changed', 'the default of a required property', by(1, true), by(2, true)),
  twin('default-changed', 'the same default behind an allOf', by(1), object({ 'b?': { allOf: [integer], default: 1 } })),
  twin('default-changed', 'a default that nobody omits, described', by(1, true), object({ b: { ...integer, default: 1, description: 'words' } })),
  ...pair('a default and a wider range', object({ 'b?': { ...integer, default: 1, maximum: 5 } }), object({ 'b?': { ...integer, default: 1, maximum: 9 } }), [`range-changed ${down}`], [`range-changed ${up}`]),
  ...pair('nothing else', by(3), object({ 'b?': { ...integer, default: 3 }, 'c?': { type: 'boolean', default: false } }), ['property-added ccbc'], ['property-removed bccc']),
];


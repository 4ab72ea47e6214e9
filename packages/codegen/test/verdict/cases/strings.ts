import type { JsonObject } from '../../../src/model/json.ts';
import { both, type Case, down, integer, object, pair, text, twin, up } from './case.ts';

const format = (name: string): JsonObject => ({ ...text, format: name });
const pattern = (one: string): JsonObject => ({ ...text, pattern: one });
const length = (minLength: number, maxLength: number): JsonObject => ({ ...text, minLength, maxLength });
const wider = (rule: string, name: string, one: JsonObject, other: JsonObject): readonly Case[] =>
  pair(name, one, other, [`${rule} ${down}`], [`${rule} ${up}`]);
const apart = (rule: string, name: string, one: JsonObject, other: JsonObject): readonly Case[] =>
  pair(name, one, other, [`${rule} ${both}`], [`${rule} ${both}`]);

export const strings: readonly Case[] = [
  ...wider('format-changed', 'no format', format('uuid'), text),
  ...wider('format-changed', 'an address of either kind', format('ipv4'), format('ip')),
  ...wider('format-changed', 'an address of either kind, from the other', format('ipv6'), format('ip')),
  ...wider('format-changed', 'no date', format('date-time'), text),
  ...wider('format-changed', 'hexadecimal of any length', format('hex string (32 bytes)'), format('hex string')),
  ...wider('format-changed', 'no address of mail', format('email'), text),
  ...wider('format-changed', 'no address of the web', format('uri'), text),
  ...wider('format-changed', 'no name of a host', format('hostname'), text),
  ...apart('format-changed', 'another format', format('uuid'), format('ip')),
  ...apart('format-changed', 'a date with a time', format('date'), format('date-time')),
  ...apart('format-changed', 'an address of the other kind', format('ipv4'), format('ipv6')),
  twin('format-changed', 'a format that nobody checks', format('Utf8PathBuf'), text),
  twin('format-changed', 'another format that nobody checks', format('one'), format('other')),
  ...wider('pattern-changed', 'no pattern', pattern('^a'), text),
  ...wider('pattern-changed', 'more letters', pattern('^[a-z]+$'), pattern('^[a-zA-Z]+$')),
  ...wider('pattern-changed', 'more times', pattern('^a{2,3}$'), pattern('^a{1,4}$')),
  ...wider('pattern-changed', 'an alternative', pattern('^(a|b)$'), pattern('^(a|b|c)$')),
  ...wider('pattern-changed', 'not to the end', pattern('^abc$'), pattern('^abc')),
  ...wider('pattern-changed', 'not from the start', pattern('^abc'), pattern('abc')),
  ...wider('pattern-changed', 'no looking ahead', pattern('^(?!x)[a-z]+$'), pattern('^[a-z]+$')),
  ...wider('pattern-changed', 'another condition ahead', pattern('^(?![0-9]{2})[a-z0-9]+$'), pattern('^(?![0-9]{3})[a-z0-9]+$')),
  ...wider('pattern-changed', 'words', pattern('^\\d+$'), pattern('^\\w+$')),
  ...wider('pattern-changed', 'letters of other scripts', pattern('^[a-zé]+$'), pattern('^[^0-9]+$')),
  ...apart('pattern-changed', 'other letters', pattern('^[a-m]+$'), pattern('^[f-z]+$')),
  ...apart('pattern-changed', 'another beginning', pattern('^ox[ip]_'), pattern('^id_')),
  // Looking behind is no regular language: ^a(?<!b)$ is a after all, but that is not proven.
  ...pair('a pattern that is not understood', pattern('^a(?<!b)$'), pattern('^a(?<!c)$'), ['pattern-changed uuuu'], ['pattern-changed uuuu']),
  ...pair('a pattern that is not understood, then none', pattern('^[ab]+(?<!b)$'), text, [`pattern-changed ${down}`], [`pattern-changed ${up}`]),
  twin('pattern-changed', 'the same in other words', pattern('^[0-9]{1,3}$'), pattern('^\\d\\d?\\d?$')),
  twin('pattern-changed', 'the same with a group', pattern('^(a|b)+$'), pattern('^(?:[ab])+$')),
  twin('pattern-changed', 'needless escapes', pattern('^[a-z\\-]+$'), pattern('^[-a-z]+$')),
  twin('pattern-changed', 'the same looked ahead at', pattern('^(?!b)[ab]$'), pattern('^a$')),
  ...pair('a pattern in place of a format', format('uuid'), pattern('^[0-9a-fA-F-]{36}$'), [`format-changed ${down}`], [`format-changed ${up}`]),
  ...wider('length-changed', 'longer', length(1, 3), length(1, 5)),
  ...wider('length-changed', 'shorter', length(2, 3), length(1, 3)),
  ...wider('length-changed', 'of any length', { ...text, maxLength: 63 }, text),
  ...wider('length-changed', 'empty', { ...text, minLength: 1 }, text),
  ...apart('length-changed', 'shifted', length(1, 3), length(2, 4)),
  ...wider('length-changed', 'a pattern that is not bounded', { ...pattern('^a+$'), maxLength: 3 }, { ...pattern('^a+$'), maxLength: 4 }),
  twin('length-changed', 'a length that the pattern has already', pattern('^[a-z]{1,63}$'), { ...pattern('^[a-z]{1,63}$'), minLength: 1, maxLength: 63 }),
  twin('length-changed', 'a length that the format has already', format('uuid'), { ...format('uuid'), minLength: 36, maxLength: 36 }),
  ...pair('of a property', object({ a: length(1, 3) }), object({ a: length(1, 5) }), [`length-changed ${down}`], [`length-changed ${up}`]),
  ...pair('pattern and length', { ...pattern('^a'), maxLength: 3 }, { ...pattern('^b'), maxLength: 4 }, [`pattern-changed ${both}`, `length-changed ${down}`], [`pattern-changed ${both}`, `length-changed ${up}`]),
  ...pair('a boolean instead', text, { type: 'boolean' }, [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('an object instead', text, object({ 'a?': text }), [`structure-changed ${both}`], [`structure-changed ${both}`]),
  ...pair('digits, then an integer', pattern('^\\d+$'), integer, [`structure-changed ${both}`], [`structure-changed ${both}`]),
];

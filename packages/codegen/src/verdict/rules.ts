import type { ChangeKind } from '../diff/change.ts';

type Dashed<Text extends string> = Text extends `${infer Head}_${infer Rest}`
  ? `${Head}-${Dashed<Rest>}`
  : Text;

/** What a finding can be about: the kinds of change, as people write them. */
export type RuleId = Dashed<ChangeKind>;

export function ruleOf(kind: ChangeKind): RuleId {
  // The type says the same of the text.
  return kind.replaceAll('_', '-') as RuleId;
}

/**
 * The catalogue of rules. Each has a case in `test/verdict/cases` that provokes it and a twin that
 * does not. One meaning of the answers holds for all of them:
 *
 * - `compatible`: whatever the one side writes, the other accepts, and understands the same.
 * - `breaking`: there is a value, the witness, that the other refuses or understands differently.
 * - `unproven`: neither was shown.
 *
 * A writer writes only what its own version describes. A reader of a response or of stored data
 * takes what it knows and may leave the rest aside. A request is an order: what a server leaves
 * aside is not done, so there it is understood differently, and that is breaking.
 */
export const rules: { readonly [Id in RuleId]: string } = {
  'property-added':
    'A property is added. Who requires it refuses what lacks it; who does not know it leaves it aside, or refuses it where further members are refused.',
  'property-removed':
    'A property is removed. Who still requires it refuses what lacks it; who no longer knows it leaves it aside. Where the same object gains another, it may have moved there.',
  'property-renamed':
    'A property is gone and one that looks the same is there under another name: neither side finds what the other wrote.',
  'became-required':
    'A property, parameter or header becomes required, and may be absent from what older ones write.',
  'became-optional':
    'A property, parameter or header becomes optional, and may be absent from what newer ones write.',
  'became-nullable': 'A value may be null now, which older readers refuse.',
  'became-non-nullable': 'A value may no longer be null, which older writers write.',
  'default-changed':
    'An absent property or parameter means something else. Where one version does not say what it means, that is unproven.',
  'variant-added': 'A variant is added to a union: who knows only the others refuses it.',
  'variant-removed': 'A variant is removed from a union: who no longer knows it refuses it.',
  'value-added': 'A value is added to an enum: who knows only the others refuses it.',
  'value-removed': 'A value is removed from an enum: who no longer knows it refuses it.',
  'structure-changed': 'A value becomes one of another kind: a string a number, an object a list.',
  'tagging-changed': 'The variants of a union are told apart in another way.',
  'format-changed': 'A string gets, loses or changes a format that peers check.',
  'pattern-changed':
    'The pattern of a string changes. It is compatible where every string of the one is proven to be one of the other.',
  'length-changed': 'The length that a string may have changes.',
  'range-changed': 'The numbers that are allowed change: bounds, width, fractions, multiples.',
  'count-changed':
    'The number of items of a list or members of a map that is allowed changes, or whether items may repeat.',
  'unknown-members-changed': 'What an object may have beside its properties changes.',
  'operation-added':
    'An operation is added: a newer client that calls it gets nowhere at an older server.',
  'operation-removed':
    'An operation is removed: an older client that calls it gets nowhere at a newer server.',
  'operation-moved': 'An operation has another path or method.',
  'operation-renamed': 'An operation has another id: only the names in generated code change.',
  'operation-unstable': 'An operation that was promised to stay as it is is marked unstable.',
  'parameter-added':
    'A parameter is added: a newer server may require it, an older one leaves it aside.',
  'parameter-removed':
    'A parameter is removed: an older server may require it, a newer one leaves it aside.',
  'parameter-renamed': 'A path parameter has another name, which is not on the wire.',
  'body-added':
    'An operation gets a body: a newer server may require it, an older one leaves it aside.',
  'body-removed':
    'An operation loses its body: an older server may require it, a newer one leaves it aside.',
  'body-became-required': 'A body becomes required, and older clients may send none.',
  'body-became-optional': 'A body becomes optional, and older servers require it.',
  'media-added':
    'A body or response may be of another media type: older servers refuse it; whether a server answers with it unasked is not known.',
  'media-removed':
    'A body or response is no longer of a media type: newer servers refuse it, and clients that ask for it do not get it.',
  'response-added':
    'A status is added that an older client knows neither by itself nor by its class.',
  'response-removed':
    'A status is removed that a newer client would no longer know from an older server.',
  'header-added': 'A response gets a header, which a newer client may require.',
  'header-removed': 'A response loses a header, which an older client may require.',
  'security-changed': 'What a caller must show changes.',
};

/** What to do about a finding that is not compatible. */
export const fixes: { readonly [Id in RuleId]: string } = {
  'property-added': 'Add it in a new version; in the present one make it optional at most.',
  'property-removed': 'Remove it in a new version, and keep it, perhaps deprecated, in this one.',
  'property-renamed':
    'Rename it in a new version, where a decision says that the one became the other.',
  'became-required': 'Keep it optional in this version, and require it in a new one.',
  'became-optional': 'Keep it required in this version, and make it optional in a new one.',
  'became-nullable': 'Allow null in a new version only.',
  'became-non-nullable': 'Forbid null in a new version only.',
  'default-changed': 'Keep the default of this version, and change it in a new one.',
  'variant-added': 'Add the variant in a new version.',
  'variant-removed': 'Remove the variant in a new version.',
  'value-added': 'Add the value in a new version.',
  'value-removed': 'Remove the value in a new version.',
  'structure-changed': 'Change it in a new version, where a decision says what becomes of a value.',
  'tagging-changed': 'Change it in a new version, where a decision says what becomes of a value.',
  'format-changed': 'Keep the format in this version, and change it in a new one.',
  'pattern-changed': 'Keep the pattern in this version, and change it in a new one.',
  'length-changed': 'Keep the length in this version, and change it in a new one.',
  'range-changed': 'Keep the range in this version, and change it in a new one.',
  'count-changed': 'Keep the number in this version, and change it in a new one.',
  'unknown-members-changed':
    'Keep what further members may be in this version, and change it in a new one.',
  'operation-added': 'Add it in a new version, so that clients can ask whether a server has it.',
  'operation-removed': 'End it in a new version, and keep serving it in this one.',
  'operation-moved': 'Move it in a new version, and keep serving the old path in this one.',
  'operation-renamed': 'Nothing has to be done.',
  'operation-unstable': 'Mark it in a new version only.',
  'parameter-added': 'Add it in a new version; in the present one make it optional at most.',
  'parameter-removed': 'Remove it in a new version, and keep it, perhaps deprecated, in this one.',
  'parameter-renamed': 'Nothing has to be done.',
  'body-added': 'Add the body in a new version.',
  'body-removed': 'Remove the body in a new version.',
  'body-became-required': 'Keep it optional in this version, and require it in a new one.',
  'body-became-optional': 'Keep it required in this version, and make it optional in a new one.',
  'media-added': 'Add the media type in a new version.',
  'media-removed': 'Keep the media type in this version, and remove it in a new one.',
  'response-added':
    'Answer with it from a new version on, or describe its class (4XX, default) first.',
  'response-removed': 'Keep describing it, or its class, as long as older servers answer with it.',
  'header-added': 'Add it as optional, or in a new version.',
  'header-removed': 'Keep sending it in this version, and remove it in a new one.',
  'security-changed': 'Keep accepting what this version asks for, and ask for more in a new one.',
};

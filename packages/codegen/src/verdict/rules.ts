/**
 * The catalogue of rules: what a finding can be about. Each has a case in `test/verdict/cases` that
 * provokes it and a twin that does not.
 */
export const rules: { readonly [Id in RuleId]: string } = {
  'property-added': 'A property is added to an object.',
};

export type RuleId = 'property-added';

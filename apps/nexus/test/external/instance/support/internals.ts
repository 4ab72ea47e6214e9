/** What users are never told of, by whatever name. Sleds they know: they are told how many there are, and no id. */
const words =
  /(?<![a-z0-9])(vmms?|sagas?|reservations?|propolis|crucible|nodes?|unwound|undo|unlinked|sled[ _-]agents?|updater|zones?|zpools?|journal|dbos|sql|postgres|pglite|nexus|exception|stack)(?![a-z0-9])/gi;

/** A code that users know, whatever is in it. */
const known = 'vmm_vanished';

/** What of it is in a text. */
export function internals(text: string): readonly string[] {
  return text.replaceAll(known, '').match(words) ?? [];
}

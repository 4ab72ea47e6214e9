/** What users are never told of, by whatever name. Sleds they know: they are told how many there are, and no id. */
const words =
  /\b(vmms?|sagas?|reservations?|propolis|crucible|nodes?|unwound|undo|unlinked|sled[ _-]agents?|updater|zones?|zpools?|journal|dbos|sql|postgres|pglite|nexus|exception|stack)\b/gi;

/** What of it is in a text. */
export function internals(text: string): readonly string[] {
  return text.match(words) ?? [];
}

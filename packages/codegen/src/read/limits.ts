/** What a document may cost before it is refused. */
export interface Limits {
  /** Bytes of one file, or characters of one text. */
  readonly documentBytes: number;
  /** How deep objects and arrays may nest. */
  readonly depth: number;
  /** Tokens of one YAML document, and values in it after its aliases are expanded. Each takes a kilobyte. */
  readonly yamlNodes: number;
  /** Problems shown per document; the rest is counted. */
  readonly problems: number;
}

export const defaultLimits: Limits = {
  documentBytes: 32 * 1024 * 1024,
  depth: 200,
  yamlNodes: 1_000_000,
  problems: 100,
};

/** What a document may cost before it is refused. */
export interface Limits {
  /** Bytes of one file, or characters of one text. */
  readonly documentBytes: number;
  /** How deep objects and arrays may nest. */
  readonly depth: number;
  /** Values in one YAML document after its aliases are expanded. */
  readonly yamlNodes: number;
  /** Problems shown per document; the rest is counted. */
  readonly problems: number;
}

export const defaultLimits: Limits = {
  documentBytes: 32 * 1024 * 1024,
  depth: 200,
  yamlNodes: 2_000_000,
  problems: 100,
};

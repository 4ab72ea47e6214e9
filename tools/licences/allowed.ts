/** SPDX identifiers of licences that a dependency may have, and why. */
export const allowed: Readonly<Record<string, string>> = {
  MIT: 'permissive; asks for its notice, which npm installs with the package',
  ISC: 'as MIT',
  '0BSD': 'permissive, asks for nothing',
  'BSD-2-Clause': 'as MIT',
  'BSD-3-Clause': 'as MIT, and forbids advertising with the names of the authors',
  'Apache-2.0': 'our own',
  'BlueOak-1.0.0': 'permissive, with a grant of patents',
  'Python-2.0': 'permissive; argparse, which is a translation of a part of Python',
  Unlicense: 'given to the public domain',
};

/** Licences that what we publish must not bring along, and a tool may have. */
export const allowedForDevelopment: Readonly<Record<string, string>> = {
  'MPL-2.0': 'copyleft for its own files, which we use as they are and do not pass on',
  Zlib: 'permissive; pako, which is a translation of zlib',
  'CC0-1.0': 'given to the public domain, but without a grant of patents',
  'CC-BY-3.0': 'lists of licences, which are data and are not passed on',
  WTFPL: 'permissive, but not a licence that everybody accepts; a tool of a tool',
};

/** One package in one version that says its licence in no way that the lists above understand. */
export interface Exception {
  /** `name@version` */
  readonly of: string;
  /** What its manifest says; null: nothing that npm reads. */
  readonly says: string | null;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [
  ...['@httptoolkit/httpolyglot@2.2.2', 'base64-arraybuffer@0.1.5'].map((of) => ({
    of,
    says: null,
    reason:
      'MIT in "licenses", an older form of the field, and in its LICENSE; of a peer of bench/peers',
  })),
  ...['destroyable-server@1.1.1', 'read-tls-client-hello@1.1.0'].map((of) => ({
    of,
    says: null,
    reason:
      'Apache-2.0 in "licenses", an older form of the field, and in its LICENSE; of a peer of bench/peers',
  })),
  {
    of: 'jsonify@0.0.1',
    says: 'Public Domain',
    reason:
      'given to the public domain, which SPDX has no identifier for; of a peer of bench/peers',
  },
];

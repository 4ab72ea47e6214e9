/** What an emitter returns: text by path, relative to the package's folder, with `/`. */
export type FileMap = ReadonlyMap<string, string>;

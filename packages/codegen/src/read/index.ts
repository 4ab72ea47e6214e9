/**
 * Versioned API documents become a model. Ask for a folder, or give the texts:
 *
 *     const { value, problems } = await readOpenApiFolder('openapi/sled-agent');
 *
 * A construct that the model cannot hold is a problem with file and JSON pointer, never skipped;
 * with any error there is no value.
 */
export type { DocumentText } from './documents.ts';
export { readOpenApiDocuments } from './documents.ts';
export type { FolderOptions } from './folder.ts';
export { readOpenApiFolder } from './folder.ts';
export type { Limits } from './limits.ts';
export { defaultLimits } from './limits.ts';

/**
 * A number of bytes, of memory or of storage.
 *
 * @asType integer
 * @format uint64
 * @minimum 0
 */
export type ByteCount = number;

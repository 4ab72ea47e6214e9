/** `application/json`, `application/problem+json; charset=utf-8`. */
export function isJson(mediaType: string): boolean {
  return /^[^;/]+\/([^;]*\+)?json$/.test(essence(mediaType));
}

/** Whether a body of this content type is one of the media type that is due: a range has stars. */
export function isOf(contentType: string, due: string): boolean {
  if (isJson(due)) return isJson(contentType);
  const [type, subtype] = essence(due).split('/');
  const [sent, sentSubtype] = essence(contentType).split('/');
  return (type === '*' || type === sent) && (subtype === '*' || subtype === sentSubtype);
}

function essence(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

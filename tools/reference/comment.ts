import { type DocComment, DocExcerpt, type DocNode } from '@microsoft/tsdoc';

/** What a comment says, in its own words and line breaks; a link is the name that it leads to. */
export function commentOf(comment: DocComment): string {
  return (
    written(comment)
      .replaceAll(
        /\{@link ([^}|]+?)\s*(?:\|\s*([^}]+?)\s*)?\}/g,
        (_, target: string, text?: string) => (text === undefined ? `\`${target}\`` : text),
      )
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      // A regular expression may look like a link.
      .replaceAll(/^(\s*@pattern) (.+)$/gm, '$1 `$2`')
      .trim()
  );
}

/** The nodes of the parser keep every character that was written, but for the frame of asterisks. */
function written(node: DocNode): string {
  if (node instanceof DocExcerpt) return node.content.toString();
  return node.getChildNodes().map(written).join('');
}

/** Control characters (C0, DEL, C1), what turns the direction of writing, and separators of lines. */
const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A text from elsewhere on one line of a terminal or a log: names and ids of an organisation can neither move the cursor,
 * nor begin a line of their own, nor turn what is read around them. What was there is seen as an escape of JSON.
 */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same for several lines of our own. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** Editors put a byte order mark before a file; what it says begins after it. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

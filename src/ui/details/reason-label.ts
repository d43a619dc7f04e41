import type { Reason } from '../../app/view.ts';

/** What a reason is called: in this language, in the same one of another country, in English, else as it is written first. */
export function reasonLabel({ code, label }: Reason, language: string): string {
  const isFor = (tag: string) => (one: Reason['label'][number]) => one[0].toLowerCase() === tag.toLowerCase();
  const [primary = ''] = language.split('-');
  const found =
    label.find(isFor(language)) ??
    label.find(([tag]) => isFor(primary)([tag.split('-')[0] ?? '', ''])) ??
    label.find(isFor('en-US')) ??
    label[0];
  return found?.[1] ?? code;
}

/** Those that were offered on this page. */
const offered = new Map<string, Reason>();

export function noteOffered(reasons: readonly Reason[]): void {
  for (const reason of reasons) offered.set(reason.code, reason);
}

/** What a code of the log is called; the code itself where this page has not offered it. */
export function labelOfCode(code: string, language: string): string {
  const reason = offered.get(code);
  return reason ? reasonLabel(reason, language) : code;
}

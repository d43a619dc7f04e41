import type { Alarm } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { alarmText } from './alarm-words.ts';

/** What the desktop shows of an alarm when the panel itself may be out of sight. */
export function toastWords(
  alarm: Alarm,
  words: Catalogue,
): { readonly title: string; readonly message: string } {
  const { truth, next } = alarmText(alarm, { state: 'unknown', captures: [] }, words);
  return { title: words.region, message: [truth, ...next].join(' ') };
}

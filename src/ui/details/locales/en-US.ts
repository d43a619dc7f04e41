import type { DetailWords } from '../words.ts';

export const enUS: DetailWords = {
  copy: 'Copy',
  copied: 'Copied',
  saveLog: 'Download audit log',
  conversation: 'Conversation',
  nobody: 'None known',
  channel: 'Updates',
  channelState: { live: 'Live', lost: 'Lost', deaf: 'Silent' },
  code: 'Code',
  trace: 'Genesys trace',
  keys: 'Keys, with the focus in this panel',
  reason: 'Genesys code',
  listeners: 'Listening in',
};

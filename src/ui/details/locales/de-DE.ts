import type { DetailWords } from '../words.ts';

export const deDE: DetailWords = {
  copy: 'Kopieren',
  copied: 'Kopiert',
  saveLog: 'Protokoll herunterladen',
  conversation: 'Konversation',
  nobody: 'Nichts bekannt',
  channel: 'Meldungen',
  channelState: { live: 'Live', lost: 'Unterbrochen', deaf: 'Stumm' },
  code: 'Code',
  trace: 'Genesys-Spur',
  keys: 'Tasten, bei Fokus im Panel',
  reason: 'Code von Genesys',
  listeners: 'Es hören mit',
};

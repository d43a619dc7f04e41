import type { DetailWords } from '../words.ts';

export const fr: DetailWords = {
  copy: 'Copier',
  copied: 'Copié',
  saveLog: 'Télécharger le journal',
  conversation: 'Conversation',
  nobody: 'Aucun connu',
  channel: 'Suivi',
  channelState: { live: 'En direct', lost: 'Interrompu', deaf: 'Muet' },
  code: 'Code',
  trace: 'Trace Genesys',
  keys: 'Touches, si le panneau a le focus',
  reason: 'Code Genesys',
  listeners: 'À l’écoute',
};

import type { DetailWords } from '../words.ts';

export const es: DetailWords = {
  copy: 'Copiar',
  copied: 'Copiado',
  saveLog: 'Descargar el registro',
  conversation: 'Conversación',
  nobody: 'Nada conocido',
  channel: 'Novedades',
  channelState: { live: 'En directo', lost: 'Interrumpidas', deaf: 'En silencio' },
  code: 'Código',
  trace: 'Traza de Genesys',
  keys: 'Teclas, con el foco en este panel',
  reason: 'Código de Genesys',
  listeners: 'A la escucha',
};

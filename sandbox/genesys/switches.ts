import type { Switches } from '../control.ts';

/** The harsher answer to each question that no source settles. */
export const DEFAULT_SWITCHES: Readonly<Required<Switches>> = {
  otherLegsUpdate: false,
  eventBefore2xx: true,
  readLagMs: 300,
  casing: 'mixed',
  securePauseCarried: true,
  bootstrapOnce: true,
  pauseSurvivesTransfer: false,
  screenPausesWithAudio: false,
  suppressOnHold: true,
  duplicateEvents: true,
  pauseNeedsDisconnect: false,
  headersExposed: false,
  tokenLifeSeconds: 86400,
  requestsPerMinute: 300,
  rateWindowMs: 60_000,
  snippetNeedsUser: true,
  analyticsLagMs: 3_000,
  recordingDelayMs: 3_000,
  recordingUploadMs: 2_000,
  createLagMs: 0,
  halfVisible: 'nothing',
  refusedQueues: [],
};

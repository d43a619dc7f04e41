/** The library `recording-control/headless`. */
export { createController, type Controller } from './controller.ts';
export type { CommandOptions, QueueOptions } from './bulk/run-over-queue.ts';
export type { Serve, ServeOptions } from './serve/open-serve.ts';
export type { Watch, WatchOptions } from './watch/open-watch.ts';
export type { Parts } from './wiring.ts';
export { readSettings, UsageError, type Environment, type Settings } from './settings.ts';
export { signature } from './archive/webhook.ts';
export type { ArchiveEvent } from './archive/archive-event.ts';
export type { ArchiveBody } from './archive/job.ts';
export type { BulkOutcome, BulkResult } from './bulk/bulk-result.ts';
export type { BulkProgress, QueueRunEnd } from './bulk/queue-run.ts';
export type { OrderResult, Outcome } from './control/control-call.ts';
export type { StatusResult } from './control/status.ts';
export { createClaims, type Claim } from '../proof/claims.ts';
export type { Proof, Verdict } from '../proof/prove.ts';
export type { ProvenCall } from './proof/prove-call.ts';
export type { Gauges, Metrics } from './metrics.ts';
export type { WatchEvent } from './watch/watch-event.ts';

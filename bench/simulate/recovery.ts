import type { AuditEntry } from '../../src/domain/audit.ts';
import type { Browser } from './browser.ts';
import { capturedNow, hasLiveLeg } from './payload-facts.ts';
import type { Stage } from './stage.ts';
import { callRecord, pageRecord, type Scene } from './witness/record.ts';
import type { Watch } from './witness/witness.ts';

/** Longer than the longest wait of the feed (30 s and jitter, 60 s when its channel is taken). */
const RECOVERY_MS = 130_000;

interface Parts {
  readonly scene: Scene;
  readonly stage: Stage;
  readonly browser: Browser;
  readonly witness: Watch;
  until(end: number): Promise<void>;
}

/** All faults end. After quiet the world equals the last wish or a failure is visible, and every light is right. */
export async function checkRecovery({ scene, stage, browser, witness, until }: Parts): Promise<void> {
  const { agenda } = scene;
  const later = (ms: number) => until(agenda.now() + ms);
  stage.endTrouble();
  witness.troubled('recovery');
  while (browser.machine.isAsleep()) await later(1_000);
  await later(25_000);
  for (const page of stage.pages)
    if (page.view().phase === 'signed-out') page.run(() => page.actions.signIn());
  for (const page of stage.pages)
    if (page.view().phase === 'problem') page.run(() => page.actions.tryAgain());
  await later(RECOVERY_MS);
  checkWishes(scene, stage);
  for (const page of stage.pages) {
    for (const { conversationId } of page.conversations()) {
      witness.refreshed(page, conversationId);
      page.run(() => page.actions.refresh(conversationId));
    }
  }
  await later(12_000);
  checkLights(scene, stage);
  // One more start adopts what earlier pages left behind.
  const old = stage.pages.find(({ place }) => place === 2);
  if (old) stage.close(old, true);
  await later(12_000);
  const last = stage.open(2);
  await later(20_000);
  // Nobody was left to notice that the token they shared was revoked: a real page would have asked for one of its own.
  if (last.view().phase === 'problem') last.run(() => last.actions.tryAgain());
  await later(20_000);
  for (const page of stage.pages) if (page !== last) stage.close(page, true);
  await later(15_000);
  const text = { jsonLines: undefined as string | undefined };
  last.run(() => void last.exportJournal().then((found) => (text.jsonLines = found)));
  await later(1_000);
  if (text.jsonLines === undefined) return scene.fail('nothing is lost', 'the journal cannot be read');
  const entries = text.jsonLines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AuditEntry);
  for (const [key, line] of browser.lines.map) {
    witness.written.add(line);
    if (key.startsWith('rc1.intent.')) scene.fail('nothing is lost', `${key} is still not adopted`);
    else if (key.startsWith('rc1.intent-bad.')) scene.fail('nothing is lost', `${key} was set aside`);
  }
  witness.closeBooks(entries);
}

function checkWishes(scene: Scene, stage: Stage): void {
  for (const id of stage.calls) {
    const truth = scene.platform.truth().conversations.find((call) => call.id === id);
    if (id === undefined || truth === undefined || !hasLiveLeg(truth, scene.userId)) continue;
    for (const page of stage.pages) {
      const call = callRecord(scene, page, id);
      const wish = call.wishes.at(-1);
      const shown = page.conversation(id);
      if (wish === undefined || shown === undefined) continue;
      // A session that was stopped leaves its wishes to whoever adopts them: their endings stand in the journal.
      if (wish.askedAt < pageRecord(scene, page).sessionAt) continue;
      if (wish.ending === undefined)
        scene.fail('a wish ends', `a ${wish.action} did not in ${RECOVERY_MS} ms of quiet`);
      if (wish.ending === undefined || wish.ending === 'superseded') continue;
      // Whoever acted on the recording or the call since the click has changed the world for good reason.
      const touched = truth.history.some(
        ({ at, what, by }) =>
          at >= wish.askedAt && !(what === wish.action && by === scene.userId) && CHANGES.has(what),
      );
      const { policy } = capturedNow(truth);
      const holds = wish.action === 'pause' ? !policy : policy;
      if (pageRecord(scene, page).sessionAt > wish.askedAt) continue;
      const isVisible = wish.isRead || shown.outcome !== undefined || shown.alarms.length > 0;
      const isRecorded = truth.participants.some(
        ({ recorders }) => recorders.customer !== 'none' || recorders.agent !== 'none',
      );
      if (!touched && !holds && !isVisible && isRecorded)
        scene.fail(
          'wish or failure',
          `a ${wish.action} ${wish.ending}; the call is ${policy ? 'recorded' : 'not recorded'} and no failure is shown`,
        );
    }
  }
}

const CHANGES = new Set([
  'pause',
  'resume',
  'hold',
  'unhold',
  'transfer',
  'answer',
  'conference',
  'consult',
  'park',
  'retrieve',
  'merge',
  'hangup',
  'connected',
]);

function checkLights(scene: Scene, stage: Stage): void {
  for (const page of stage.pages) {
    if (page.view().phase !== 'ready') {
      scene.fail('recovers', `the page is ${page.view().phase}`);
      continue;
    }
    for (const shown of page.conversations()) {
      const truth = scene.platform.truth().conversations.find(({ id }) => id === shown.conversationId);
      if (truth === undefined) continue;
      if (!hasLiveLeg(truth, scene.userId)) {
        if (shown.state !== 'ended' && !shown.notMine)
          scene.fail('lights after quiet', `${shown.state} on a call that is over for the agent`);
        continue;
      }
      const { policy } = capturedNow(truth);
      const expected = policy ? ['recording'] : ['paused', 'held', 'not-recording', 'recording'];
      if (!expected.includes(shown.state) || shown.channel === 'lost')
        scene.fail(
          'lights after quiet',
          `${shown.state} (${shown.channel}) where the call is ${policy ? 'recorded' : 'not recorded'}`,
        );
      if (shown.pending !== undefined)
        scene.fail('a wish ends', `${shown.pending} is still pending after quiet`);
    }
  }
}

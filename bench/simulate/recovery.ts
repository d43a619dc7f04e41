import type { AuditEntry } from '../../src/domain/audit.ts';
import type { Standings } from '../../src/app/ports.ts';
import type { Browser } from './browser.ts';
import { drill } from './drill.ts';
import { hasLiveLeg, capturedNow } from './payload-facts.ts';
import type { Stage } from './stage.ts';
import type { Oracle } from './oracle/oracle.ts';
import type { Scene } from './oracle/record.ts';

/** Longer than the longest wait of the feed (30 s and jitter, 60 s when its channel is taken). */
const RECOVERY_MS = 130_000;

export interface Recovery {
  readonly scene: Scene;
  readonly stage: Stage;
  readonly browser: Browser;
  readonly oracle: Oracle;
  until(end: number): Promise<void>;
}

/** All faults end. From here on everything that is bounded in time has to come true. */
export async function checkRecovery(parts: Recovery): Promise<void> {
  const { scene, stage, browser, oracle, until } = parts;
  const later = (ms: number) => until(scene.agenda.now() + ms);
  stage.endTrouble();
  while (browser.machine.isAsleep()) await later(1_000);
  await later(25_000);
  stage.signInWhereAsked();
  await later(RECOVERY_MS);
  for (const page of stage.pages)
    for (const { conversationId } of page.conversations())
      page.run(() => page.actions.refresh(conversationId));
  await later(12_000);
  checkLights(scene, stage);
  await drill(parts);
  // One more start adopts what earlier pages left behind.
  const old = stage.pages.find(({ place }) => place === 2);
  if (old) stage.close(old, true);
  await later(12_000);
  const last = stage.open(2);
  await later(20_000);
  // Nobody was left to notice that the token they shared was revoked: a real page would have asked for one of its own.
  if (last.view().phase === 'problem') last.run(() => last.actions.tryAgain());
  // In the name of whoever is not signed in nothing is told.
  if (browser.destinations.onCalls) stage.signInWhereAsked();
  await later(20_000);
  for (const page of stage.pages) if (page !== last) stage.close(page, true);
  await later(15_000);
  const text = { jsonLines: undefined as string | undefined };
  const told: { standings?: Standings | undefined } = {};
  last.run(() => void last.exportJournal().then((found) => (text.jsonLines = found)));
  last.run(() => void last.standing().then((found) => (told.standings = found)));
  await later(1_000);
  if (text.jsonLines === undefined) return scene.fail('nothing is lost', 'the journal cannot be read');
  const entries = text.jsonLines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AuditEntry);
  for (const [key, line] of browser.lines.map) {
    oracle.written.add(line);
    if (key.startsWith('rc1.intent.')) scene.fail('nothing is lost', `${key} is still not adopted`);
    else if (key.startsWith('rc1.intent-bad.')) scene.fail('nothing is lost', `${key} was set aside`);
  }
  oracle.closeBooks(entries, told.standings);
}

/** What the faults have left: each panel knows its calls again, and nothing is open. */
function checkLights(scene: Scene, stage: Stage): void {
  for (const page of stage.pages) {
    if (page.view().phase !== 'ready') {
      scene.fail('recovers', `the page is ${page.view().phase}`);
      continue;
    }
    for (const shown of page.conversations()) {
      if (shown.pending !== undefined)
        scene.fail('a wish ends', `${shown.pending} is still pending after quiet`);
      const truth = scene.platform.truth().conversations.find(({ id }) => id === shown.conversationId);
      if (truth === undefined) continue;
      if (!hasLiveLeg(truth, scene.userId)) {
        if (shown.state !== 'ended' && !shown.notMine)
          scene.fail('lights after quiet', `${shown.state} on a call that is over for the agent`);
        continue;
      }
      const { policy } = capturedNow(truth);
      // The agent's own leg may go on saying that it is recorded after a pause by somebody else.
      const expected = policy ? ['recording'] : ['paused', 'held', 'not-recording', 'recording'];
      if (!expected.includes(shown.state) || shown.channel !== 'live')
        scene.fail(
          'lights after quiet',
          `${shown.state} (${shown.channel}) where the call is ${policy ? 'recorded' : 'not recorded'}`,
        );
    }
  }
}

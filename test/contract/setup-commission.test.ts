import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../sandbox/control.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { createRest } from '../../src/genesys/http/rest.ts';
import { createRecordingApi } from '../../src/genesys/recording-api.ts';
import { createFetchTransport } from '../../src/headless/http/fetch-transport.ts';
import { ok } from '../../src/domain/result.ts';
import { commission, differencesOf, STAGES, type Task } from '../../src/setup/commission.ts';
import { createClock } from '../../src/platform/clock.ts';
import { tokenOf } from './sandbox-client.ts';

const { ada, ben } = SEED.users;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

/** Time of the check passes in the sandbox instead of on the machine. */
const clock = {
  after(ms: number, run: () => void) {
    void sandbox.control.clock({ advanceMs: ms }).then(run);
    return () => undefined;
  },
};

async function walk(leaveOut: readonly Task[] = []) {
  const { conversationId } = await sandbox.control.call({});
  const token = await tokenOf(sandbox);
  const transport = createFetchTransport({
    apiUrl: `${sandbox.platformUrl}/api`,
    token: { get: async () => ok(token), refused: () => undefined },
    fetch,
    clock: createClock(),
  });
  const act = (request: object) => sandbox.control.act({ conversationId, ...request } as never);
  return commission({
    api: createRecordingApi(createRest(transport, createClock())),
    clock,
    userId: ada,
    conversationId,
    async ask(task) {
      if (leaveOut.includes(task)) return false;
      await act(task === 'transfer' ? { act: 'conference', to: ben } : { act: task });
      return true;
    },
    progress: () => undefined,
  });
}

const verdicts = (findings: Awaited<ReturnType<typeof walk>>) =>
  Object.fromEntries(findings.map(({ key, verdict }) => [key, verdict]));

describe('the commissioning check', () => {
  it('finds the platform as assumed where it is', async () => {
    const findings = await walk();
    expect(findings.map(({ key }) => key)).toEqual(STAGES.map(({ key }) => key));
    expect(findings.filter(({ verdict }) => verdict !== 'as-assumed')).toEqual([]);
  });

  it.each([
    [{ otherLegsUpdate: true }, 'pause-others'],
    [{ suppressOnHold: false }, 'hold'],
    [{ pauseSurvivesTransfer: true, otherLegsUpdate: true }, 'transfer'],
  ])('finds that with %j the platform differs at %s', async (switches, key) => {
    await sandbox.control.switch(switches);
    expect(verdicts(await walk())[key]).toBe('differs');
  });

  it('says what is not told', async () => {
    await sandbox.control.switch({ securePauseCarried: false });
    expect(verdicts(await walk())['pause']).toBe('not-told');
  });

  it('leaves out what the person leaves out, and exports only differences', async () => {
    await sandbox.control.switch({ otherLegsUpdate: true });
    const findings = await walk(['hold']);
    expect(findings.map(({ key }) => key)).not.toContain('hold-pause');
    const exported = differencesOf(findings, { app: 'x' });
    expect(JSON.parse(exported)).toMatchObject({ v: 1, app: 'x' });
    expect(exported).toContain('pause-others');
    expect(exported).not.toContain('"as-assumed"');
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import schema from '../../docs/contracts/incident-webhook.schema.json' with { type: 'json' };
import { SEED } from '../../sandbox/control.ts';
import { giveDatabase } from '../support/embedded-template.ts';
import { eventually, headlessIt as it, PATIENCE } from './headless-world.ts';
import type { Loose } from './sandbox-client.ts';

const isBody = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
const SERVE = ['serve', '--json', '--port', '0'];

const type =
  (name: string, more: Loose = {}) =>
  (line: Loose) =>
    line.type === name && Object.entries(more).every(([key, value]) => line[key] === value);

describe.concurrent('an incident of recording-control serve', PATIENCE, () => {
  it('is told once, closed by a person and found whole by `audit verify`, also by way of the service', async ({
    headless: { sandbox, world, id, journal },
  }) => {
    await giveDatabase(world.home);
    await sandbox.control.recording({ conversationId: id, pausesMissing: true });
    const start = () => world.start(SERVE, world.hook());
    let serve = start();
    await serve.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'pause' });
    await serve.line(type('state', { conversationId: id, state: 'paused' }));
    await sandbox.control.act({ conversationId: id, act: 'resume' });
    await serve.line(type('state', { conversationId: id, state: 'recording' }));
    await sandbox.control.act({ conversationId: id, act: 'customer-hangup' });
    const { incidentId } = await serve.line(
      type('incident-opened', { conversationId: id, code: 'REC-MISSING' }),
    );
    // Before or after its webhook: it is told all the same, and under its own key.
    serve.kill('SIGKILL');
    await serve.ended;
    serve = start();
    const told = async () => (await world.deliveries()).filter(({ key }) => key === incidentId);
    await eventually(async () => (await told()).some(({ accepted }) => accepted));
    const bodies = (await told()).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
    expect(isBody(JSON.parse(bodies[0]!)) || isBody.errors).toBe(true);
    expect((await told()).filter(({ accepted, repeated }) => accepted && !repeated)).toHaveLength(1);

    await serve.line(type('channel'));
    const listed = await world.run(['incident', 'list', '--json']);
    expect(listed.lines).toEqual([
      expect.objectContaining({
        id: incidentId,
        state: 'open',
        code: 'REC-MISSING',
        conversationId: id,
        queueId: SEED.queues.payments,
        userId: expect.any(String) as unknown,
        recordingId: expect.any(String) as unknown,
        steps: [expect.objectContaining({ step: 'opened', by: 'service' }) as unknown],
      }) as unknown,
      { type: 'incidents', count: 1 },
    ]);
    const note = 'The recording was deleted.';
    expect((await world.run(['incident', 'review', incidentId, '--by', 'A. B.'])).code).toBe(0);
    expect((await world.run(['incident', 'close', incidentId, '--by', 'A. B.', '--note', note])).code).toBe(
      0,
    );
    expect((await world.run(['incident', 'list'])).stdout).toBe('There is no incident that is not closed.\n');
    const same = { compared: true, verdicts: 1, incidents: 1, faulty: 0, ofOthers: 0 };
    const verify = async () => (await world.run(['audit', 'verify', '--json'])).lines[0];
    expect(await verify()).toMatchObject({ ok: true, store: same });

    serve.kill('SIGTERM');
    expect((await serve.ended).code).toBe(130);
    expect(existsSync(join(world.home, 'serve.json'))).toBe(false);
    expect(await verify()).toMatchObject({ ok: true, store: same });
    const steps = journal().filter((entry) => entry['incidentId'] === incidentId);
    expect(steps.map(({ phase, by }) => [phase, by])).toEqual(
      expect.arrayContaining([
        ['observed', undefined],
        ['accepted', 'A. B.'],
        ['confirmed', 'A. B.'],
      ]),
    );
  });
});

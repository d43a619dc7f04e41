import { describe, expect, it } from 'vitest';
import type { ArchiveEvent } from '../../../../src/headless/archive/archive-event.ts';
import type { IncidentRow } from '../../../../src/headless/incidents/incident-rows.ts';
import { createIncidentTeller } from '../../../../src/headless/incidents/tell-incident.ts';
import { JobLost } from '../../../../src/headless/serve/job-loop.ts';
import type { NewJob } from '../../../../src/headless/serve/jobs-of-calls.ts';
import type { Database } from '../../../../src/headless/store/database.ts';
import type { Delivery } from '../../../../src/outbox/delivery.ts';

const ID = '50d03a21f9a93e13d8724aae22ae9129';
const NOW = 1_796_000_000_000;
const ROW: IncidentRow = {
  id: ID,
  conversation_id: 'call-1',
  queue_id: null,
  user_id: null,
  code: 'REC-LATE',
  from_at: new Date(NOW - 60_000),
  to_at: null,
  recording_id: null,
  state: 'reviewed',
  opened_at: new Date(NOW),
  closed_at: null,
};

function telling(answer: Delivery, { rows = [ROW], isLogged = true } = {}) {
  const events: ArchiveEvent[] = [];
  const sent: NewJob[] = [];
  const asideOf: unknown[][] = [];
  const delivered: { key: string; body: string; attempts: number }[] = [];
  let done = 0;
  const database: Database = {
    async query(sql: string, values: readonly unknown[] = []) {
      if (sql.includes('set_aside')) asideOf.push([...values]);
      return (sql.includes('from recording_control.incident') ? rows : []) as never;
    },
    together: (work) => work(database),
    async close() {},
  };
  const tell = createIncidentTeller({
    database,
    engine: { send: async (_inside, jobs) => void sent.push(...jobs) },
    clock: { wall: () => NOW },
    random: () => 1,
    deliver: async (webhook) => (delivered.push(webhook), answer),
    head: () => undefined,
    async tell(event) {
      events.push(event);
      return isLogged ? ['entry-1'] : undefined;
    },
  });
  return {
    events,
    sent,
    asideOf,
    delivered,
    run: (attempts?: number) =>
      tell({
        data: { incidentId: ID, ...(attempts !== undefined && { attempts }) },
        done: async () => void (done += 1),
      }),
    get done() {
      return done;
    },
  };
}

const about = { conversationId: 'call-1', incidentId: ID };

describe('the webhook of an incident', () => {
  it('goes out under the id of the incident, and is on record before it is done', async () => {
    const world = telling({ kind: 'accepted' });
    await world.run();
    expect(world.delivered).toMatchObject([{ key: ID }]);
    expect(JSON.parse(world.delivered[0]!.body)).toMatchObject({ event: 'incident.opened', id: ID });
    expect([world.events, world.done, world.sent]).toEqual([[{ kind: 'incident-told', ...about }], 1, []]);
  });

  it('that is not accepted is sent again later, as late as the receiver asks', async () => {
    const world = telling({ kind: 'later', status: 503, retryAfterMs: 90_000 });
    await world.run(3);
    expect(world.sent).toEqual([
      { queue: 'tell-incident', data: { incidentId: ID, attempts: 4 }, key: ID, afterMs: 90_000 },
    ]);
    expect([world.events, world.done]).toEqual([[{ kind: 'incident-delayed', ...about, status: 503 }], 1]);
  });

  it('that is refused for good is set aside, told and not sent again', async () => {
    const world = telling({ kind: 'refused', status: 422 });
    await world.run();
    expect(world.asideOf).toEqual([[ID, 'call-1', null, 422, world.delivered[0]!.body]]);
    expect([world.events, world.done, world.sent]).toEqual([
      [{ kind: 'incident-refused', ...about, status: 422 }],
      1,
      [],
    ]);
  });

  it('of one that was erased is not sent', async () => {
    const world = telling({ kind: 'accepted' }, { rows: [] });
    await world.run();
    expect([world.delivered, world.events, world.done]).toEqual([[], [], 1]);
  });

  it('that could not be written down is left to the next process', async () => {
    const world = telling({ kind: 'accepted' }, { isLogged: false });
    await expect(world.run()).rejects.toThrow(JobLost);
    expect(world.done).toBe(0);
  });
});

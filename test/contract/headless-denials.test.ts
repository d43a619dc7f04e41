import { describe, expect } from 'vitest';
import { SEED, type EndpointName } from '../../sandbox/control.ts';
import { headlessIt as it, PATIENCE } from './headless-world.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const QUEUE = SEED.queues.payments;

/** Every question that the command line asks of Genesys, and a verb that ends well when it is answered. */
const QUESTIONS: readonly (readonly [EndpointName, number, (id: string) => readonly string[]])[] = [
  ['read-call', 404, (id) => ['status', id]],
  ['read-call', 404, (id) => ['pause', id]],
  ['pause-others', 404, (id) => ['pause', id]],
  ['read-call', 401, (id) => ['pause', id]],
  ['pause-others', 401, (id) => ['pause', id]],
  ['token-exchange', 401, (id) => ['pause', id]],
  ['token-exchange', 404, (id) => ['pause', id]],
  ['queues', 404, () => ['queue', 'pause', QUEUE]],
  ['analytics', 404, () => ['queue', 'pause', QUEUE]],
  ['read-call', 404, () => ['queue', 'pause', QUEUE]],
  ['read-call', 404, () => ['queue', 'pause', QUEUE, '--dry-run']],
  ['queues', 401, () => ['queue', 'pause', QUEUE]],
];

describe.concurrent('a negative answer that passes', PATIENCE, () => {
  for (const [endpoint, status, args] of QUESTIONS)
    for (const times of [1, 2])
      it(`${status} of ${endpoint}, ${times === 1 ? 'once' : 'twice'}, is not believed by ${args('…').join(' ')}`, async ({
        headless: { sandbox, world, id },
      }) => {
        await sandbox.control.fault({ fault: 'status', endpoint, status, times });
        const { code, stdout, lines } = await world.run([...args(id), '--json']);
        expect(code, stdout).toBe(0);
        expect(JSON.stringify(lines)).not.toMatch(/REC-4|"ended":1/);
        expect(JSON.stringify(lines)).toMatch(/"recording"|confirmed|"done":1|"would-act":1/);
      });

  it.for([
    [1, []],
    [2, ['--queue', QUEUE]],
  ] as const)(
    '404 of the queues, %i times, does not end a watch',
    async ([times, args], { headless: { sandbox, world, id } }) => {
      await sandbox.control.fault({ fault: 'status', endpoint: 'queues', status: 404, times });
      const running = world.start(['watch', '--json', ...args]);
      await running.line(({ type, conversationId }) => type === 'state' && conversationId === id);
      running.kill('SIGTERM');
      expect((await running.ended).code).toBe(130);
    },
  );

  it.for([
    ['queues', ['watch'], '{"entities":[]}', '"state"'],
    ['analytics', ['queue', 'pause', QUEUE, '--dry-run'], '{"totalHits":0}', '"would-act":1'],
    ['analytics', ['queue', 'pause', QUEUE], '{"totalHits":0}', '"done":1'],
  ] as const)(
    'an empty list of %s, once, is not the end of %j',
    async ([endpoint, args, body, seen], { headless: { sandbox, world } }) => {
      await sandbox.control.fault({ fault: 'body', endpoint, body });
      const running = world.start([...args, '--json']);
      await running.line((line) => JSON.stringify(line).includes(seen));
      running.kill('SIGTERM');
      await running.ended;
    },
  );
});

describe.concurrent('a negative answer that lasts', PATIENCE, () => {
  it.for(['status', 'pause', 'resume', 'start', 'stop'])(
    'is told with how often somebody looked: %s',
    async (verb, { headless: { world } }) => {
      const { code, stdout, stderr } = await world.run([verb, NOBODY]);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(
        /Genesys knows no conversation with this id\. Looked 3 times in \d+ s\. \(REC-404/,
      );
    },
  );

  it('tells a machine the same', async ({ headless: { world } }) => {
    const { lines } = await world.run(['pause', NOBODY, '--json']);
    expect(lines[0]).toMatchObject({ outcome: 'not-found', code: 'REC-404', looked: { times: 3 } });
  });

  it('says of a message at once that it is no call', async ({ headless: { sandbox, world, requests } }) => {
    const { conversationId } = await sandbox.control.call({ medium: 'message' });
    const { code, stdout, stderr } = await world.run(['status', conversationId]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('This conversation is no call');
    expect(await requests('GET')).toHaveLength(2);
  });

  it('says of a command that is not found what a read shows', async ({
    headless: { sandbox, world, id },
  }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'pause-others', status: 404, times: 0 });
    const { code, stdout, stderr } = await world.run(['pause', id]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'pause: failed. Still recording. Genesys does not find the call for this command, and shows it when it is read. (REC-404)',
    );
  });

  it.for([
    ['queue', 'pause', NOBODY],
    ['watch', '--queue', NOBODY],
  ] as const)('names the queue that nobody knows: %j', async (args, { headless: { world } }) => {
    const { code, stderr } = await world.run(args);
    expect(code).toBe(1);
    expect(stderr).toContain('Genesys knows no queue with this id. Looked 3 times in 4 s. (REC-404');
  });

  it('does not watch nothing', async ({ headless: { sandbox, world } }) => {
    await sandbox.control.fault({ fault: 'body', endpoint: 'queues', body: '{"entities":[]}', times: 0 });
    const { code, stderr } = await world.run(['watch']);
    expect(code).toBe(1);
    expect(stderr).toContain('Genesys shows this client no queue. Looked 3 times in 4 s.');
  });

  it('says that the sign-in is not there', async ({ headless: { sandbox, world, id } }) => {
    await sandbox.control.fault({ fault: 'status', endpoint: 'token-exchange', status: 404, times: 0 });
    const { code, stdout, stderr } = await world.run(['pause', id]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('Genesys answers 404. (REC-500)');
  });
});

import { expect, it } from 'vitest';
import { ok } from '../../../../src/domain/result.ts';
import { createRest } from '../../../../src/genesys/http/rest.ts';
import type { ApiAnswer } from '../../../../src/genesys/http/transport.ts';

const DATE = 'Mon, 01 Jun 2026 08:00:00 GMT';
const ASK = { method: 'GET', path: '/api/v2/tokens/me' } as const;

function restThatAnswers(answer: ApiAnswer) {
  const heard: (readonly [number | undefined, number, number])[] = [];
  let readings = 0;
  const keeper = {
    steady: () => (readings += 100),
    heard: (...sign: readonly [number | undefined, number, number]) => void heard.push(sign),
  };
  return { rest: createRest(async () => answer, { wall: () => 0 }, keeper), heard };
}

it.each([200, 503])('tells what time an answer says it is, whatever else it says: %i', async (status) => {
  const { rest, heard } = restThatAnswers({ kind: 'answered', status, headers: { date: DATE }, body: {} });
  await rest.ask(ASK, () => ok(undefined));
  expect(heard).toEqual([[Date.parse(DATE), 100, 200]]);
});

it('tells no time where no answer came', async () => {
  const { rest, heard } = restThatAnswers({ kind: 'timeout' });
  await rest.ask(ASK, () => ok(undefined));
  expect(heard).toEqual([]);
});

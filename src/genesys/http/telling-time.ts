import type { Clock, PlatformTime } from '../../app/ports.ts';
import { serverTimeMs } from '../../domain/platform-clock.ts';
import type { Transport } from './transport.ts';

/** The same transport; what time its answers tell is noted. A browser reads their date only where the platform exposes it. */
export const tellingTime =
  (transport: Transport, clock: Pick<Clock, 'steady'>, time: Pick<PlatformTime, 'heard'>): Transport =>
  async (request) => {
    const sentAt = clock.steady();
    const answer = await transport(request);
    if (answer.kind === 'answered') time.heard(serverTimeMs(answer.headers), sentAt, clock.steady());
    return answer;
  };

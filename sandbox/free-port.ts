import { listen } from './listen.ts';

export async function isPortFree(port: number): Promise<boolean> {
  try {
    await (await listen(port, () => undefined)).close();
    return true;
  } catch {
    return false;
  }
}

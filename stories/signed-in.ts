// Somebody of the demonstration, signed in.
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { apiClient, type Client } from '#modules/identity/testing.ts';
import { SECOND } from '#platform/time/index.ts';

const SIGN_IN_TRIES = 20;

/** @throws Error when they cannot sign in. */
export async function signedIn(url: string, login: string, language: string): Promise<Client> {
  const client = apiClient(url, { 'accept-language': language });
  const signIn = () => client.post('/session', { login, password: DEMO_PASSWORD });
  let { status } = await signIn();
  // A machine that has just loaded two counties may say once that it is too busy.
  for (let tries = 0; status === 429 && tries < SIGN_IN_TRIES; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, SECOND));
    ({ status } = await signIn());
  }
  if (status !== 200) throw new Error(`${login} could not sign in: ${status}`);
  return client;
}

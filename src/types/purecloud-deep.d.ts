/**
 * The two modules of the platform SDK that the app imports at run time. The package root would bring 1.7 MB and fails in
 * the browser; its types are declared for the root only.
 */
declare module 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/ApiClient.js' {
  import type { ApiClientClass } from 'purecloud-platform-client-v2';
  const ApiClient: new () => ApiClientClass;
  export default ApiClient;
}

declare module 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/AbstractHttpClient.js' {
  export { AbstractHttpClient as default } from 'purecloud-platform-client-v2';
}

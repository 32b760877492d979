import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The broker of this test run, `host:port`. */
    kafkaBootstrapServers: string;
    /** The admin database of this test run; make one of your own by `createTestDatabase()`. */
    databaseUrl: string;
    /** Where the Chromium of this test run is controlled, `ws://…`; undefined where none is installed. */
    chromiumEndpoint: string | undefined;
  }
}

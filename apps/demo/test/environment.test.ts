import { describe, expect, it } from 'vitest';
import { InvalidEnvironmentError, readEnvironment, urlsOfOthers } from '../src/environment.js';

describe('readEnvironment', () => {
  it('has a default for everything, also where compose passes an empty text', () => {
    const defaults = {
      DEMO_RATE: 1,
      DEMO_SEED: 1,
      DEMO_DAY_SECONDS: 600,
      DEMO_GATEWAYS: true,
      DEMO_HOST: '127.0.0.1',
      DEMO_PORT: 0,
    };
    expect(readEnvironment({})).toEqual(defaults);
    expect(readEnvironment({ DEMO_RATE: '', DEMO_SEED: '', DEMO_HOST: '', BOOKING_URL: '' })).toEqual(defaults);
  });

  it('reads what is set', () => {
    const set = { DEMO_RATE: '0.5', DEMO_PORT: '3000', BOOKING_URL: 'http://booking-service:3000/' };
    expect(readEnvironment(set)).toMatchObject({
      DEMO_RATE: 0.5,
      DEMO_PORT: 3000,
      BOOKING_URL: 'http://booking-service:3000',
    });
  });

  it.each([
    ['DEMO_RATE', '-1', 'must be a number from 0 to 100'],
    ['DEMO_RATE', 'fast', 'must be a number from 0 to 100'],
    ['DEMO_SEED', '1.5', 'must be a whole number from 0 to 4294967295'],
    ['DEMO_PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['USERMANAGEMENT_URL', 'usermanagement:3000', 'must be an address such as'],
    ['NOTIFICATION_URL', 'javascript:alert(1)', 'must be an address such as'],
  ])('names %s=%s', (name, value, reason) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(InvalidEnvironmentError);
    expect(() => readEnvironment({ [name]: value })).toThrow(`${name} ${reason}`);
  });

  it('names every variable that is wrong, at once', () => {
    expect(() => readEnvironment({ DEMO_RATE: 'x', DEMO_PORT: 'y' })).toThrow(/DEMO_RATE .*; DEMO_PORT /);
  });
});

describe('urlsOfOthers', () => {
  it('needs an address for each service that runs elsewhere, and for no other', () => {
    const environment = readEnvironment({ USERMANAGEMENT_URL: 'http://a:1', NOTIFICATION_URL: 'http://b:2' });
    expect(urlsOfOthers(['booking'], environment)).toEqual({
      usermanagement: 'http://a:1',
      notification: 'http://b:2',
    });
    expect(() => urlsOfOthers(['usermanagement'], environment)).toThrow(/^BOOKING_URL must say/);
    expect(urlsOfOthers(['usermanagement', 'booking', 'notification'], readEnvironment({}))).toEqual({});
  });
});

import { pageOrigin } from '../../../src/access';

const host = 'console.example.com:8443';

describe('the page that sent a request', () => {
  it.each<[ReturnType<typeof pageOrigin>, object]>([
    ['own', { 'sec-fetch-site': 'same-origin' }],
    ['own', { 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' }],
    ['foreign', { 'sec-fetch-site': 'same-site' }],
    ['foreign', { 'sec-fetch-site': 'cross-site' }],
    ['foreign', { 'sec-fetch-site': 'none' }],
    ['foreign', { 'sec-fetch-site': '' }],
    ['foreign', { 'sec-fetch-site': 'same-origin, cross-site' }],
    ['foreign', { 'sec-fetch-site': 'cross-site', origin: `https://${host}` }],
    ['own', { origin: `https://${host}` }],
    ['own', { origin: `http://${host}` }],
    ['own', { origin: `https://${host}`, host: host.toUpperCase() }],
    ['foreign', { origin: 'https://console.example.com' }],
    ['foreign', { origin: `https://evil.${host}` }],
    ['foreign', { origin: `https://${host}.evil.example` }],
    ['foreign', { origin: `https://${host}@evil.example` }],
    ['foreign', { origin: 'null' }],
    ['foreign', { origin: '' }],
    ['foreign', { origin: `https://${host}`, host: undefined }],
    ['unsaid', {}],
  ])('is %s: %j', (page, headers) => {
    expect(pageOrigin({ host, ...headers })).toBe(page);
  });

  it('is the default port of its scheme, whether the Host names it or not', () => {
    expect(pageOrigin({ host: 'a.example', origin: 'https://a.example' })).toBe('own');
    expect(pageOrigin({ host: 'a.example', origin: 'http://a.example:80' })).toBe('own');
  });
});

import fc from 'fast-check';
import { returnHost, returnHostsOf } from '../../../src/merchants/return-host';

describe('a return host', () => {
  it.each([
    ['shop.example.com', 'shop.example.com'],
    ['Shop.Example.COM', 'shop.example.com'],
    ['shop.example.com:8443', 'shop.example.com:8443'],
    ['shop.example.com:80', 'shop.example.com:80'],
    ['localhost', 'localhost'],
    ['checkout:3000', 'checkout:3000'],
    ['10.0.0.7', '10.0.0.7'],
    ['10.0.0.7:65535', '10.0.0.7:65535'],
    ['[2001:DB8::1]', '[2001:db8::1]'],
    ['[2001:0db8:0:0::1]:8080', '[2001:db8::1]:8080'],
    ['[::ffff:10.0.0.1]', '[::ffff:a00:1]'],
    ['দোকান.বাংলা', 'xn--p5b7ah1gxc.xn--54b7fta0cc'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ])('%s is kept as %s', (text, kept) => {
    expect(returnHost(text)).toBe(kept);
  });

  it.each([
    '',
    ' ',
    'shop.example.com ',
    'https://shop.example.com',
    'shop.example.com/',
    'shop.example.com/path',
    'shop.example.com?x',
    'shop.example.com#x',
    'user@shop.example.com',
    'shop.example.com\\evil',
    '*.example.com',
    'shop_one.example.com',
    '-shop.example.com',
    'shop-.example.com',
    'shop..example.com',
    '.example.com',
    'shop.example.com.',
    'shop.example.com:',
    'shop.example.com:0',
    'shop.example.com:65536',
    'shop.example.com:080',
    'shop.example.com:80:80',
    '2001:db8::1',
    '[2001:db8::1',
    '[zz::1]',
    '[]',
    '1',
    '0x7f.1',
    '010.0.0.1',
    '256.0.0.1',
    '1.2.3',
    'sh%6fp.example.com',
    'shop\0.example.com',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}ab`,
  ])('%j is none', (text) => {
    expect(returnHost(text)).toBeNull();
  });

  it('is kept as it is kept', () => {
    fc.assert(
      fc.property(fc.webAuthority(), (text) => {
        const kept = returnHost(text);
        fc.pre(kept !== null);
        expect(returnHost(kept)).toBe(kept);
      }),
    );
  });

  it('never makes the parser throw, and never holds more than a host', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = returnHost(text);
        if (kept !== null) expect(new URL(`ftp://${kept}/x`).host).toBe(kept);
      }),
    );
  });
});

describe('the hosts of a callback URL', () => {
  it.each([
    ['https://shop.example.com/done', ['shop.example.com', 'shop.example.com:443']],
    ['http://SHOP.example.com/done', ['shop.example.com', 'shop.example.com:80']],
    ['https://shop.example.com:8443/', ['shop.example.com', 'shop.example.com:8443']],
    ['http://[2001:db8:0::1]:3000/', ['[2001:db8::1]', '[2001:db8::1]:3000']],
    [
      'https://দোকান.বাংলা/',
      ['xn--p5b7ah1gxc.xn--54b7fta0cc', 'xn--p5b7ah1gxc.xn--54b7fta0cc:443'],
    ],
  ])('%s is allowed by %j', (url, hosts) => {
    expect(returnHostsOf(new URL(url))).toEqual(hosts);
  });

  it('is allowed by its own host, whatever its port', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (text) => {
        const url = new URL(text);
        const kept = returnHost(url.hostname);
        fc.pre(kept !== null);
        expect(returnHostsOf(url)).toContain(kept);
      }),
    );
  });
});

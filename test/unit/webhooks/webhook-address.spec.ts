import {
  isAllowedAddress,
  literalAddress,
  objectionToUrl,
} from '../../../src/webhooks/webhook-address';

const STRICT = { allowLoopback: false };
const DEVELOPMENT = { allowLoopback: true };

describe('an address is allowed where platforms live', () => {
  it.each([
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.1',
    '8.8.8.8',
    '203.112.0.1',
    '2606:4700::6810:84e5',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ])('%s', (address) => {
    expect(isAllowedAddress(address, STRICT)).toBe(true);
  });
});

describe('an address is refused, however it is written', () => {
  it.each([
    ['unspecified', '0.0.0.0'],
    ['unspecified', '0.1.2.3'],
    ['unspecified', '::'],
    ['link-local', '169.254.0.1'],
    ['metadata of most clouds', '169.254.169.254'],
    ['metadata of Amazon containers', '169.254.170.2'],
    ['metadata of Amazon over IPv6', 'fd00:ec2::254'],
    ['metadata of Google over IPv6', 'fd20:ce::254'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['metadata of Azure', '168.63.129.16'],
    ['metadata of Oracle', '192.0.0.192'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['unique-local', 'fc00::1'],
    ['unique-local', 'fdff:ffff::1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped loopback', '::ffff:7f00:1'],
    ['IPv4-mapped loopback, in full', '0:0:0:0:0:ffff:7f00:0001'],
    ['IPv4-mapped metadata', '::ffff:a9fe:a9fe'],
    ['IPv4-mapped metadata of Alibaba', '::ffff:100.100.100.200'],
    ['IPv4-mapped unspecified', '::ffff:0.0.0.0'],
    ['IPv4-compatible loopback', '::127.0.0.1'],
    ['IPv4-compatible metadata', '::a9fe:a9fe'],
    ['IPv4-translated loopback', '::ffff:0:127.0.0.1'],
    ['NAT64 loopback', '64:ff9b::7f00:1'],
    ['NAT64 metadata', '64:ff9b::169.254.169.254'],
    ["a network's own NAT64", '64:ff9b:1::a9fe:a9fe'],
    ['6to4 loopback', '2002:7f00:1::1'],
    ['6to4 metadata', '2002:a9fe:a9fe::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['not an address', 'localhost'],
  ])('%s: %s', (_what, address) => {
    expect(isAllowedAddress(address, STRICT)).toBe(false);
    expect(isAllowedAddress(address, DEVELOPMENT)).toBe(false);
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'])(
    'loopback, but for development: %s',
    (address) => {
      expect(isAllowedAddress(address, STRICT)).toBe(false);
      expect(isAllowedAddress(address, DEVELOPMENT)).toBe(true);
    },
  );
});

describe('an address in a URL is found', () => {
  it.each([
    ['http://127.0.0.1:3000/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f000001/', '127.0.0.1'],
    ['http://0x7F.0x0.0x0.0x1/', '127.0.0.1'],
    ['http://017700000001/', '127.0.0.1'],
    ['http://0177.0.0.01/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://127.0.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://%31%32%37.0.0.1/', '127.0.0.1'],
    ['http://127。0。0。1/', '127.0.0.1'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://0xa9fea9fe/', '169.254.169.254'],
    ['http://2852039166/', '169.254.169.254'],
    ['http://[::1]:80/', '::1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://[0:0:0:0:0:ffff:7f00:1]/', '::ffff:7f00:1'],
    ['http://localhost/', null],
    ['http://127.0.0.1.example.com/', null],
  ])('%s: %s', (url, literal) => {
    expect(literalAddress(new URL(url))).toBe(literal);
  });
});

describe('objectionToUrl', () => {
  it.each([
    'https://shop.example.com/hooks?for=orders',
    'http://10.1.2.3:8080/hooks',
    'http://orders.internal/',
    'http://localhost/',
    'HTTPS://SHOP.EXAMPLE.COM',
    'http://[2606:4700::6810:84e5]/',
  ])('has nothing against %s', (url) => {
    expect(objectionToUrl(url, STRICT)).toBeNull();
  });

  const FORM = 'must be an absolute http or https URL of at most 2048 characters';
  const ADDRESS = 'must not be a loopback, link-local, unique-local, multicast or metadata address';
  it.each<[unknown, string]>([
    [5, FORM],
    [null, FORM],
    ['', FORM],
    ['/hooks', FORM],
    ['shop.example.com/hooks', FORM],
    ['ftp://shop.example.com/', FORM],
    ['file:///etc/passwd', FORM],
    ['javascript:alert(1)', FORM],
    ['gopher://127.0.0.1/', FORM],
    ['http://', FORM],
    ['http://a b/', FORM],
    ['http://a\n.example/', FORM],
    ['http://a.example/\0', FORM],
    ['http://a.example\\@b.example/', FORM],
    ['http://1.2.3.256/', FORM],
    [`https://shop.example.com/${'x'.repeat(2_048)}`, FORM],
    ['https://user:secret@shop.example.com/', 'must not carry credentials'],
    ['https://user@shop.example.com/', 'must not carry credentials'],
    ['http://0x7f000001/', ADDRESS],
    ['http://2852039166/latest/meta-data', ADDRESS],
    ['http://0251.0376.0251.0376/', ADDRESS],
    ['http://[::ffff:169.254.169.254]/', ADDRESS],
    ['http://[::]/', ADDRESS],
    ['http://0/', ADDRESS],
  ])('%p: %s', (url, objection) => {
    expect(objectionToUrl(url, STRICT)).toBe(objection);
  });

  it('frees loopback for development, by its own names only', () => {
    expect(objectionToUrl('http://127.0.0.1:4000/', DEVELOPMENT)).toBeNull();
    expect(objectionToUrl('http://[::1]/', DEVELOPMENT)).toBeNull();
    expect(objectionToUrl('http://0/', DEVELOPMENT)).toBe(ADDRESS);
    expect(objectionToUrl('http://[::ffff:127.0.0.1]/', DEVELOPMENT)).toBe(ADDRESS);
  });
});

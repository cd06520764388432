/** Which IP addresses lie in the public internet (the IANA registries of special-purpose addresses). */

/** Here and below: who asks for none of this gets none of it from a bundler. */
const IPV4 = /* @__PURE__ */ [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((range) => {
  const [base = '', bits = ''] = range.split('/');
  return { base: ipv4(base) ?? 0n, bits: Number(bits) };
});

/** Within 2000::/3, which alone is public. */
const IPV6 = /* @__PURE__ */ [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
].map(([base, bits]) => ({ base: ipv6(String(base)) ?? 0n, bits: Number(bits) }));

/** IPv4 addresses in other clothes: by how many bits they are shifted. */
const WRAPPED = [
  { base: /* @__PURE__ */ ipv6('::ffff:0:0') ?? 0n, bits: 96, shift: 0n },
  { base: /* @__PURE__ */ ipv6('64:ff9b::') ?? 0n, bits: 96, shift: 0n },
  { base: /* @__PURE__ */ ipv6('2002::') ?? 0n, bits: 16, shift: 80n },
];

/** Whether the text is an IP address, without brackets. */
export function isAddress(host: string): boolean {
  return ipv4(host) !== undefined || ipv6(host) !== undefined;
}

/** Whether an IP address is neither private nor link-local, loopback, reserved or a group's. */
export function isPublicAddress(address: string): boolean {
  const four = ipv4(address);
  if (four !== undefined) return isPublicIpv4(four);
  const six = ipv6(address);
  if (six === undefined) return false;
  const wrapped = WRAPPED.find(({ base, bits }) => within(six, base, bits, 128));
  if (wrapped) return isPublicIpv4((six >> wrapped.shift) & 0xffff_ffffn);
  return six >> 125n === 1n && !IPV6.some(({ base, bits }) => within(six, base, bits, 128));
}

/** Whether a name can lead to a public address at all (RFC 6761). */
export function isPublicName(name: string): boolean {
  return !/(?:^|\.)(?:localhost|local|internal)\.?$/i.test(name);
}

function isPublicIpv4(address: bigint): boolean {
  return !IPV4.some(({ base, bits }) => within(address, base, bits, 32));
}

function within(address: bigint, base: bigint, bits: number, width: number): boolean {
  const shift = BigInt(width - bits);
  return address >> shift === base >> shift;
}

function ipv4(text: string): bigint | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6(text: string): bigint | undefined {
  // A zone (fe80::1%eth0) means nothing to anybody else.
  let address = text.replace(/%.*$/, '').toLowerCase();
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (dotted) {
    const four = ipv4(dotted[2] ?? '');
    if (four === undefined) return undefined;
    address = `${dotted[1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  }
  const halves = address.split('::');
  if (!address.includes(':') || halves.length > 2) return undefined;
  const [left = [], right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

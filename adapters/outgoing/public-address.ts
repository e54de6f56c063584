// Is this an address of the public internet? What the special-purpose registries of IANA (RFC 6890 and its
// updates) list is not. Pure.
import net from 'node:net';

const special = new net.BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  special.addSubnet(address, prefix, 'ipv6');

export function isPublicAddress(address: string): boolean {
  switch (net.isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      // An IPv4 address in IPv6 clothes (::ffff:10.0.0.1, 64:ff9b::10.0.0.1) is what it carries.
      return !isEmbedded(address) && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

const embedded = new net.BlockList();
embedded.addSubnet('::ffff:0:0', 96, 'ipv6');
embedded.addSubnet('::', 96, 'ipv6');
embedded.addSubnet('64:ff9b::', 96, 'ipv6');

function isEmbedded(address: string): boolean {
  return embedded.check(address, 'ipv6');
}

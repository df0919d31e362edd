import type { DfsTarget } from './referral-cache.ts';

/** `\host\share\folder`, the host with a port where a Samba says so. */
const ADDRESS = /^\\{1,2}([^\\:]+|\[[^\]\\]+\])(?::(\d{1,5}))?\\([^\\]+)(?:\\(.*))?$/i;

/** The place that a network address of a referral names; `undefined` for what is none. */
export function targetOf(networkAddress: string, port: number): DfsTarget | undefined {
  const [, host, own, share, path = ''] = ADDRESS.exec(networkAddress) ?? [];
  if (host === undefined || share === undefined) return undefined;
  const number = own === undefined ? port : Number(own);
  if (number < 1 || number > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: number, share, path: path.replace(/\\+$/, '') };
}

import { counting, noTraffic, PROTECTION, protectionOf, type Traffic } from './counting.ts';
import { inTurns, lap } from './measure.ts';
import type { Row } from './rows.ts';
import type { Work } from './works.ts';

/** Measures one work. The first round proves the bytes and counts the requests through a proxy; it is not timed. */
export async function contest(work: Work, port: number, rounds: number): Promise<Row> {
  const { name, marks, bytes } = work;
  const all = work.on(port);
  const traffic: Traffic[] = [];
  for (const [number, { name: who, guard }] of all.entries()) {
    const proxy = await counting(port);
    for (const contestant of work.on(proxy.port).slice(number, number + 1)) await lap(contestant, true);
    proxy.close();
    const seen = protectionOf(proxy.traffic);
    // a server of ours stands beside the proxy, not behind it
    if (proxy.traffic.requests > 0 && guard !== undefined && seen !== PROTECTION[guard]) {
      throw new Error(`${name}: ${who} was ${seen} and should have been ${PROTECTION[guard]}`);
    }
    traffic.push(proxy.traffic);
  }
  const [ours, ...others] = await inTurns(all, rounds);
  if (ours === undefined) throw new Error(`${name}: nobody does it`);
  return {
    name,
    marks,
    bytes,
    ours,
    traffic: traffic[0] ?? noTraffic(),
    peers: others.map((each, index) => ({
      name: all[index + 1]?.name ?? '',
      lap: each,
      ratio: each.seconds / ours.seconds,
      traffic: traffic[index + 1] ?? noTraffic(),
    })),
  };
}

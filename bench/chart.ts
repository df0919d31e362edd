import type { Row } from './rows.ts';

const BAR = 24;

/** A bar for each ratio, with its mark, up to ten times. */
export function chart(rows: readonly Row[]): string {
  const bars = rows.flatMap(row => row.peers.map(peer => ({ row, peer })));
  const [left, width, most] = [330, 420, 10];
  const x = (ratio: number) => left + (Math.min(ratio, most) / most) * width;
  const drawn = bars.map(({ row, peer }, index) => {
    const y = 34 + index * BAR;
    const mark = row.marks.find(each => peer.name.startsWith(each.peer));
    const tone = mark === undefined ? '#8a94a6' : peer.ratio >= mark.ratio ? '#2f7d4f' : '#b3541e';
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${row.name}: ${peer.name}</text>`,
      `<rect x="${left}" y="${y}" width="${(x(peer.ratio) - left).toFixed(1)}" height="15" fill="${tone}"/>`,
      mark &&
        `<line x1="${x(mark.ratio)}" x2="${x(mark.ratio)}" y1="${y - 3}" y2="${y + 18}" stroke="#222" stroke-width="2"/>`,
      `<text x="${(x(peer.ratio) + 6).toFixed(1)}" y="${y + 12}">${peer.ratio.toFixed(2)}</text>`,
    ].join('');
  });
  const height = 48 + bars.length * BAR;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 ${height}" font-family="sans-serif" font-size="12">
<rect width="820" height="${height}" fill="#fff"/>
<text x="${left}" y="18" font-weight="bold">peer's time / ours; the black line is the mark</text>
<line x1="${x(1)}" x2="${x(1)}" y1="26" y2="${height - 10}" stroke="#bbb"/>
${drawn.join('\n')}
</svg>
`;
}

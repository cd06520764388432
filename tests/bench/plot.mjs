/** A plot of a table: per key a group of bars, one per contestant, the quartiles as a line; logarithmic, 1 in the middle. */
export function plot({ columns, rows }, keyOf) {
  const [WIDTH, BAR, GAP, LEFT, RIGHT] = [760, 14, 26, 150, 60];
  const cells = rows.flatMap((row) => row.cells.filter(Boolean));
  const far = Math.max(2, ...cells.flatMap(({ ratio }) => [ratio[2], 1 / ratio[0]]));
  const x = (ratio) => LEFT + ((Math.log(ratio) / Math.log(far) + 1) / 2) * (WIDTH - LEFT - RIGHT);
  const marks = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16].filter((mark) => mark >= 1 / far && mark <= far);
  const parts = [];
  let y = 40;
  for (const { id, cells: row } of rows) {
    parts.push(`<text x="8" y="${y}" font-weight="bold">${keyOf(id)}</text>`);
    y += 8;
    row.forEach((cell, index) => {
      if (!cell) return;
      const [low, middle, high] = cell.ratio.map(x);
      const from = Math.min(x(1), middle);
      parts.push(
        `<text x="${LEFT - 6}" y="${y + 11}" text-anchor="end">${columns[index]}</text>`,
        `<rect x="${from.toFixed(1)}" y="${y + 1}" width="${Math.max(1, Math.abs(middle - x(1))).toFixed(1)}" height="${BAR - 3}" fill="${columns[index].startsWith('Sealcheck') ? '#2b6cb0' : '#a0aec0'}"/>`,
        `<path d="M${low.toFixed(1)} ${y + BAR / 2}H${high.toFixed(1)}" stroke="#1a202c" stroke-width="2"/>`,
        `<text x="${(Math.max(high, x(1)) + 4).toFixed(1)}" y="${y + 11}">${cell.ratio[1].toFixed(2)}</text>`,
      );
      y += BAR;
    });
    y += GAP;
  }
  const grid = marks.map((mark) => `<path d="M${x(mark).toFixed(1)} 24V${y - GAP + 4}" stroke="${mark === 1 ? '#4a5568' : '#e2e8f0'}"/><text x="${x(mark).toFixed(1)}" y="${y - GAP + 18}" text-anchor="middle">${mark < 1 ? `1/${1 / mark}` : mark}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" font-family="sans-serif" font-size="11" role="img" aria-label="Time of each contestant as a multiple of Sealcheck in wasm">
<rect width="${WIDTH}" height="${y}" fill="#fff"/>
<text x="8" y="14">Time as a multiple of Sealcheck in wasm (1); logarithmic, right is slower</text>
${[...grid, ...parts].join('\n')}
</svg>
`;
}

/** The picture on the front page. */

/** Six doors and who stands at them. */
export const DoorPlan = () => (
  <svg viewBox="0 0 460 300" role="img" aria-label="Six doors with booked slots">
    <rect x="0" y="0" width="460" height="300" rx="8" fill="#f3f5f9" />
    {[0, 1, 2, 3, 4, 5].map(door => (
      <>
        <text x="24" y={52 + door * 42} font-size="15" font-weight="600" fill="#16233b">
          Door {door + 5}
        </text>
        {slots[door]?.map(([start, length, color]) => (
          <rect x={100 + start * 3.4} y={34 + door * 42} width={length * 3.4} height="26" rx="3" fill={color} />
        ))}
      </>
    ))}
    <line x1="236" x2="236" y1="18" y2="282" stroke="#16233b" stroke-dasharray="4 4" />
    <text x="242" y="28" font-size="12" fill="#56627a">
      now
    </text>
  </svg>
)

const slots: readonly (readonly (readonly [start: number, length: number, color: string])[])[] = [
  [
    [2, 22, '#9aa7bd'],
    [30, 26, '#2f7d5b'],
    [62, 30, '#c4ccd9'],
  ],
  [
    [0, 30, '#9aa7bd'],
    [36, 18, '#2f7d5b'],
    [60, 24, '#c4ccd9'],
  ],
  [
    [8, 20, '#9aa7bd'],
    [34, 30, '#d9480f'],
    [70, 26, '#c4ccd9'],
  ],
  [
    [4, 28, '#9aa7bd'],
    [38, 24, '#2f7d5b'],
    [68, 20, '#c4ccd9'],
  ],
  [
    [0, 16, '#9aa7bd'],
    [20, 28, '#2f7d5b'],
    [54, 34, '#c4ccd9'],
  ],
  [
    [10, 26, '#9aa7bd'],
    [42, 22, '#2f7d5b'],
    [72, 22, '#c4ccd9'],
  ],
]

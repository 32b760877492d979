/** A share of 0..1: `12.5 %`, `0.04 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;
}

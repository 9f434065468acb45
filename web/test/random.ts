/** Repeatable randomness: a failing test names its seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const LETTERS = [..."aab b\n", "é", "😀", "👩🏽", "語"];

export function randomText(random: (below: number) => number, longest: number): string {
  return Array.from({ length: random(longest + 1) }, () => LETTERS[random(LETTERS.length)]).join("");
}

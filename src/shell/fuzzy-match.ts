/** How well a text fits what was typed, and which of its characters that is. */
export interface FuzzyMatch {
  readonly score: number;
  /** Offsets into the text, ascending. */
  readonly positions: readonly number[];
}

/** A text made ready, so that each further key costs little. */
export interface SearchedText {
  readonly text: string;
  /** In small letters; as long as the text. */
  readonly folded: string;
}

/** By the customs of fzf: a gap costs its beginning and its length, and what stands at the beginning of a word is worth half a character more. */
const points = { character: 16, gap: -3, longerGap: -1, boundary: 8, hump: 7, run: 4, whole: 20 } as const;

export function searchedText(text: string): SearchedText {
  const folded = text.toLowerCase();
  return { text, folded: folded.length === text.length ? folded : text };
}

/**
 * Finds the words of `query`, in any order, each as a subsequence of a text; that gives undefined where one is not in it. Small letters stand
 * for capitals, too. Undefined for a query without words.
 */
export function fuzzyMatcher(query: string): ((searched: SearchedText) => FuzzyMatch | undefined) | undefined {
  const words = query.split(" ").filter((word) => word !== "");
  if (words.length === 0) return undefined;
  const isExact = words.map((word) => /\p{Lu}/u.test(word));
  return ({ text, folded }) => {
    let score = 0;
    const all: number[][] = [];
    for (const [i, word] of words.entries()) {
      const places = placesOf(isExact[i] ? text : folded, word);
      if (places === undefined) return undefined;
      score += scoreOf(text, places);
      all.push(places);
    }
    const positions = all.length === 1 ? all[0]! : [...new Set(all.flat())].sort((a, b) => a - b);
    return { score, positions };
  };
}

/** The whole word where it stands, at the beginning of one if it can; else its characters, as close together as they end first. */
function placesOf(text: string, word: string): number[] | undefined {
  const { length } = word;
  const places = new Array<number>(length);
  const whole = text.indexOf(word);
  if (whole !== -1) {
    const start = atBoundary(text, word) ?? whole;
    for (let i = 0; i < length; i++) places[i] = start + i;
    return places;
  }
  let end = -1;
  for (let i = 0; i < length; i++) {
    end = text.indexOf(word[i]!, end + 1);
    if (end === -1) return undefined;
  }
  for (let i = length - 1, at = end + 1; i >= 0; i--) {
    at = text.lastIndexOf(word[i]!, at - 1);
    places[i] = at;
  }
  return places;
}

function atBoundary(text: string, word: string): number | undefined {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (bonusOf(text, at) > 0) return at;
  return undefined;
}

function scoreOf(text: string, places: readonly number[]): number {
  let score = places.at(-1)! - places[0]! === places.length - 1 ? points.whole : 0;
  let runBonus = 0;
  for (let i = 0; i < places.length; i++) {
    const gap = i === 0 ? 0 : places[i]! - places[i - 1]! - 1;
    const bonus = bonusOf(text, places[i]!);
    // In a run, what its beginning is worth counts for all of it: `run` in `run nginx` is better than in `trunk`.
    runBonus = i > 0 && gap === 0 ? Math.max(runBonus, points.run, bonus) : bonus;
    score += points.character + runBonus * (i === 0 ? 2 : 1);
    if (gap > 0) score += points.gap + points.longerGap * (gap - 1);
  }
  return score;
}

function bonusOf(text: string, place: number): number {
  if (place === 0) return points.boundary;
  const [before, here] = [text.charCodeAt(place - 1), text.charCodeAt(place)];
  if (!isWord(before) && isWord(here)) return points.boundary;
  return isCapital(here) && !isCapital(before) ? points.hump : 0;
}

/** All beyond ASCII counts as letters. */
function isWord(code: number): boolean {
  return (
    code > 127 || (code > 96 && code < 123) || isCapital(code) || (code > 47 && code < 58) || code === 95 || code === 36
  );
}

function isCapital(code: number): boolean {
  return code > 64 && code < 91;
}

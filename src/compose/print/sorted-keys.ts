/** The order of a mapping's keys in YAML that Go writes: letters before digits' neighbours, numbers by value. */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0;
  // As most keys are.
  if (word.test(a) && word.test(b)) return a < b ? -1 : 1;
  return isNaturallyLess([...a], [...b]) ? -1 : 1;
}

const word = /^[a-z]+$/;

/** yaml.v3, sorter.go, `keyList.Less`. */
function isNaturallyLess(a: readonly string[], b: readonly string[]): boolean {
  let isAfterDigits = false;
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [left, right] = [a[index]!, b[index]!];
    if (left === right) {
      isAfterDigits = isDigit(left);
      continue;
    }
    const [isLeftLetter, isRightLetter] = [isLetter(left), isLetter(right)];
    if (isLeftLetter && isRightLetter) return left < right;
    if (isLeftLetter || isRightLetter) return isAfterDigits ? isLeftLetter : isRightLetter;
    const [one, other] = [numberAt(a, index), numberAt(b, index)];
    // Behind a digit other than 0, zeros are part of one number.
    const lead = (left === "0" || right === "0") && hasNonZeroBefore(a, index) ? 1 : 0;
    const [first, second] = [withLead(one, lead), withLead(other, lead)];
    if (first !== second) return first < second;
    if (one.length !== other.length) return one.length < other.length;
    return left < right;
  }
  return a.length < b.length;
}

function hasNonZeroBefore(text: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0 && isDigit(text[at]!); at--) if (text[at] !== "0") return true;
  return false;
}

function numberAt(text: readonly string[], index: number): string {
  let digits = "";
  for (let at = index; at < text.length && isDigit(text[at]!); at++) digits += text[at];
  return digits;
}

function withLead(digits: string, lead: number): number {
  return Number(`${lead}${digits}`);
}

function isDigit(char: string): boolean {
  return /\p{Nd}/u.test(char);
}

function isLetter(char: string): boolean {
  return /\p{L}/u.test(char);
}

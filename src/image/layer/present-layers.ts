/**
 * How many layers, from the lowest, are there: a layer's parents are there with it, so few have to be asked for, first the top and the lowest,
 * which settle most pulls.
 */
export async function presentLayers(count: number, isThere: (layer: number) => Promise<boolean>): Promise<number> {
  if (count === 0 || (await isThere(count))) return count;
  if (count === 1 || !(await isThere(1))) return 0;
  let [present, absent] = [1, count];
  while (absent - present > 1) {
    const middle = Math.floor((present + absent) / 2);
    if (await isThere(middle)) present = middle;
    else absent = middle;
  }
  return present;
}

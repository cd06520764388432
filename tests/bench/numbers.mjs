/** Lower quartile, median, upper quartile. */
export function quartiles(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const at = (part) => {
    const place = part * (sorted.length - 1);
    const [low, high] = [Math.floor(place), Math.ceil(place)];
    return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
  };
  return [at(0.25), at(0.5), at(0.75)];
}

// Numbers as a person reads them.

export function bytes(count) {
  if (count < 1024) {
    return `${count} B`;
  }
  const kilo = count / 1024;
  return kilo < 1024 ? `${Math.round(kilo)} KB` : `${(kilo / 1024).toFixed(kilo < 10240 ? 1 : 0)} MB`;
}

/** Short times with parts of a second, long ones in whole units. */
export function duration(millis) {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  }
  return seconds < 60 ? `${Math.floor(seconds)} s` : longDuration(millis);
}

export function longDuration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) {
    return `${hours} h ${minutes % 60} min`;
  }
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** In the largest unit only. */
export function roughDuration(millis) {
  const minutes = Math.floor(Math.max(0, millis) / 60_000);
  if (minutes === 0) {
    return longDuration(millis);
  }
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

export function clockTime(epochMillis) {
  return new Date(epochMillis).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

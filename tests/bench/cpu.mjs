// CPU time of a process with all that it has started, from Linux's /proc.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const hasCpuTime = existsSync('/proc/self/schedstat');

/** Milliseconds so far, of all threads that live. */
export function cpuTime(pid) {
  let sum = 0;
  const visit = (process) => {
    for (const task of list(`/proc/${process}/task`)) {
      sum += Number(text(`/proc/${process}/task/${task}/schedstat`).split(' ')[0]) / 1e6;
      text(`/proc/${process}/task/${task}/children`).split(' ').filter(Boolean).forEach(visit);
    }
  };
  visit(pid);
  return sum;
}

/** A thread may end while it is looked at. */
function list(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function text(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

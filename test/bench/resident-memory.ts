import { readFileSync } from 'node:fs';

const EVERY_MS = 100;

export interface MemoryWatch {
  /** The most it had until now, in MB (10^6 bytes). */
  peak(): number;
  stop(): void;
}

/** Watches the resident memory of a process (`VmRSS` of `/proc/PID/status`, see proc(5)) until it is stopped. */
export function watchMemory(pid: number): MemoryWatch {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, residentMemory(pid));
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    peak: () => peak,
    stop: () => clearInterval(timer),
  };
}

/** In MB; 0 once the process has ended. @throws Error on a system without `/proc` */
function residentMemory(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kibibytes) * 1_024) / 1e6;
  } catch (error) {
    if (process.platform === 'linux') return 0;
    throw new Error(`memory is read from /proc, which this system has not (${(error as Error).message})`);
  }
}

/** The timers of the process, taken when this loads: a test that fakes timers must not stop what sends its events. */
export const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis;

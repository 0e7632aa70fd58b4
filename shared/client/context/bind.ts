/** Takes the context along to where work runs that was handed over: a queue, a pool, a batcher. */
import { currentContext, restoreContext } from './context.js';

/**
 * A function that runs in the context of this moment, whoever calls it and when. Otherwise a queue runs it in the context
 * of whoever happened to wake the queue, and its events name that person.
 */
export function bindContext<F extends (...args: never[]) => unknown>(fn: F): F {
  const context = currentContext();
  return new Proxy(fn, {
    apply: (target, instance: unknown, args: unknown[]) =>
      restoreContext(context, () => Reflect.apply(target, instance, args)),
  });
}

/** Methods that find a function again by its identity: it must stay the same. */
const BY_IDENTITY =
  /^(on|off|once|emit|(add|remove|prepend)(Once)?Listener|removeAllListeners|(add|remove)EventListener)$/;

/**
 * `executor` as it is, a queue, a pool or a limiting function, but what functions it is handed, also in lists, run in the
 * context in which they were handed over. Listeners of its events do not.
 */
export function wrapExecutor<T extends object>(executor: T): T {
  const wrapped: T = new Proxy(executor, {
    apply: (target, instance: unknown, args: unknown[]) =>
      isFunction(target) ? Reflect.apply(target, instance, args.map(bindAny)) : undefined,
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (!isFunction(value) || isFixed(target, key)) return value;
      const bind = typeof key === 'string' && BY_IDENTITY.test(key) ? (arg: unknown) => arg : bindAny;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args.map(bind));
        return result === target ? wrapped : result;
      };
    },
    // Its own setters and private fields want the executor itself.
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  return wrapped;
}

function bindAny(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.map(bindAny);
  return isFunction(arg) ? bindContext(arg) : arg;
}

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function';

/** What a proxy has to show as it is. */
function isFixed(target: object, key: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  return key === 'constructor' || (own !== undefined && own.configurable !== true && own.writable !== true);
}

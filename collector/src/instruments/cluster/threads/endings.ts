import type { Worker } from 'node:worker_threads';

/** Told of each thread that ends, in whatever way, if this thread started it from now on. The returned function ends it. */
export function noticeThreads(ended: (thread: number) => void): () => void {
  const followed = new Map<Worker, () => void>();
  const follow = (worker: Worker): void => {
    // It has none any more when it has ended.
    const { threadId } = worker;
    const leave = (): void => {
      followed.delete(worker);
      ended(threadId);
    };
    followed.set(worker, leave);
    worker.once('exit', leave);
  };
  process.on('worker', follow);
  return () => {
    process.off('worker', follow);
    for (const [worker, leave] of followed) worker.off('exit', leave);
    followed.clear();
  };
}

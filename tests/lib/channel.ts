type Handler = (message: Readonly<Record<string, unknown>>) => unknown;

/** The child's side of Child.ask: `handlers` by the message's `do`. The returned function ends the channel. */
export function answerParent(handlers: Readonly<Record<string, Handler>>): () => void {
  const onMessage = (raw: unknown): void => {
    const message = raw as { readonly id: number; readonly do: string };
    void Promise.resolve(handlers[message.do]?.({ ...message })).then((answer) =>
      process.send?.({ id: message.id, answer: answer ?? null })
    );
  };
  // Whoever started us is gone: so are we.
  const onDisconnect = (): void => process.exit(0);
  process.on('message', onMessage);
  process.on('disconnect', onDisconnect);
  return () => {
    process.off('message', onMessage);
    process.off('disconnect', onDisconnect);
    if (process.connected) process.disconnect();
  };
}

/** What this browser keeps for one server: the conversation's token, unsent messages, and how the chat looks. Nothing that was answered. */
export class Keeper {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly scope: string,
    private readonly storage: () => Storage = () => window.localStorage,
  ) {}

  /** The full key, as `storage` events name it. */
  key(name: string): string {
    return `bedside-chat:${this.scope}:${name}`;
  }

  get<T>(name: string, otherwise: T): T {
    try {
      const kept = this.read(this.key(name));
      return kept === null ? otherwise : (JSON.parse(kept) as T);
    } catch {
      return otherwise; // not ours, or damaged
    }
  }

  set(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.memory.set(this.key(name), text);
    try {
      this.storage().setItem(this.key(name), text);
    } catch {
      // Storage is off or full: the chat works until the page is left.
    }
  }

  remove(name: string): void {
    this.memory.delete(this.key(name));
    try {
      this.storage().removeItem(this.key(name));
    } catch {
      // As above.
    }
  }

  private read(key: string): string | null {
    try {
      return this.storage().getItem(key) ?? this.memory.get(key) ?? null;
    } catch {
      return this.memory.get(key) ?? null;
    }
  }
}

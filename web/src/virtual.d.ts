declare module 'virtual:examples' {
  interface Case {
    /** Text, or other bytes in base64. */
    files: Record<string, string | { base64: string }>;
    reference: string;
    at: string;
    metadata: string;
  }
  export const load: Record<string, () => Promise<{ default: Case }>>;
}
declare module 'virtual:look.css';
declare module 'virtual:engine' {
  export { createEngine } from './engine/remote';
}

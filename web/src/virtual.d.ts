declare module 'virtual:examples' {
  interface Case {
    files: Record<string, string>;
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

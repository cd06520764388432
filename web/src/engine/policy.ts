import type { Input } from './types';

/** The policy that is judged by: the last one given that is for this kind of artifact, else the last one. */
export function policyFor(inputs: Input[], kind: 'oci' | 'blob'): Input | undefined {
  const policies = inputs.filter((input) => input.kind === 'policy');
  return policies.findLast(({ policy }) => policy?.kind === kind) ?? policies.at(-1);
}

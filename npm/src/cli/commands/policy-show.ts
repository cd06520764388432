import { type Arguments, oneOf } from '../args.js';
import { api } from '../core.js';
import { ACCEPTED } from '../exit.js';
import type { Io } from '../io.js';
import { type PolicyDocument, renderPolicy, renderStatement } from '../render/policy.js';
import { outputOf } from '../request.js';
import { printableJson } from '../style.js';
import { loadTrust, PolicyFileError, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const policyName = args.value('policy-name');
  const [reference, second] = args.positionals;
  if (second !== undefined) throw new UsageError(`"${second}": one reference at a time`, 'sealcheck policy show REPOSITORY@DIGEST');
  const kind = oneOf(args, 'kind', ['oci', 'blob']) ?? (policyName === undefined ? 'oci' : 'blob');
  if (kind === 'blob' && reference !== undefined) {
    throw new UsageError(`"${reference}": a blob policy has no references`, '--policy-name NAME');
  }
  const { trustPolicy, trustStores, policyFile } = await loadTrust(args, kind, io);
  if (reference !== undefined || policyName !== undefined) {
    const verifier = api.createVerifier({ trustPolicy, trustStores });
    const statement = await withPolicyFile(policyFile, () =>
      reference === undefined
        ? verifier.selectPolicy(policyName === undefined ? {} : { policyName })
        : verifier.selectPolicy(reference),
    );
    io.out(output === 'json' ? `${printableJson(statement)}\n` : renderStatement(statement));
    return ACCEPTED;
  }
  // Only a document that the core accepts is shown, so that nothing is shown that a verifier would read differently.
  const report = await api.lintTrustPolicy(trustPolicy, { kind, trustStores });
  if (!report.valid) {
    throw new PolicyFileError(policyFile, report.problems.filter(({ severity }) => severity === 'error'));
  }
  const document = JSON.parse(new TextDecoder().decode(trustPolicy)) as PolicyDocument;
  io.out(output === 'json' ? `${printableJson(document)}\n` : renderPolicy(document, policyFile));
  return ACCEPTED;
}

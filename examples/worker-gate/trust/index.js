/**
 * Whom the gate trusts: notation's trustpolicy.json, and one line for each certificate of the stores that it names. Files
 * that end in .pem are imported as text; .crt and .cer as bytes: `[new Uint8Array(wabbitNetworks)]`.
 */
import wabbitNetworks from './wabbit-networks.io.pem';
import trustPolicy from './trustpolicy.json';

export default {
  trustPolicy,
  trustStores: {
    'ca:wabbit-networks.io': [wabbitNetworks],
  },
};

/** Whom the gate trusts: notation's trustpolicy.json, and one line for each certificate of the stores that it names. */
import wabbitNetworks from './wabbit-networks.io.pem';
import trustPolicy from './trustpolicy.json';

export default {
  trustPolicy,
  trustStores: {
    'ca:wabbit-networks.io': [wabbitNetworks],
  },
};

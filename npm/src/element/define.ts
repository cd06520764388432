/** `sealcheck/element/define`: importing it registers `<sealcheck-verdict>`. */
import { defineVerdictElement } from './index.js';

defineVerdictElement();

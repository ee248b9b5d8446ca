import './spy.cjs';
import './business.cjs';

// Together, since they share one moto: the sources of AWS as a user opens them.
import './objects.js';
import './logs.js';
import './athena.js';
// The last: it looks for credentials in everything that the others left.
import './report.js';

/** Position of a country in degrees. */
export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/**
 * Longitude and latitude of the middle of a country's largest part in Natural Earth at 1:10 million (npm
 * `world-atlas`, public domain), to 0.01°, for the countries that the map at 1:110 million lacks. The values
 * are stored here, since the atlas has 3.6 MB and exported pages draw maps too; a test compares them with the
 * atlas.
 */
const MIDDLES: Readonly<Record<string, readonly [number, number]>> = {
  AD: [1.59, 42.54],
  AG: [-61.78, 17.08],
  AI: [-63.07, 18.22],
  AS: [-170.7, -14.31],
  AW: [-69.97, 12.53],
  AX: [19.96, 60.23],
  BB: [-59.54, 13.2],
  BH: [50.55, 26.02],
  BL: [-62.83, 17.91],
  BM: [-64.77, 32.32],
  CK: [-159.79, -21.22],
  CV: [-23.62, 15.12],
  CW: [-68.96, 12.22],
  DM: [-61.37, 15.42],
  FM: [158.23, 6.88],
  FO: [-6.97, 62.13],
  GD: [-61.7, 12.12],
  GG: [-2.59, 49.47],
  GI: [-5.35, 36.13],
  GS: [-36.91, -54.43],
  GU: [144.79, 13.45],
  HK: [114.15, 22.41],
  HM: [73.53, -53.08],
  IM: [-4.55, 54.24],
  IO: [72.42, -7.35],
  JE: [-2.12, 49.22],
  KI: [-157.38, 1.87],
  KM: [43.36, -11.65],
  KN: [-62.74, 17.32],
  KY: [-81.25, 19.33],
  LC: [-60.98, 13.91],
  LI: [9.55, 47.16],
  MC: [7.4, 43.74],
  MF: [-63.08, 18.08],
  MH: [171.21, 7.12],
  MO: [113.56, 22.14],
  MP: [145.75, 15.18],
  MS: [-62.19, 16.75],
  MT: [14.45, 35.9],
  MU: [57.55, -20.25],
  MV: [73.49, 4.2],
  NF: [167.95, -29.04],
  NR: [166.93, -0.52],
  NU: [-169.87, -19.05],
  PF: [-149.39, -17.68],
  PM: [-56.32, 46.96],
  PN: [-128.32, -24.37],
  PW: [134.57, 7.55],
  SC: [55.45, -4.68],
  SG: [103.82, 1.36],
  SH: [-5.72, -15.96],
  SM: [12.44, 43.94],
  ST: [6.61, 0.22],
  SX: [-63.07, 18.04],
  TC: [-71.74, 21.8],
  TO: [-175.21, -21.17],
  TV: [179.2, -8.5],
  UM: [166.63, 19.29],
  VA: [12.45, 41.9],
  VC: [-61.2, 13.26],
  VG: [-64.62, 18.42],
  VI: [-64.73, 17.74],
  WF: [-178.12, -14.28],
  WS: [-172.48, -13.63],
};

/**
 * Codes whose land Natural Earth counts to another country: places from the CIA World Factbook (public
 * domain).
 */
const WITHIN_OTHERS: Readonly<Record<string, readonly [number, number]>> = {
  BQ: [-68.26, 12.2],
  BV: [3.4, -54.43],
  CC: [96.83, -12.5],
  CX: [105.67, -10.5],
  GF: [-53, 4],
  GP: [-61.58, 16.25],
  MQ: [-61, 14.67],
  RE: [55.5, -21.1],
  SJ: [20, 78],
  TK: [-172, -9],
  YT: [45.17, -12.83],
};

/**
 * Returns the position of a country that the coarse map lacks, such as Singapore, Hong Kong or Bahrain.
 *
 * @param code ISO 3166-1 alpha-2
 *
 * @example
 * smallPlace('SG'); // { longitude: 103.82, latitude: 1.36 }
 */
export function smallPlace(code: string): Place | undefined {
  const [longitude, latitude] = MIDDLES[code] ?? WITHIN_OTHERS[code] ?? [];
  return longitude === undefined || latitude === undefined ? undefined : { longitude, latitude };
}

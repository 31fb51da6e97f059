/**
 * Attribution required by the licences of the address tables (CC BY 4.0); show it with owners or countries by
 * address.
 */
export const ADDRESS_SOURCES =
  'Country by address: ip-location-db (CC0; NRO data, nro.net, CC BY 4.0). Network owner: ip-location-db (CC BY 4.0; RouteViews, DB-IP db-ip.com, NRO nro.net). Known infrastructure: MISP warning lists. All of it is indicative: it says who announces a range, not who sent a request.';
